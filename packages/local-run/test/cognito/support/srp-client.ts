import { createDiffieHellman, createHash, createHmac, randomBytes } from 'node:crypto';

/** RFC 5054's 3072-bit prime, as a literal: this file shares no code with the implementation under test. */
const N = BigInt(
  '0xFFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431' +
    'B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE' +
    '649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966' +
    'D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF69558171' +
    '83995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7' +
    'DB3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C' +
    'BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF',
);
const g = 2n;

/** Computed by OpenSSL, because with bigint it takes 18 ms, and each exchange needs three. */
function power(base: bigint, exponent: bigint): bigint {
  const group = createDiffieHellman(bytes(N), Number(g));
  group.setPrivateKey(bytes(exponent));
  return number(group.computeSecret(bytes(((base % N) + N) % N)));
}

function bytes(value: bigint): Buffer {
  let hex = value.toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  if ('89abcdef'.includes(hex.charAt(0))) hex = `00${hex}`;
  return Buffer.from(hex, 'hex');
}

const hash = (...parts: (Buffer | string)[]) =>
  parts.reduce<ReturnType<typeof createHash>>((sum, part) => sum.update(part), createHash('sha256')).digest();
const hmac = (key: Buffer, ...parts: (Buffer | string)[]) =>
  parts.reduce<ReturnType<typeof createHmac>>((sum, part) => sum.update(part), createHmac('sha256', key)).digest();
const number = (value: Buffer | string) => BigInt(`0x${typeof value === 'string' ? value : value.toString('hex')}`);

type Parameters = Record<string, string>;

/** The client of Cognito's SRP, as browsers and apps implement it. */
export class SrpClient {
  readonly #secret = number(randomBytes(32));
  readonly #public = power(g, this.#secret);

  /** TIMESTAMP. */
  timestamp = 'Fri Nov 20 12:00:00 UTC 2026';

  /** SRP_A. */
  get publicValue(): string {
    return this.#public.toString(16);
  }

  /** The responses to PASSWORD_VERIFIER. */
  answer(poolId: string, password: string, challenge: Parameters): Parameters {
    const { SALT = '', SECRET_BLOCK = '', SRP_B = '', USER_ID_FOR_SRP = '' } = challenge;
    const pool = poolId.split('_')[1] ?? '';
    const B = number(SRP_B);
    const k = number(hash(bytes(N), bytes(g)));
    const u = number(hash(bytes(this.#public), bytes(B)));
    const x = number(hash(bytes(number(SALT)), hash(`${pool}${USER_ID_FOR_SRP}:${password}`)));
    const S = power(B - ((k * power(g, x)) % N), this.#secret + u * x);
    const key = hmac(hmac(bytes(u), bytes(S)), 'Caldera Derived Key', Buffer.from([1])).subarray(0, 16);
    const signature = hmac(key, pool, USER_ID_FOR_SRP, Buffer.from(SECRET_BLOCK, 'base64'), this.timestamp);
    return {
      PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
      PASSWORD_CLAIM_SIGNATURE: signature.toString('base64'),
      TIMESTAMP: this.timestamp,
      USERNAME: USER_ID_FOR_SRP,
    };
  }
}
