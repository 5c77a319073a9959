import { generateKeyPair, type KeyObject, type KeyPairKeyObjectResult } from 'node:crypto';
import { promisify } from 'node:util';
import type { Random } from '../randomness';

/** A key pair that signs tokens. */
export interface SigningKey {
  /** Key id, in the header of the tokens. */
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** The public key as the pool's jwks.json publishes it. */
  readonly jwk: Record<string, unknown>;
}

const generate = promisify(generateKeyPair);

/** Generates an RSA key pair. Tests use shorter keys, which are generated faster. */
export type NewKeyPair = () => Promise<KeyPairKeyObjectResult>;

/** Generates a key pair of AWS's size. */
export const rsaKeyPair: NewKeyPair = () => generate('rsa', { modulusLength: 2048 });

async function createKey(newKeyPair: NewKeyPair, random: Random): Promise<SigningKey> {
  const { publicKey, privateKey } = await newKeyPair();
  const kid = random(32).toString('base64');
  const { kty, n, e } = publicKey.export({ format: 'jwk' });
  return { kid, privateKey, publicKey, jwk: { alg: 'RS256', e, kid, kty, n, use: 'sig' } };
}

/**
 * Keys of its own for each pool, as in AWS, so that a pool rejects the tokens of another. Generating a key takes up to half
 * a second: the two of the first pool are started before it needs them.
 */
export class SigningKeys {
  readonly #create: () => Promise<SigningKey>;
  readonly #prepared: Promise<SigningKey>[];

  constructor(newKeyPair: NewKeyPair, random: Random) {
    this.#create = () => createKey(newKeyPair, random);
    this.#prepared = [this.#create(), this.#create()];
  }

  take(): Promise<SigningKey> {
    return this.#prepared.shift() ?? this.#create();
  }
}
