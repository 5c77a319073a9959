import { signUp } from './cognito/accounts';
import { readEnvironment } from './contract/environment';
import { assertStrongPassword } from './contract/password-policy';
import { SignUpRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

const SignUp = SignUpRequest[readEnvironment().SIGN_IN_WITH];

/** POST /sign-up: creates an account. Cognito sends a code to its e-mail address, for POST /confirm. */
export const handler = route(body(SignUp), async ({ username, password, email = username }) => {
  assertStrongPassword('password', password);
  await signUp(username, password, email);
  return reply(201, {
    username,
    confirmed: false,
    delivery: { medium: 'EMAIL', destination: masked(email) },
  });
});

/** Masks an address as Cognito does. Made here, because the reply for a registered address must look the same. */
function masked(email: string): string {
  const [name = '', domain = ''] = email.split('@');
  return `${name.slice(0, 1)}***@${domain.slice(0, 1)}***`;
}
