import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CognitoOperation, mapException, problemsOf } from '../../../lambda/contract/cognito-errors';
import { routesFor } from '../../../lib/routes';
import { modelledExceptions } from '../support/modelled-exceptions';

const shared = join(__dirname, '../../../lambda/cognito');
const source = readdirSync(shared)
  .map((file) => readFileSync(join(shared, file), 'utf8'))
  .join();
const operations = [...source.matchAll(/new (\w+)Command\(/g)].map(([, name]) => name as CognitoOperation);
const modes = ['username', 'email'] as const;

/** Every operation with a row: the compiler takes no more and no less. */
const withRow = {
  SignUp: true,
  ConfirmSignUp: true,
  ResendConfirmationCode: true,
  InitiateAuth: true,
  RespondToAuthChallenge: true,
  GetTokensFromRefreshToken: true,
  RevokeToken: true,
  ForgotPassword: true,
  ConfirmForgotPassword: true,
  GetUser: true,
  ChangePassword: true,
  GlobalSignOut: true,
  DeleteUser: true,
  AssociateSoftwareToken: true,
  VerifySoftwareToken: true,
  SetUserMFAPreference: true,
} as const satisfies Record<CognitoOperation, true>;

describe('the operations in lambda/contract/cognito-errors.ts', () => {
  it('are those that the handlers send, no more and no fewer, each in one place', () => {
    expect([...operations].sort()).toEqual(Object.keys(withRow).sort());
  });
});

describe.each(operations)('Cognito answering %s', (operation) => {
  const models = modelledExceptions(operation);

  it('may throw what it models, so that this sweep reads it right', () => {
    expect(models).toEqual(
      expect.arrayContaining(['ForbiddenException', 'InternalErrorException', 'InvalidParameterException']),
    );
  });

  it.each(modes)('throws nothing that has no row (signing in with %s)', (mode) => {
    const unmodelled = ['ThrottlingException', 'TooManyRequestsException'];
    const thrown = [...models, ...unmodelled];
    expect(thrown.filter((name) => mapException(operation, name, mode) === undefined)).toEqual([]);
  });

  it('becomes what the OpenAPI document has of it: every problem, and no silence', () => {
    const outcomes = models.flatMap((name) => modes.map((mode) => mapException(operation, name, mode)));
    const isProblem = (outcome: unknown) => outcome !== 'accepted' && outcome !== 'undelivered';
    const documented = problemsOf(operation);
    expect(documented).toEqual(expect.arrayContaining([...outcomes.filter(isProblem), 'rate_limited']));
    expect(documented.filter((outcome) => !isProblem(outcome))).toEqual([]);
    expect(new Set(documented).size).toBe(documented.length);
  });
});

describe('an exception that nobody has heard of', () => {
  it.each(['NovelException', 'SerializationException', 'constructor', '__proto__', ''])('has no row: %j', (name) => {
    expect(operations.filter((operation) => mapException(operation, name, 'email') !== undefined)).toEqual([]);
  });
});

describe('what strangers may ask about an address', () => {
  const open = routesFor('email').filter(({ auth }) => auth === 'open');
  const telling = [
    'already_confirmed',
    'password_reset_required',
    'too_many_attempts',
    'user_not_confirmed',
    'username_taken',
  ];

  it.each(open.map((route) => [route.name, route.calls ?? []] as const))(
    'never has an answer that only a registered one can have: %s',
    (_, calls) => {
      const outcomes = calls.flatMap((operation) =>
        modelledExceptions(operation).map((name) => mapException(operation, name, 'email')),
      );
      expect(outcomes.filter((outcome) => telling.includes(String(outcome)))).toEqual([]);
    },
  );
});
