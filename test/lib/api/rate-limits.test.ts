import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { CognitoOperation } from '../../../lambda/contract/cognito-errors';
import { addRateLimit, assertWithinCognitoQuotas, throttlingOptions } from '../../../lib/api/rate-limits';
import type { Route } from '../../../lib/api/route';
import { allRoutes, routesFor } from '../../../lib/routes';
import { UserError } from '../../../lib/user-error';
import { assertPinned } from '../support/pinned';
import { testApp } from '../support/stacks';

const RATES_ADVICE = `A higher rate limit of an open route lets an attacker guess faster or send more e-mails, and takes calls from
the quotas of Cognito that all users share. Change a number only with a reason, here and in lib/routes.ts.`;

/** Requests per second of each route, from all callers together. The stage's requestsPerSecond for the routes without a number. */
const pinnedRates = {
  'POST /sign-up': 5,
  'POST /confirm': 20,
  'POST /resend-code': 5,
  'POST /sign-in': 40,
  'POST /challenge': 15,
  'POST /refresh': undefined,
  'POST /sign-out': undefined,
  'POST /forgot-password': 5,
  'POST /reset-password': 5,
  'GET /me': undefined,
  'POST /change-password': 5,
  'POST /mfa/totp': 4,
  'PUT /mfa/totp': 4,
  'DELETE /mfa/totp': 4,
  'POST /sign-out-everywhere': 4,
  'DELETE /me': 4,
  'GET /hello': undefined,
  'GET /secret': undefined,
  'GET /admin': undefined,
  'GET /private': undefined,
};

/** The same with all options: the routes that they add, and those of which they lower the limit. */
const pinnedRatesWithOptions = {
  ...pinnedRates,
  'POST /confirm': 10,
  'POST /sign-in': 25,
  'POST /sign-in/email-code': 5,
  'POST /sign-in/passkey': 10,
  'POST /challenge': 13,
  'POST /challenge/totp': 2,
  'PUT /challenge/totp': 2,
  'PATCH /me': 3,
  'PUT /me/email': 2,
  'POST /me/email/confirm': 1,
  'GET /passkeys': 10,
  'POST /passkeys': 1,
  'PUT /passkeys': 1,
  'PUT /mfa/totp': 2,
  'DELETE /passkeys/{id}': 1,
};

const routes = routesFor('username', { identityPool: true });
const routesWithOptions = routesFor('username', allRoutes);

/** A route that calls an operation once per request. */
function caller(operation: CognitoOperation, rateLimit: number): Route {
  return { name: 'caller', method: 'POST', path: '/caller', rateLimit, calls: [operation] };
}

describe('the rate limits in lib/routes.ts', () => {
  it.each([
    ['without options', routes, pinnedRates],
    ['with all options', routesWithOptions, pinnedRatesWithOptions],
  ])('are these %s', (_, table, pinned) => {
    const rates = table.map(({ method, path, rateLimit }) => [`${method} ${path}`, rateLimit]);
    assertPinned(Object.fromEntries(rates), pinned, RATES_ADVICE);
  });

  it.each<[string, Parameters<typeof routesFor>[1], Record<string, number>]>([
    ['mfa required', { mfa: 'required' }, { 'POST /challenge': 13 }],
    ['codes by e-mail', { signInMethods: ['password', 'emailCode'] }, { 'POST /confirm': 10, 'POST /sign-in': 25 }],
    [
      'passkeys',
      { signInMethods: ['password', 'passkey'] },
      { 'POST /confirm': 10, 'POST /sign-in': 25, 'PUT /mfa/totp': 2 },
    ],
    ['profile attributes', { profileAttributes: ['name'] }, {}],
    ['emailChange', { emailChange: true }, {}],
  ])('of the other routes are the same with %s, except those that share its quota', (_, settings, lowered) => {
    const table = routesFor('username', { identityPool: true, ...settings });
    const before = new Map(routes.map(({ method, path, rateLimit }) => [`${method} ${path}`, rateLimit]));
    const changed = table
      .map(({ method, path, rateLimit }) => [`${method} ${path}`, rateLimit] as const)
      .filter(([name, rateLimit]) => before.has(name) && before.get(name) !== rateLimit);
    expect(Object.fromEntries(changed)).toEqual(lowered);
  });

  it('allow a burst of one second', () => {
    const stack = new Stack(testApp());
    const restApi = new RestApi(stack, 'RestApi', { deployOptions: throttlingOptions(50) });
    restApi.root.addMethod('GET');
    addRateLimit(restApi.deploymentStage, { name: 'note', method: 'PATCH', path: '/notes/{id}', rateLimit: 7 });
    addRateLimit(restApi.deploymentStage, { name: 'notes', method: 'GET', path: '/notes' });
    const limit = (rate: number) => ({ ThrottlingRateLimit: rate, ThrottlingBurstLimit: rate });
    Template.fromStack(stack).hasResourceProperties('AWS::ApiGateway::Stage', {
      MethodSettings: [
        { HttpMethod: '*', ResourcePath: '/*', ...limit(50) },
        { HttpMethod: 'PATCH', ResourcePath: '/~1notes~1{id}', ...limit(7) },
      ],
    });
  });
});

describe('the quotas of Cognito', () => {
  // Source: "Quotas in Amazon Cognito", API operation categories.
  const operations = [
    ['SignUp', 'UserCreation', 50],
    ['ConfirmSignUp', 'UserCreation', 50],
    ['ResendConfirmationCode', 'UserResourceRead', 50],
    ['InitiateAuth', 'UserAuthentication', 120],
    ['RespondToAuthChallenge', 'UserAccountRecovery', 30],
    ['GetTokensFromRefreshToken', 'UserAuthentication', 120],
    ['RevokeToken', 'UserToken', 120],
    ['ForgotPassword', 'UserAccountRecovery', 30],
    ['ConfirmForgotPassword', 'UserAccountRecovery', 30],
    ['GetUser', 'UserRead', 120],
    ['ChangePassword', 'UserAccountRecovery', 30],
    ['GlobalSignOut', 'UserUpdate', 25],
    ['DeleteUser', 'UserUpdate', 25],
    ['AssociateSoftwareToken', 'UserResourceUpdate', 25],
    ['VerifySoftwareToken', 'UserResourceUpdate', 25],
    ['SetUserMFAPreference', 'UserResourceUpdate', 25],
    ['UpdateUserAttributes', 'UserUpdate', 25],
    ['VerifyUserAttribute', 'UserResourceUpdate', 25],
    ['ListWebAuthnCredentials', 'UserResourceRead', 50],
    ['GetUserAuthFactors', 'UserResourceRead', 50],
    ['StartWebAuthnRegistration', 'UserResourceUpdate', 25],
    ['CompleteWebAuthnRegistration', 'UserResourceUpdate', 25],
    ['DeleteWebAuthnCredential', 'UserResourceUpdate', 25],
  ] as const satisfies readonly (readonly [CognitoOperation, string, number])[];

  it.each(operations)('count %s as %s, %i calls per second', (operation, category, quota) => {
    expect(() => assertWithinCognitoQuotas([caller(operation, quota)], 50)).not.toThrow();
    expect(() => assertWithinCognitoQuotas([caller(operation, quota + 1)], 50)).toThrow(
      new UserError(
        `Lower rateLimit of POST /caller: together they allow ${quota + 1} calls per second to Cognito in the ` +
          `category ${category}, whose quota is ${quota}`,
      ),
    );
  });

  it('count RespondToAuthChallenge as ChallengeResponses too, 360 calls per second', () => {
    const challenges = (rate: number) => () => assertWithinCognitoQuotas([caller('RespondToAuthChallenge', rate)], 50);
    expect(challenges(360)).toThrow('UserAccountRecovery');
    expect(challenges(361)).toThrow('361 calls per second to Cognito in the category ChallengeResponses');
  });

  it('count each call of a route, also those after its change', () => {
    const route = {
      ...caller('VerifySoftwareToken', 9),
      calls: ['VerifySoftwareToken', 'SetUserMFAPreference'],
    } as const;
    expect(() => assertWithinCognitoQuotas([{ ...route, rateLimit: 8 }], 50)).not.toThrow();
    expect(() =>
      assertWithinCognitoQuotas([{ ...route, rateLimit: 8, followUpCalls: ['AssociateSoftwareToken'] }], 50),
    ).not.toThrow();
    expect(() => assertWithinCognitoQuotas([{ ...route, followUpCalls: ['AssociateSoftwareToken'] }], 50)).toThrow(
      'allow 27 calls per second to Cognito in the category UserResourceUpdate',
    );
  });

  // Calls per second of all routes, with 50 requests per second for those without a rateLimit.
  it.each([
    ['UserAuthentication', 'InitiateAuth', 120, 115, 120],
    ['UserCreation', 'SignUp', 50, 25, 15],
    ['UserAccountRecovery', 'ForgotPassword', 30, 30, 30],
    ['UserToken', 'RevokeToken', 120, 70, 60],
    ['UserRead', 'GetUser', 120, 59, 63],
    ['UserUpdate', 'DeleteUser', 25, 18, 23],
    ['UserResourceRead', 'ResendConfirmationCode', 50, 5, 25],
    ['UserResourceUpdate', 'SetUserMFAPreference', 25, 16, 25],
  ] as const)(
    'leave room for the routes, without and with all options: %s',
    (category, operation, quota, used, more) => {
      for (const [table, calls] of [
        [routes, used],
        [routesWithOptions, more],
      ] as const) {
        const withCaller = (rate: number) => () => assertWithinCognitoQuotas([...table, caller(operation, rate)], 50);
        expect(withCaller(quota - calls)).not.toThrow();
        expect(withCaller(quota - calls + 1)).toThrow(
          `allow ${quota + 1} calls per second to Cognito in the category ${category}, whose quota is ${quota}`,
        );
      }
    },
  );

  it('leave room for the removal of passkeys at POST /reset-password, which no stage with required MFA does', () => {
    const calls = (mfa: 'optional' | 'required') =>
      routesFor('username', { ...allRoutes, mfa }).find(({ name }) => name === 'reset-password')?.followUpCalls;
    expect(calls('optional')).toContain('DeleteWebAuthnCredential');
    expect(calls('required')).not.toContain('DeleteWebAuthnCredential');
    const table = routesFor('username', { ...allRoutes, mfa: 'optional' });
    expect(() => assertWithinCognitoQuotas(table, 50)).not.toThrow();
  });

  it('reject a requestsPerSecond above a quota, with all that can be lowered', () => {
    expect(() => assertWithinCognitoQuotas(routes, 55)).not.toThrow();
    expect(() => assertWithinCognitoQuotas(routes, 56)).toThrow(
      new UserError(
        'Lower rateLimit of POST /confirm, rateLimit of POST /sign-in, requestsPerSecond, rateLimit of POST /reset-password: ' +
          'together they allow 121 calls per second to Cognito in the ' +
          'category UserAuthentication, whose quota is 120',
      ),
    );
  });
});
