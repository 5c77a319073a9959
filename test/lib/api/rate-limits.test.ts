import { assertWithinCognitoQuotas, methodRateLimits } from '../../../lib/api/rate-limits';
import type { Route } from '../../../lib/api/route';
import { routesFor } from '../../../lib/routes';
import { UserError } from '../../../lib/user-error';

const routes = routesFor('username');
const limited = (name: string, rateLimit: number): Route[] =>
  routes.map((route) => (route.name === name ? { ...route, rateLimit } : route));

describe('the limits of the routes', () => {
  it.each(['sign-up', 'confirm', 'resend-code', 'sign-in', 'challenge', 'forgot-password', 'reset-password'])(
    'are stricter than the default where strangers guess or have something sent: %s',
    (name) => {
      expect(routes.find((route) => route.name === name)?.rateLimit).toBeLessThan(50);
    },
  );

  it('let a second’s worth of requests come at once', () => {
    expect(methodRateLimits(limited('hello', 7))['/hello/GET']).toEqual({
      throttlingRateLimit: 7,
      throttlingBurstLimit: 7,
    });
    expect(methodRateLimits(routes)['/hello/GET']).toBeUndefined();
  });

  it('are what Cognito takes', () => {
    expect(() => assertWithinCognitoQuotas(routes, 50)).not.toThrow();
  });

  // By the quotas of Cognito's documentation (FACTS of the project): each kind of call is 1 above it here.
  it.each([
    ['sign-in', 121, 'rateLimit of POST /sign-in in lib/routes.ts: together they allow 121', 'UserAuthentication', 120],
    [
      'challenge',
      361,
      'rateLimit of POST /challenge in lib/routes.ts: together they allow 361',
      'ChallengeResponses',
      360,
    ],
    [
      'confirm',
      46,
      'POST /sign-up in lib/routes.ts, rateLimit of POST /confirm in lib/routes.ts: together they allow 51',
      'UserCreation',
      50,
    ],
    ['reset-password', 16, 'POST /change-password in lib/routes.ts: together they allow 31', 'UserAccountRecovery', 30],
    [
      'resend-code',
      51,
      'rateLimit of POST /resend-code in lib/routes.ts: together they allow 51',
      'UserResourceRead',
      50,
    ],
    ['delete-me', 26, 'rateLimit of DELETE /me in lib/routes.ts: together they allow 26', 'UserUpdate', 25],
    [
      'sign-out-everywhere',
      10,
      'POST /sign-out-everywhere in lib/routes.ts: together they allow 26',
      'UserResourceUpdate',
      25,
    ],
    [
      'me',
      107,
      'GET /me in lib/routes.ts, rateLimit of POST /change-password in lib/routes.ts, rateLimit of POST /mfa/totp in lib/routes.ts: together they allow 121',
      'UserRead',
      120,
    ],
  ])('are refused above that, by name: %s %d', (name, rateLimit, complaint, kind, quota) => {
    expect(() => assertWithinCognitoQuotas(limited(name, rateLimit - 1), 50)).not.toThrow();
    expect(() => assertWithinCognitoQuotas(limited(name, rateLimit), 50)).toThrow(UserError);
    expect(() => assertWithinCognitoQuotas(limited(name, rateLimit), 50)).toThrow(
      `${complaint} calls a second to Cognito of the kind ${kind}, which takes ${quota}`,
    );
  });

  it('are refused above that where the stage’s own limit is the one that is too high', () => {
    expect(() => assertWithinCognitoQuotas(routes, 60)).not.toThrow();
    expect(() => assertWithinCognitoQuotas(routes, 61)).toThrow(
      'requestsPerSecond: that is 122 calls a second to Cognito of the kind UserToken, which takes 120',
    );
  });
});
