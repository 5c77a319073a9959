import { type CodeDeliveryDetails, deliveryTo } from '../emails/send-email';
import { type CognitoException, userNotFound } from '../exceptions';
import type { Credential } from '../passwords/credentials';
import { saltFrom } from '../passwords/credentials';
import type { AppClient } from '../user-pool';
import { looksLikeEmail } from './attributes';

/**
 * Answers about users who do not exist, for clients that prevent existence errors. They depend on the name alone:
 * asking twice does not tell them from real ones.
 */

/** The exception for an unknown name: the discreet one, or UserNotFound for a client that wants to know. */
export function unknownUser({ settings }: AppClient, discreet: CognitoException): CognitoException {
  if (settings.preventsExistenceErrors) return discreet;
  return userNotFound('Username/client id combination not found.');
}

/** Where a code would have gone. */
export function simulatedDelivery(name: string, client: AppClient): CodeDeliveryDetails {
  if (!client.settings.preventsExistenceErrors) {
    throw userNotFound('Username/client id combination not found.');
  }
  if (looksLikeEmail(name)) return deliveryTo(name);
  const [local = 0, domain = 0] = client.pool.pseudorandom('address', name);
  return deliveryTo(`${letter(local)}@${letter(domain)}`);
}

/** A salt and verifier that no password fits, so that checking one takes as long as ever. */
export function simulatedCredential(name: string, { pool }: AppClient): Credential {
  const salt = saltFrom(pool.pseudorandom('salt', name).subarray(0, 16));
  // Any number below the prime looks like a verifier, and is one to a password nobody can find.
  const verifier = BigInt(`0x${pool.pseudorandom('verifier', name).toString('hex')}`);
  return { salt, verifier };
}

/** The internal name: a UUID behind an address, otherwise the name itself. */
export function simulatedUserId(name: string, { pool }: AppClient): string {
  const { emailAsUsername, emailAlias } = pool.settings;
  if (!(emailAsUsername || emailAlias) || !looksLikeEmail(name)) return pool.users.fold(name);
  const hex = pool.pseudorandom('sub', name).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const letter = (byte: number) => String.fromCharCode(97 + (byte % 26));
