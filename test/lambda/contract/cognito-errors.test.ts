import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CognitoOperation,
  cognitoOperations,
  mapException,
  problemsOf,
} from '../../../lambda/contract/cognito-errors';
import { signInModes } from '../../../lambda/contract/environment';
import { routesFor } from '../../../lib/routes';
import { modeledExceptions } from '../support/modeled-exceptions';

const folder = join(__dirname, '../../../lambda/cognito');
const source = readdirSync(folder)
  .map((file) => readFileSync(join(folder, file), 'utf8'))
  .join();
const sentOperations = new Set([...source.matchAll(/new (\w+)Command\(/g)].map(([, name]) => name));
const operations = Object.keys(cognitoOperations) as CognitoOperation[];

describe('the exception table', () => {
  it('has the operations that lambda/cognito sends, and no others', () => {
    expect(operations.toSorted()).toEqual([...sentOperations].toSorted());
  });

  it.each(['NovelException', 'SerializationException', 'constructor', '__proto__', ''])(
    'maps no operation when the exception is %j, which has no row',
    (name) => {
      expect(operations.filter((operation) => mapException(operation, name, 'email') !== undefined)).toEqual([]);
    },
  );
});

describe.each(operations)('the exceptions of %s', (operation) => {
  const models = modeledExceptions(operation);

  it("include the exceptions that every operation has in Cognito's model", () => {
    expect(models).toEqual(
      expect.arrayContaining(['ForbiddenException', 'InternalErrorException', 'InvalidParameterException']),
    );
  });

  it.each(signInModes)('all have a row when signInWith is %s', (mode) => {
    const notModeled = ['ThrottlingException', 'TooManyRequestsException'];
    const thrown = [...models, ...notModeled];
    expect(thrown.filter((name) => mapException(operation, name, mode) === undefined)).toEqual([]);
  });

  it('are mapped to the problems that problemsOf returns, once each', () => {
    const mapped = models.flatMap((name) => signInModes.map((mode) => mapException(operation, name, mode)));
    const isProblem = (error: unknown) => error !== 'accepted' && error !== 'undelivered';
    const documented = problemsOf(operation);
    expect(documented).toEqual(expect.arrayContaining([...mapped.filter(isProblem), 'rate_limited']));
    expect(documented.filter((error) => !isProblem(error))).toEqual([]);
    expect(new Set(documented).size).toBe(documented.length);
  });
});

describe('an open route when signInWith is email', () => {
  const open = routesFor('email').filter(({ auth }) => auth === 'open');
  const revealing = [
    'already_confirmed',
    'password_reset_required',
    'too_many_attempts',
    'user_not_confirmed',
    'username_taken',
  ];

  it.each(open.map((route) => [route.name, route.calls ?? []] as const))(
    'never answers with an error that reveals that the e-mail address is registered: %s',
    (_, calls) => {
      const mapped = calls.flatMap((operation) =>
        modeledExceptions(operation).map((name) => mapException(operation, name, 'email')),
      );
      expect(mapped.filter((error) => revealing.includes(String(error)))).toEqual([]);
    },
  );
});
