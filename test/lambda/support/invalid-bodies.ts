import type { FieldError } from '../../../lambda/contract/problems';
import { sentCommands } from './cognito';
import { load, type Variables } from './invoke';
import { expectProblem } from './replies';

type Body = Readonly<Record<string, string>>;

/** A body that a route refuses, with the errors of the reply. The condition completes "when ...". */
type InvalidBody = readonly [condition: string, sent: unknown, errors: readonly FieldError[]];

/** A value that a field refuses, with the message of the reply. The condition completes "when ...". */
export type InvalidValue = readonly [condition: string, field: string, value: string, message: string];

interface BodyRoute {
  /** A body that the route accepts, with every required field. */
  readonly validBody: Body;
  readonly invalidValues: readonly InvalidValue[];
  /** Environment variables that differ from the defaults of `load`. */
  readonly variables?: Variables;
}

const NOT_JSON = [{ field: 'body', message: 'must be valid JSON' }];
const NOT_AN_OBJECT = [{ field: 'body', message: 'must be a JSON object' }];
const MISSING = [{ field: 'body', message: 'is required' }];
const NOT_A_STRING = 'must be a string';

/** Tests that a route refuses every kind of invalid body, and accepts a valid one with any content type. */
export function describeInvalidBodies(name: string, { validBody, invalidValues, variables }: BodyRoute): void {
  // The challenge selects the schema of the other fields, so it is part of every body.
  const discriminator: Body = validBody.challenge ? { challenge: validBody.challenge } : {};
  const fields = Object.keys(validBody).filter((field) => !(field in discriminator));
  const text = JSON.stringify(validBody);

  const hasOwnEmptyCase = (field: string) =>
    invalidValues.some(([, ofField, value]) => ofField === field && value === '');

  it.each<InvalidBody>([
    ['there is no body', null, MISSING],
    ['the body is empty', '', MISSING],
    ['the body is incomplete JSON', text.slice(0, -1), NOT_JSON],
    ['the body is JSON followed by more text', `${text} ${text}`, NOT_JSON],
    ['the body is form data', new URLSearchParams(validBody).toString(), NOT_JSON],
    ['the body is an array', [validBody], NOT_AN_OBJECT],
    ['the body is null', 'null', NOT_AN_OBJECT],
    ['the body is a number', '1234567', NOT_AN_OBJECT],
    ['the body is a string', JSON.stringify(text), NOT_AN_OBJECT],
    ['the body is 30,000 nested arrays', '['.repeat(3e4) + ']'.repeat(3e4), NOT_AN_OBJECT],
    ['all fields are missing', discriminator, fields.map((field) => ({ field, message: 'is required' }))],
    ...fields.map((field) => missingField(field, validBody)),
    unknownField('the body has an unknown field', 'forceAliasCreation', { ...validBody, forceAliasCreation: true }),
    unknownField('a field name has the wrong case', 'UserName', { ...validBody, UserName: 'charles' }),
    unknownField('the body has a field __proto__', '__proto__', `{"__proto__":{"admin":"admin"},${text.slice(1)}`),
    unknownField('the body has a field constructor', 'constructor', { ...validBody, constructor: 'charles' }),
    unknownField('a field name has 5,000 characters', 'x'.repeat(64), { ...validBody, ['x'.repeat(5000)]: 'y' }),
    ...fields.flatMap((field) => wrongTypes(field, validBody)),
    ...fields.filter((field) => !hasOwnEmptyCase(field)).map((field) => emptyField(field, validBody)),
    ...invalidValues.map(
      ([condition, field, value, message]): InvalidBody => [
        condition,
        { ...validBody, [field]: value },
        [{ field, message }],
      ],
    ),
  ])('answers 400 invalid_request and does not call Cognito when %s', async (_, body, errors) => {
    const reply = await load(name, variables)({ body });
    expectProblem(reply, 400, 'invalid_request', errors);
    expect(reply.log).toEqual([['info', expect.objectContaining({ outcome: 'invalid_request' })]]);
    expect(sentCommands()).toEqual([]);
  });

  it('answers 400 invalid_request with all errors at once when every field is invalid', async () => {
    const invalid = Object.fromEntries(fields.map((field) => [field, 1234567]));
    const body = { ...discriminator, ...invalid, admin: true };
    expectProblem(await load(name, variables)({ body }), 400, 'invalid_request', [
      ...fields.map((field) => ({ field, message: NOT_A_STRING })),
      { field: 'admin', message: 'is not a field of this route' },
    ]);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', ''])(
    'accepts a JSON body when the content type is "%s"',
    async (type) => {
      await load(name, variables)({ body: text, headers: { 'Content-Type': type } });
      expect(sentCommands()).not.toEqual([]);
    },
  );
}

function unknownField(condition: string, field: string, sent: unknown): InvalidBody {
  return [condition, sent, [{ field, message: 'is not a field of this route' }]];
}

function missingField(field: string, { [field]: _, ...rest }: Body): InvalidBody {
  return [`${field} is missing`, rest, [{ field, message: 'is required' }]];
}

function wrongTypes(field: string, validBody: Body): InvalidBody[] {
  const values = [1234567, true, null, { nested: 'nested' }, ['listed']];
  return values.map((value) => {
    const sent = { ...validBody, [field]: value };
    return [`${field} is ${JSON.stringify(value)}`, sent, [{ field, message: NOT_A_STRING }]];
  });
}

function emptyField(field: string, validBody: Body): InvalidBody {
  return [`${field} is empty`, { ...validBody, [field]: '' }, [{ field, message: 'must not be empty' }]];
}
