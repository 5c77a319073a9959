import { signUp } from './cognito/accounts';
import { readEnvironment } from './contract/environment';
import { requireStrongPassword } from './contract/new-password';
import { SignUpRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

const SignUp = SignUpRequest[readEnvironment().SIGN_IN_WITH];

/** POST /sign-up: creates an account, which waits for the code that Cognito sends to its e-mail address. */
export const handler = route(body(SignUp), async ({ username, password, email = username }) => {
  requireStrongPassword('password', password);
  await signUp(username, password, email);
  return reply(201, {
    username,
    confirmed: false,
    delivery: { medium: 'EMAIL', destination: masked(email) },
  });
});

/** As Cognito masks it, but made here: the reply for an address that is already registered must look the same. */
function masked(email: string): string {
  const [name = '', domain = ''] = email.split('@');
  return `${name.slice(0, 1)}***@${domain.slice(0, 1)}***`;
}
