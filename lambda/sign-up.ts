import { signUp } from './cognito/accounts';
import { optionalVariable, readEnvironment } from './contract/environment';
import { Problem } from './contract/problems';
import { PasswordlessSignUpRequest, SignUpRequest } from './contract/requests';
import { body } from './http/inputs';
import { assertStrongPassword } from './http/new-password';
import { reply, route } from './http/route';

const { SIGN_IN_WITH, SIGN_UP_DOMAINS } = readEnvironment();
const SignUp = optionalVariable('PASSWORD_OPTIONAL')
  ? PasswordlessSignUpRequest[SIGN_IN_WITH]
  : SignUpRequest[SIGN_IN_WITH];
const domains = SIGN_UP_DOMAINS === '' ? [] : SIGN_UP_DOMAINS.split(',');

/** POST /sign-up: creates an account. Cognito sends a code to its e-mail address, for POST /confirm. */
export const handler = route(body(SignUp), async ({ username, password, email = username }) => {
  assertAllowedDomain(email);
  if (password !== undefined) assertStrongPassword('password', password);
  await signUp({ username, password, attributes: { email } });
  return reply(201, {
    username,
    confirmed: false,
    delivery: { medium: 'EMAIL', destination: masked(email) },
  });
});

/** Throws `invalid_request` if the stage limits sign-up to other e-mail domains. */
function assertAllowedDomain(email: string): void {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  if (domains.length === 0 || domains.includes(domain)) return;
  const message = `must be an address at ${domains.join(' or ')}`;
  throw new Problem('invalid_request', {
    errors: [{ field: SIGN_IN_WITH === 'email' ? 'username' : 'email', message }],
  });
}

/** Masks an address as Cognito does. Made here, because the reply for a registered address must look the same. */
function masked(email: string): string {
  const [name = '', domain = ''] = email.split('@');
  return `${name.slice(0, 1)}***@${domain.slice(0, 1)}***`;
}
