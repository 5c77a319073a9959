import { signUp } from './cognito/accounts';
import { optionalVariable, readEnvironment } from './contract/environment';
import { PasswordlessSignUpRequest, SignUpRequest } from './contract/requests';
import { assertAllowedDomain } from './http/email-domain';
import { body, inputs } from './http/inputs';
import { language } from './http/language';
import { assertStrongPassword } from './http/new-password';
import { reply, route } from './http/route';

const { SIGN_IN_WITH } = readEnvironment();
const SignUp = optionalVariable('PASSWORD_OPTIONAL')
  ? PasswordlessSignUpRequest[SIGN_IN_WITH]
  : SignUpRequest[SIGN_IN_WITH];

/** POST /sign-up: creates an account. Cognito sends a code to its e-mail address, for POST /confirm. */
export const handler = route(inputs({ language, account: body(SignUp) }), async ({ language, account }) => {
  const { username, password, email = username } = account;
  assertAllowedDomain(SIGN_IN_WITH === 'email' ? 'username' : 'email', email);
  if (password !== undefined) assertStrongPassword('password', password);
  await signUp({ username, password, attributes: { email }, language });
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
