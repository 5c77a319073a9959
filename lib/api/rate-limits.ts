import type { MethodDeploymentOptions } from 'aws-cdk-lib/aws-apigateway';
import type { Operation } from '../../lambda/contract/cognito-errors';
import { callsOf } from '../openapi/descriptions';
import type { Route } from '../routes';
import { ConfigurationError } from '../user-error';

/**
 * Calls a second that Cognito takes of each kind, from all that one account does in one region ("Quotas in Amazon
 * Cognito": API operation categories). Where AWS has raised yours, raise them here.
 */
const quotas = {
  UserAuthentication: 120,
  // Counted apart, and three times as high: a sign-in may have several challenges.
  ChallengeResponses: 360,
  UserCreation: 50,
  UserAccountRecovery: 30,
  UserToken: 120,
  UserRead: 120,
  UserUpdate: 25,
  UserResourceRead: 50,
  UserResourceUpdate: 25,
};

const categories = {
  InitiateAuth: 'UserAuthentication',
  RespondToAuthChallenge: 'ChallengeResponses',
  SignUp: 'UserCreation',
  ConfirmSignUp: 'UserCreation',
  ForgotPassword: 'UserAccountRecovery',
  ConfirmForgotPassword: 'UserAccountRecovery',
  ChangePassword: 'UserAccountRecovery',
  GetTokensFromRefreshToken: 'UserToken',
  RevokeToken: 'UserToken',
  GetUser: 'UserRead',
  DeleteUser: 'UserUpdate',
  ResendConfirmationCode: 'UserResourceRead',
  AssociateSoftwareToken: 'UserResourceUpdate',
  VerifySoftwareToken: 'UserResourceUpdate',
  SetUserMFAPreference: 'UserResourceUpdate',
  GlobalSignOut: 'UserResourceUpdate',
} as const satisfies Record<Operation, keyof typeof quotas>;

/** A limit as API Gateway has it for each method: so many requests a second, and as many at once. */
export function throttle(rate: number): { throttlingRateLimit: number; throttlingBurstLimit: number } {
  return { throttlingRateLimit: rate, throttlingBurstLimit: rate };
}

/** The limits of the routes that have one of their own, by API Gateway's name for the method. */
export function methodThrottles(routes: readonly Route[]): Record<string, MethodDeploymentOptions> {
  return Object.fromEntries(
    routes.flatMap(({ path, method, perSecond }) =>
      perSecond === undefined ? [] : [[`${path}/${method}`, throttle(perSecond)]],
    ),
  );
}

/**
 * Refuses limits that would let this API alone, for more than a moment, use up a quota of Cognito's: then all who sign
 * in are turned away, and not only those who come too often. Who calls Cognito directly is not held back by any of this.
 */
export function refuseMoreThanCognitoTakes(routes: readonly Route[], requestsPerSecond: number): void {
  for (const [category, quota] of Object.entries(quotas)) {
    const callers = routes.filter((route) => callsOfKind(route, category) > 0);
    const rates = callers.map((route) => callsOfKind(route, category) * (route.perSecond ?? requestsPerSecond));
    const total = rates.reduce((sum, rate) => sum + rate, 0);
    if (total <= quota) continue;
    const fields = callers.map(({ method, path, perSecond }) =>
      perSecond === undefined ? 'requestsPerSecond' : `perSecond of ${method} ${path} in lib/routes.ts`,
    );
    throw new ConfigurationError(
      `${[...new Set(fields)].join(', ')}: that is ${total} calls a second to Cognito of the kind ${category}, which takes ${quota}`,
    );
  }
}

function callsOfKind(route: Route, category: string): number {
  return callsOf(route).filter((operation) => categories[operation] === category).length;
}
