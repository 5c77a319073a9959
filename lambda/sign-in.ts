import { signIn } from './cognito/sessions';
import { SignInRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

/** POST /sign-in: trades a password for the tokens of a session, or for a challenge to answer first. */
export const handler = route(body(SignInRequest), async ({ username, password }) =>
  reply(200, await signIn(username, password)),
);
