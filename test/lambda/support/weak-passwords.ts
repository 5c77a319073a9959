import type { AuthEnvironment } from '../../../lambda/contract/environment';
import { cognito } from './cognito';
import { expectProblem } from './every-route';
import { load } from './invoke';

const length = 'must have at least 8 characters';
const lower = 'needs a lower-case letter';
const upper = 'needs an upper-case letter';
const digit = 'needs a digit';
const symbol = 'needs a symbol';
const space = 'must not begin or end with a space';

/** What a route that takes a new password in `field` of its body answers to a weak one. */
export function describeWeakPasswords(
  name: string,
  variables: Partial<AuthEnvironment>,
  field: string,
  fine: Readonly<Record<string, string>>,
): void {
  it.each([
    ['Ab1-xyz', [length]],
    ['ANALYTICAL-1843', [lower]],
    ['analytical-1843', [upper]],
    ['Analytical-Engine', [digit]],
    ['Analytical1843', [symbol]],
    ['Analytical€1843', [symbol]],
    [' Analytical-1843', [space]],
    ['Analytical-1843 ', [space]],
    ['Analytical-1843\n', [space]],
    ['        ', [lower, upper, digit, space]],
    ['ööööö', [length, lower, upper, digit, symbol]],
  ])('answers 422 with every rule that is not met, and does not ask Cognito (#%#)', async (weak, messages) => {
    const answer = await load(name, variables)({ body: { ...fine, [field]: weak } });
    const errors = messages.map((message) => ({ field, message }));
    expectProblem(answer, 422, 'weak_password', errors);
    expect(cognito.calls()).toHaveLength(0);
  });
}
