import { assertWithinCognitoQuotas, methodRateLimits } from '../../../lib/api/rate-limits';
import type { Route } from '../../../lib/api/route';
import { routesFor } from '../../../lib/routes';
import { UserError } from '../../../lib/user-error';

const routes = routesFor('username');
const limited = (name: string, rateLimit: number): Route[] =>
  routes.map((route) => (route.name === name ? { ...route, rateLimit } : route));

describe('the rate limits in lib/routes.ts', () => {
  it.each(['sign-up', 'confirm', 'resend-code', 'sign-in', 'challenge', 'forgot-password', 'reset-password'])(
    'are below the default of 50 for a route that checks a secret or sends an e-mail: %s',
    (name) => {
      expect(routes.find((route) => route.name === name)?.rateLimit).toBeLessThan(50);
    },
  );

  it('allow a burst of one second', () => {
    expect(methodRateLimits(limited('hello', 7))['/hello/GET']).toEqual({
      throttlingRateLimit: 7,
      throttlingBurstLimit: 7,
    });
    expect(methodRateLimits(routes)['/hello/GET']).toBeUndefined();
  });

  it('stay within the quotas of Cognito with 50 requests per second elsewhere', () => {
    expect(() => assertWithinCognitoQuotas(routes, 50)).not.toThrow();
  });

  // Each row exceeds the quota of one category by 1. Source: "Quotas in Amazon Cognito", API operation categories.
  it.each([
    [
      'sign-in',
      121,
      'Lower rateLimit of POST /sign-in in lib/routes.ts: together they allow 121',
      'UserAuthentication',
      120,
    ],
    [
      'challenge',
      361,
      'Lower rateLimit of POST /challenge in lib/routes.ts: together they allow 361',
      'ChallengeResponses',
      360,
    ],
    [
      'confirm',
      46,
      'Lower rateLimit of POST /sign-up in lib/routes.ts, rateLimit of POST /confirm in lib/routes.ts: together they allow 51',
      'UserCreation',
      50,
    ],
    ['reset-password', 16, 'POST /change-password in lib/routes.ts: together they allow 31', 'UserAccountRecovery', 30],
    [
      'resend-code',
      51,
      'Lower rateLimit of POST /resend-code in lib/routes.ts: together they allow 51',
      'UserResourceRead',
      50,
    ],
    ['delete-me', 26, 'Lower rateLimit of DELETE /me in lib/routes.ts: together they allow 26', 'UserUpdate', 25],
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
      'GET /me in lib/routes.ts, rateLimit of POST /change-password in lib/routes.ts, ' +
        'rateLimit of POST /mfa/totp in lib/routes.ts: together they allow 121',
      'UserRead',
      120,
    ],
  ])('are rejected above a quota, with the routes to change: %s %d', (name, rateLimit, message, category, quota) => {
    expect(() => assertWithinCognitoQuotas(limited(name, rateLimit - 1), 50)).not.toThrow();
    expect(() => assertWithinCognitoQuotas(limited(name, rateLimit), 50)).toThrow(UserError);
    expect(() => assertWithinCognitoQuotas(limited(name, rateLimit), 50)).toThrow(
      `${message} calls per second to Cognito in the category ${category}, whose quota is ${quota}`,
    );
  });

  it('are rejected when the requestsPerSecond of the stage exceed a quota', () => {
    expect(() => assertWithinCognitoQuotas(routes, 60)).not.toThrow();
    expect(() => assertWithinCognitoQuotas(routes, 61)).toThrow(
      'Lower requestsPerSecond: together they allow 122 calls per second to Cognito in the category UserToken, whose quota is 120',
    );
  });
});
