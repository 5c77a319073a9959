import type { AuthEnvironment } from '../../../lambda/contract/environment';
import { sentCommands } from './cognito';
import { load } from './invoke';
import { expectProblem } from './replies';

const length = 'must have at least 8 characters';
const lower = 'needs a lower-case letter';
const upper = 'needs an upper-case letter';
const digit = 'needs a digit';
const symbol = 'needs a symbol';
const space = 'must not begin or end with a space';

interface NewPasswordRoute {
  /** The field of the body that holds the new password. */
  readonly field: string;
  readonly validBody: Readonly<Record<string, string>>;
  /** Environment variables that differ from the defaults of `load`. */
  readonly variables?: Partial<AuthEnvironment>;
}

/** Tests that a route refuses every kind of weak password. */
export function describeWeakPasswords(name: string, { field, validBody, variables }: NewPasswordRoute): void {
  it.each([
    ['has seven characters', 'Ab1-xyz', [length]],
    ['has no lower-case letter', 'ANALYTICAL-1843', [lower]],
    ['has no upper-case letter', 'analytical-1843', [upper]],
    ['has no digit', 'Analytical-Engine', [digit]],
    ['has no symbol', 'Analytical1843', [symbol]],
    ['has only a symbol that Cognito does not accept', 'Analytical€1843', [symbol]],
    ['begins with a space', ' Analytical-1843', [space]],
    ['ends with a space', 'Analytical-1843 ', [space]],
    ['ends with a line feed', 'Analytical-1843\n', [space]],
    ['is eight spaces', '        ', [lower, upper, digit, space]],
    ['is five letters outside ASCII', 'ööööö', [length, lower, upper, digit, symbol]],
  ])(
    `answers 422 weak_password with every unmet rule, without calling Cognito, when ${field} %s`,
    async (_, weak, messages) => {
      const reply = await load(name, variables)({ body: { ...validBody, [field]: weak } });
      const errors = messages.map((message) => ({ field, message }));
      expectProblem(reply, 422, 'weak_password', errors);
      expect(sentCommands()).toEqual([]);
    },
  );
}
