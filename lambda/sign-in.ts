import { signIn } from './cognito/sessions';
import { SignInRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

/** POST /sign-in: signs in with a password. Replies with tokens or a challenge. */
export const handler = route(body(SignInRequest), async ({ username, password }) =>
  reply(200, await signIn(username, password)),
);
