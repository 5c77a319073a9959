import { generateKeyPair, type KeyObject, type KeyPairKeyObjectResult } from 'node:crypto';
import { promisify } from 'node:util';
import type { Random } from '../randomness';

/** What a pool signs its tokens with, and the half of it that anyone may see. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: Record<string, unknown>;
}

const generate = promisify(generateKeyPair);

/** Where the RSA keys come from; tests pass their own, as these take long to find. */
export type NewKeyPair = () => Promise<KeyPairKeyObjectResult>;

/** The size that AWS uses. */
export const rsaKeyPair: NewKeyPair = () => generate('rsa', { modulusLength: 2048 });

async function createKey(newKeyPair: NewKeyPair, random: Random): Promise<SigningKey> {
  const { publicKey, privateKey } = await newKeyPair();
  const kid = random(32).toString('base64');
  const { kty, n, e } = publicKey.export({ format: 'jwk' });
  return { kid, privateKey, publicKey, jwk: { alg: 'RS256', e, kid, kty, n, use: 'sig' } };
}

/**
 * A key of its own for every pool, as in AWS: a token of one pool is a forgery in another. Finding two primes takes
 * up to half a second, so the first key is begun before anybody knows which pool will need it.
 */
export class SigningKeys {
  readonly #create: () => Promise<SigningKey>;
  #prepared: Promise<SigningKey> | undefined;

  constructor(newKeyPair: NewKeyPair, random: Random) {
    this.#create = () => createKey(newKeyPair, random);
    this.#prepared = this.#create();
  }

  take(): Promise<SigningKey> {
    const key = this.#prepared ?? this.#create();
    this.#prepared = undefined;
    return key;
  }
}
