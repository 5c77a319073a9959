import { type CodeDeliveryDetails, deliveryDetails } from '../emails/send-email';
import { type CognitoException, userNotFound } from '../exceptions';
import type { Passkey } from '../passkeys/passkey';
import type { Credential } from '../passwords/credentials';
import { saltFrom } from '../passwords/credentials';
import type { AppClient } from '../user-pool';
import { isEmailLike } from './attributes';

/**
 * Replies about users who do not exist, for clients with PreventUserExistenceErrors. They depend on the name only, so
 * that a repeated request does not reveal that the user does not exist.
 */

/** The exception for an unknown name: the given one, or UserNotFound for a client without PreventUserExistenceErrors. */
export function unknownUser({ settings }: AppClient, concealing: CognitoException): CognitoException {
  if (settings.preventsExistenceErrors) return concealing;
  return userNotFound('Username/client id combination not found.');
}

/** The masked address that a code would have been sent to. Throws UserNotFound without PreventUserExistenceErrors. */
export function simulatedDeliveryDetails(name: string, client: AppClient): CodeDeliveryDetails {
  if (!client.settings.preventsExistenceErrors) {
    throw userNotFound('Username/client id combination not found.');
  }
  if (isEmailLike(name)) return deliveryDetails(name);
  const [local = 0, domain = 0] = client.pool.pseudorandom('address', name);
  return deliveryDetails(`${letter(local)}@${letter(domain)}`);
}

/** A salt and verifier that no password matches, so that a check takes as long as for a real user. */
export function simulatedCredential(name: string, { pool }: Pick<AppClient, 'pool'>): Credential {
  const salt = saltFrom(pool.pseudorandom('salt', name).subarray(0, 16));
  // Any number below the prime is a possible verifier; finding a password for it is infeasible.
  const verifier = BigInt(`0x${pool.pseudorandom('verifier', name).toString('hex')}`);
  return { salt, verifier };
}

/**
 * The internal user name: always a UUID, as in AWS. Where user names are chosen, it reveals that the user does not exist.
 * Source: "Managing user existence error responses" in the Cognito developer guide.
 */
export function simulatedUserId(name: string, { pool }: AppClient): string {
  const hex = pool.pseudorandom('sub', name).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A passkey that no authenticator has. */
export function simulatedPasskey(name: string, { pool }: AppClient): Pick<Passkey, 'id' | 'transports'> {
  return { id: pool.pseudorandom('passkey', name).toString('base64url'), transports: ['internal'] };
}

const letter = (byte: number) => String.fromCharCode(97 + (byte % 26));
