import type { Random } from '../randomness';
import { secretsEqual } from '../secrets';
import { groupBytes, type PasswordOwner, verifierOf } from './srp';

/**
 * What is stored of a password: the salt and verifier that SRP needs. Sign-in with the password itself is checked against
 * the same verifier, so there is one secret to protect. Like any salted hash it can be attacked offline, at the cost of a
 * 3072-bit exponentiation per guess. Only the file of what is kept between starts has it too, and it cannot be
 * replayed: an SRP client needs the password.
 */
export interface Credential {
  readonly salt: bigint;
  readonly verifier: bigint;
}

/** Creates the credential of a new password, with a new salt. */
export function createCredential(password: string, owner: PasswordOwner, random: Random): Credential {
  const salt = saltFrom(random(16));
  return { salt, verifier: verifierOf(password, salt, owner) };
}

/** Whether this is the password of the credential. The comparison takes constant time. */
export function matches(password: string, credential: Credential, owner: PasswordOwner): boolean {
  const candidate = verifierOf(password, credential.salt, owner);
  return secretsEqual(groupBytes(candidate), groupBytes(credential.verifier));
}

/** Converts 128 bits to the number that SRP clients use as the salt. */
export const saltFrom = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`);
