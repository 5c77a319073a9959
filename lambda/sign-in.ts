import { reply, route } from './shared/http';
import { body } from './shared/readers';
import { SignInRequest } from './shared/requests';
import { signIn } from './shared/sessions';

/** POST /sign-in: trades a password for the tokens of a session, or for a challenge to answer first. */
export const handler = route(body(SignInRequest), async ({ username, password }) =>
  reply(200, await signIn(username, password)),
);
