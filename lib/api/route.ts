import type { ZodMiniObject, ZodMiniType } from 'zod/mini';
import type { CognitoOperation } from '../../lambda/contract/cognito-errors';
import type { ProblemReference } from '../../lambda/contract/problems';
import type { Group } from '../users/groups';

/** The HTTP methods of routes. */
export const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * Schema of the path or query parameters: an object of one schema for each parameter. `z.string().check(z.describe('…'))` gives
 * a parameter a description in the OpenAPI document.
 */
export type ParameterSchema = ZodMiniObject<Readonly<Record<string, ZodMiniType>>>;

/** One route of the API. */
export type Route = RouteBase & RouteAuth;

interface RouteBase {
  /**
   * Name of the handler: `sign-up` is lambda/sign-up.ts, `notes/list` is lambda/notes/list.ts. It also names the constructs of
   * the route (`SignUp`, `NotesList`).
   */
  readonly name: string;
  readonly method: (typeof httpMethods)[number];
  /** Path below the stage, such as `/mfa/totp` or `/notes/{id}`. */
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
   * Schema of the path parameters, an object with the names in braces.
   * @default - each is a string, if the path has any
   */
  readonly pathParameters?: ParameterSchema;
  /**
   * Schema of the query parameters, an object.
   * @default - none
   */
  readonly query?: ParameterSchema;
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
   * Further errors that the handler answers itself: codes of lambda/contract/problems.ts, or errors of the feature.
   * @default - none
   */
  readonly problems?: readonly ProblemReference[];
  /**
   * Environment variables of the function, besides those that every function has.
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Whether the caller must have signed in within the `stepUpMinutes` of the stage, if that is not 0.
   * @default false
   */
  readonly stepUp?: boolean;
  /**
   * Texts and schemas of the OpenAPI document.
   * @default - the ones in lib/openapi/descriptions.ts; for a feature, texts made of method and path
   */
  readonly description?: RouteDescription;
}

/** The parts of an OpenAPI operation that are not in the route's row. */
export interface RouteDescription {
  /** The group of operations, such as `Notes`. */
  readonly tag: string;
  readonly summary: string;
  /** Sentences. The document adds the group and the settings that the route needs. */
  readonly description: string;
  /** An example of the body. */
  readonly request?: object;
  readonly reply: ReplyDescription;
  /**
   * The reply to some requests, with another status.
   * @default - none
   */
  readonly otherReply?: ReplyDescription;
}

/** A success in the OpenAPI document. */
export interface ReplyDescription {
  /** `2XX`: any success. */
  readonly status: number | '2XX';
  readonly description: string;
  /** The possible bodies; no body if there are none. */
  readonly schemas?: readonly ZodMiniType[];
  readonly example?: object;
}

/** Who may call a route. Without `auth`, the caller needs an ID token; with `group`, one of a member of that group. */
type RouteAuth =
  | { readonly auth?: undefined; readonly group?: Group; readonly scope?: undefined }
  | {
      readonly auth?: undefined;
      readonly group?: undefined;
      /** The scope that the caller's access token must have, such as `notes/write`: one that `accessTokenScopes` grants. */
      readonly scope: string;
    }
  | {
      /**
       * - `open`: everyone.
       * - `access-token`: holders of an access token, to manage their own account.
       * - `iam`: requests signed with AWS credentials that are allowed to call the route.
       */
      readonly auth: 'open' | 'access-token' | 'iam';
      readonly group?: undefined;
      readonly scope?: undefined;
    };

/** What the caller of a route needs. */
export type Credential = 'open' | 'id-token' | 'access-token' | 'iam';

/** What the caller of the route needs: with a scope, an access token. */
export function credentialFor({ auth, scope }: Route): Credential {
  return auth ?? (scope === undefined ? 'id-token' : 'access-token');
}

/** The function of a route with the setting `functions: 'grouped'`: what its caller needs. A scope is for the product's own routes. */
export function functionGroup(route: Route): 'open' | 'account' | 'product' {
  const credential = credentialFor(route);
  if (credential === 'open') return 'open';
  return credential === 'access-token' && route.scope === undefined ? 'account' : 'product';
}

/** Whether any of the routes takes requests that are signed with AWS credentials. */
export function takesSignedRequests(routes: readonly Route[]): boolean {
  return routes.some(({ auth }) => auth === 'iam');
}
