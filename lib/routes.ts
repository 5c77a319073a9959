import type { ZodMiniType } from 'zod/mini';
import type { SignInWith } from '../lambda/shared/environment';
import { ConfirmRequest, SignInRequest, SignUpRequest } from '../lambda/shared/requests';

/** One route of the API. */
export interface Route {
  /** Names the handler: `sign-up` is lambda/sign-up.ts, and SignUp in the stack. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly path: `/${string}`;
  /** Without it, a route takes an ID token of the user pool; `open` lets anybody in. */
  readonly guard?: 'open';
  /** What the body must look like; a route without one takes no body. */
  readonly request?: ZodMiniType;
}

/** The whole API. A route is guarded unless it says open. */
export function routesFor(signInWith: SignInWith): readonly Route[] {
  return [
    { name: 'sign-up', method: 'POST', path: '/sign-up', guard: 'open', request: SignUpRequest[signInWith] },
    { name: 'confirm', method: 'POST', path: '/confirm', guard: 'open', request: ConfirmRequest },
    { name: 'sign-in', method: 'POST', path: '/sign-in', guard: 'open', request: SignInRequest },
    { name: 'hello', method: 'GET', path: '/hello', guard: 'open' },
    { name: 'secret', method: 'GET', path: '/secret' },
  ];
}
