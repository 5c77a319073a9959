import { createDiffieHellman, createHash, createHmac, getDiffieHellman, hkdfSync } from 'node:crypto';

/**
 * Cognito's variant of SRP-6a (RFC 5054): SHA-256, the 3072-bit group, HKDF with a label of its own, and numbers hashed
 * as Java's BigInteger encodes them (a zero byte before a set top bit). Clients depend on these details: see
 * AuthenticationHelper of amazon-cognito-identity-js.
 */

/** Group 15 of RFC 3526: the 3072-bit group of RFC 5054, except for the generator, which is 2 in Cognito. */
const primeBytes = getDiffieHellman('modp15').getPrime();
const prime = toNumber(primeBytes);
const generator = 2n;
const multiplier = toNumber(sha256(javaBytes(prime), javaBytes(generator)));

/** The server's values of one exchange. `publicValue` is B. */
export interface ServerKey {
  readonly secret: bigint;
  readonly publicValue: bigint;
}

/** The user that a password belongs to. `userId` is USER_ID_FOR_SRP: the internal user name. */
export interface PasswordOwner {
  readonly poolId: string;
  readonly userId: string;
}

/** What the client signs to prove that it has computed the same key. */
export interface ProofInput extends PasswordOwner {
  readonly secretBlock: string;
  readonly timestamp: string;
}

/** g^x: sufficient to check a password or an SRP proof; the password itself is not stored. */
export function verifierOf(password: string, salt: bigint, { poolId, userId }: PasswordOwner): bigint {
  const identity = sha256(Buffer.from(`${poolName(poolId)}${userId}:${password}`));
  return power(generator, toNumber(sha256(javaBytes(salt), identity)));
}

/**
 * Parses the client's A. Returns undefined unless 1 < A < N - 1: with 0, 1 or -1 modulo N, a client would know the shared
 * key without the password.
 */
export function clientValue(hex: string): bigint | undefined {
  if (!/^[0-9a-f]{1,1024}$/i.test(hex)) return undefined;
  const value = BigInt(`0x${hex}`);
  return value > 1n && value < prime - 1n ? value : undefined;
}

/** B = kv + g^b. */
export function serverKey(verifier: bigint, secretBytes: Buffer): ServerKey {
  const secret = toNumber(secretBytes);
  return { secret, publicValue: (multiplier * verifier + power(generator, secret)) % prime };
}

/** The signature of a client that knows the verifier's password. */
export function expectedProof(
  exchange: { verifier: bigint; server: ServerKey; client: bigint },
  input: ProofInput,
): Buffer {
  const { verifier, server, client } = exchange;
  const scrambler = toNumber(sha256(javaBytes(client), javaBytes(server.publicValue)));
  const shared = power((client * power(verifier, scrambler)) % prime, server.secret);
  const key = hkdfSync('sha256', javaBytes(shared), javaBytes(scrambler), 'Caldera Derived Key', 16);
  return createHmac('sha256', Buffer.from(key))
    .update(poolName(input.poolId))
    .update(input.userId)
    .update(Buffer.from(input.secretBlock, 'base64'))
    .update(input.timestamp)
    .digest();
}

/** Encodes a number at the length of N, so that two verifiers can be compared in constant time. */
export function groupBytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(primeBytes.length * 2, '0'), 'hex');
}

function poolName(poolId: string): string {
  return poolId.slice(poolId.indexOf('_') + 1);
}

/**
 * base^exponent mod N by OpenSSL, seven times as fast as with bigint. It computes a Diffie-Hellman secret: a group with
 * this base as its generator would make Node test N for primality first, which takes 1.5 s.
 */
function power(base: bigint, exponent: bigint): bigint {
  const exchange = createDiffieHellman(primeBytes, Number(generator));
  exchange.setPrivateKey(groupBytes(exponent));
  return toNumber(exchange.computeSecret(groupBytes(base)));
}

function javaBytes(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
}

function sha256(...parts: Buffer[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function toNumber(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}
