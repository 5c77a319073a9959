import type { ZodMiniType } from 'zod/mini';
import type { CognitoOperation } from '../../lambda/contract/cognito-errors';
import type { ProblemCode } from '../../lambda/contract/problems';
import type { Group } from '../users/groups';

/** One route of the API. */
export type Route = RouteBase & RouteAuth;

interface RouteBase {
  /** Name of the handler: `sign-up` is lambda/sign-up.ts. It also names the constructs of the route (`SignUp`). */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path below the stage, such as `/mfa/totp`. */
  readonly path: `/${string}`;
  /**
   * Requests per second that API Gateway accepts, from all callers together. Set it lower for routes where an attacker
   * could guess, or where Cognito sends or writes something.
   * @default - `requestsPerSecond` of the stage
   */
  readonly rateLimit?: number;
  /**
   * Schema of the JSON body.
   * @default - the route takes no body
   */
  readonly request?: ZodMiniType;
  /**
   * The Cognito operations that the handler calls, once per request each. The rate limits are checked against Cognito's
   * quotas with them, and their exceptions tell which errors the route can answer.
   * @default - none
   */
  readonly calls?: readonly CognitoOperation[];
  /**
   * Cognito operations that the handler calls after `calls` have succeeded. They count toward the quotas; their failures
   * are logged and do not change the reply.
   * @default - none
   */
  readonly followUpCalls?: readonly CognitoOperation[];
  /**
   * Further error codes that the handler answers itself.
   * @default - none
   */
  readonly problems?: readonly ProblemCode[];
}

/** Who may call a route. Without `auth`, the caller needs an ID token; with `group`, one of a member of that group. */
type RouteAuth =
  | { readonly auth?: undefined; readonly group?: Group }
  | {
      /**
       * - `open`: everyone.
       * - `access-token`: holders of an access token, to manage their own account.
       * - `iam`: requests signed with AWS credentials that are allowed to call the route.
       */
      readonly auth: 'open' | 'access-token' | 'iam';
      readonly group?: undefined;
    };

/** Whether any of the routes takes requests that are signed with AWS credentials. */
export function takesSignedRequests(routes: readonly Route[]): boolean {
  return routes.some(({ auth }) => auth === 'iam');
}
