import type { AuthEnvironment } from '../../../lambda/contract/environment';
import type { FieldError } from '../../../lambda/contract/problems';
import { cognito } from './cognito';
import { expectProblem } from './every-route';
import { load } from './invoke';

type Body = Readonly<Record<string, string>>;
type BadBody = readonly [title: string, sent: unknown, errors: readonly FieldError[]];

/** A value that one field does not take, and what is said about it. */
export type BadValue = readonly [title: string, field: string, value: string, message: string];

const NOT_JSON = [{ field: 'body', message: 'must be valid JSON' }];
const NO_OBJECT = [{ field: 'body', message: 'must be a JSON object' }];
const MISSING = [{ field: 'body', message: 'is required' }];
const NO_TEXT = 'must be a string';

/** What a route with a body answers to one that does not fit. `fine` fits, and has every field that is required. */
export function describeBadBodies(
  name: string,
  variables: Partial<AuthEnvironment>,
  fine: Body,
  values: readonly BadValue[],
): void {
  // Says which of several shapes a body has, and so stands in all of them.
  const shape: Body = fine.challenge ? { challenge: fine.challenge } : {};
  const fields = Object.keys(fine).filter((field) => !(field in shape));
  const text = JSON.stringify(fine);

  const saysWhenEmpty = (field: string) => values.some(([, ofField, value]) => ofField === field && value === '');

  it.each<BadBody>([
    ['no body', null, MISSING],
    ['an empty body', '', MISSING],
    ['broken JSON', text.slice(0, -1), NOT_JSON],
    ['JSON with something after it', `${text} ${text}`, NOT_JSON],
    ['a form', new URLSearchParams(fine).toString(), NOT_JSON],
    ['an array', [fine], NO_OBJECT],
    ['null', 'null', NO_OBJECT],
    ['a number', '1234567', NO_OBJECT],
    ['a string', JSON.stringify(text), NO_OBJECT],
    ['a hundred thousand brackets', '['.repeat(1e5) + ']'.repeat(1e5), NO_OBJECT],
    ['an empty object', shape, fields.map((field) => ({ field, message: 'is required' }))],
    ...fields.map((field) => without(field, fine)),
    unknown('an unknown field', 'forceAliasCreation', { ...fine, forceAliasCreation: true }),
    unknown('a field in other letters', 'UserName', { ...fine, UserName: 'somebody-else' }),
    unknown('__proto__', '__proto__', `{"__proto__":{"admin":"admin"},${text.slice(1)}`),
    unknown('constructor', 'constructor', { ...fine, constructor: 'somebody' }),
    unknown('a field with an endless name', 'x'.repeat(64), { ...fine, ['x'.repeat(5000)]: 'y' }),
    ...fields.flatMap((field) => withoutText(field, fine)),
    ...fields.filter((field) => !saysWhenEmpty(field)).map((field) => empty(field, fine)),
    ...values.map(
      ([title, field, value, message]): BadBody => [title, { ...fine, [field]: value }, [{ field, message }]],
    ),
  ])('answers 400 to %s, and does not ask Cognito', async (_, body, errors) => {
    const answer = await load(name, variables)({ body });
    expectProblem(answer, 400, 'invalid_request', errors);
    expect(answer.log).toEqual([['info', expect.objectContaining({ outcome: 'invalid_request' })]]);
    expect(cognito.calls()).toHaveLength(0);
  });

  it('reports everything that is wrong at once', async () => {
    const wrong = Object.fromEntries(fields.map((field) => [field, 1234567]));
    expectProblem(await load(name, variables)({ body: { ...shape, ...wrong, admin: true } }), 400, 'invalid_request', [
      ...fields.map((field) => ({ field, message: NO_TEXT })),
      { field: 'admin', message: 'is not a field of this route' },
    ]);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', ''])(
    'takes JSON, whatever its content type (%s)',
    async (type) => {
      await load(name, variables)({ body: text, headers: { 'Content-Type': type } });
      expect(cognito.calls()).not.toHaveLength(0);
    },
  );
}

function unknown(title: string, field: string, sent: unknown): BadBody {
  return [title, sent, [{ field, message: 'is not a field of this route' }]];
}

function without(field: string, { [field]: _, ...rest }: Body): BadBody {
  return [`no ${field}`, rest, [{ field, message: 'is required' }]];
}

function withoutText(field: string, fine: Body): BadBody[] {
  const values = [1234567, true, null, { nested: 'nested' }, ['listed']];
  return values.map((value) => {
    const sent = { ...fine, [field]: value };
    return [`${JSON.stringify(value)} as ${field}`, sent, [{ field, message: NO_TEXT }]];
  });
}

function empty(field: string, fine: Body): BadBody {
  return [`an empty ${field}`, { ...fine, [field]: '' }, [{ field, message: 'must not be empty' }]];
}
