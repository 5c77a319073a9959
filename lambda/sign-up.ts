import { signUp } from './cognito/accounts';
import { isOfDomain, parseDomains } from './contract/email-domains';
import { optionalVariable, readEnvironment } from './contract/environment';
import { Problem } from './contract/problems';
import { PasswordlessSignUpRequest, SignUpRequest } from './contract/requests';
import { body } from './http/inputs';
import { assertStrongPassword } from './http/new-password';
import { reply, route } from './http/route';

const { SIGN_IN_WITH, ALLOWED_EMAIL_DOMAINS } = readEnvironment();
const SignUp = optionalVariable('PASSWORD_OPTIONAL')
  ? PasswordlessSignUpRequest[SIGN_IN_WITH]
  : SignUpRequest[SIGN_IN_WITH];
const domains = parseDomains(ALLOWED_EMAIL_DOMAINS);

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

/** Throws `invalid_request` for another e-mail domain. The pre-sign-up trigger refuses it too, but cannot name the field. */
function assertAllowedDomain(email: string): void {
  if (isOfDomain(email, domains)) return;
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
