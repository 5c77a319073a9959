import { timingSafeEqual } from 'node:crypto';
import type { Random } from '../randomness';
import { groupBytes, type PasswordOwner, verifierOf } from './srp';

/**
 * All that is kept of a password: the salt and verifier that SRP needs anyway. Signing in with the clear password is
 * checked against the same verifier, so there is one secret to protect and not two. Like any salted hash it can be
 * attacked off-line, at a 3072-bit exponentiation a guess; nothing of it leaves this process, and it cannot be
 * replayed: an SRP client has to know the password.
 */
export interface Credential {
  readonly salt: bigint;
  readonly verifier: bigint;
}

/** For a new password; the salt is fresh each time. */
export function createCredential(password: string, owner: PasswordOwner, random: Random): Credential {
  const salt = saltFrom(random(16));
  return { salt, verifier: verifierOf(password, salt, owner) };
}

/** Whether this is the password, in a time that does not depend on how much of it is right. */
export function matches(password: string, credential: Credential, owner: PasswordOwner): boolean {
  const candidate = verifierOf(password, credential.salt, owner);
  return timingSafeEqual(groupBytes(candidate), groupBytes(credential.verifier));
}

/** 128 bits as the number SRP clients take a salt for. */
export const saltFrom = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`);
