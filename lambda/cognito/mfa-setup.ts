import { Problem } from '../contract/problems';
import type { MfaSetup } from '../contract/replies';
import { type CallOptions, callCognito, client } from './client';
import { AssociateSoftwareTokenCommand, VerifySoftwareTokenCommand } from './cognito-sdk';
import { keyUri } from './totp-key';

/** A sign-in that must set up a second factor: the challenge MFA_SETUP. */
interface SetupSession {
  readonly username: string;
  readonly session: string;
}

/** With a session instead of an access token, Cognito's exceptions for both are about the session. */
const exceptions = { NotAuthorizedException: 'challenge_expired', UserNotFoundException: 'challenge_expired' } as const;

/** Creates a TOTP key for a user who must set one up to sign in. The session in the reply replaces the given one. */
export async function startMfaSetup({ username, session }: SetupSession): Promise<MfaSetup> {
  const command = new AssociateSoftwareTokenCommand({ Session: session });
  const output = await callCognito('AssociateSoftwareToken', (options) => client.send(command, options), {
    login: username,
    exceptions,
  });
  if (!output?.SecretCode || !output.Session) {
    throw new Problem('upstream_unavailable', { cause: 'AssociateSoftwareToken: no secret or session' });
  }
  return { secret: output.SecretCode, uri: keyUri(username, output.SecretCode), session: output.Session };
}

/** Verifies the first code of a new TOTP key. Returns the session that answers MFA_SETUP. */
export async function verifyNewTotpKey(
  { username, session, code }: SetupSession & { readonly code: string },
  options: CallOptions,
): Promise<string> {
  const command = new VerifySoftwareTokenCommand({ Session: session, UserCode: code });
  const output = await callCognito('VerifySoftwareToken', (sendOptions) => client.send(command, sendOptions), {
    login: username,
    exceptions,
    ...options,
  });
  if (output?.Status === 'SUCCESS' && output.Session) return output.Session;
  const problem = output?.Status === 'ERROR' ? 'invalid_code' : 'upstream_unavailable';
  throw new Problem(problem, { cause: 'VerifySoftwareToken: no success' });
}
