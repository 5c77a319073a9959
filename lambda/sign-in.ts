import { signIn } from './shared/cognito';
import { body, reply, route } from './shared/http';
import { SignInRequest } from './shared/requests';

/** POST /sign-in: trades a password for the tokens of a session, or for a challenge to answer first. */
export const handler = route(body(SignInRequest), async ({ username, password }) =>
  reply(200, await signIn(username, password)),
);
