import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** The origin of the page that uses the authenticator. */
export const ORIGIN = 'http://localhost:3000';

interface AuthenticatorOptions {
  /** @default 'ES256' */
  readonly algorithm?: 'ES256' | 'RS256' | 'ES384';
  /** @default 'none' */
  readonly attestation?: 'none' | 'packed';
}

/** What a response differs in from a correct one. */
export interface Fault {
  readonly challenge?: string;
  readonly origin?: string;
  readonly type?: string;
  readonly relyingPartyId?: string;
  /** @default true */
  readonly userPresent?: boolean;
  /** @default true */
  readonly userVerified?: boolean;
  readonly userHandle?: string;
  /** The signature counter. */
  readonly counter?: number;
}

interface Options {
  readonly challenge: string;
  readonly rp?: { readonly id: string };
  readonly rpId?: string;
  readonly user?: { readonly id: string };
}

const coseAlgorithms = { ES256: -7, RS256: -257, ES384: -35 };

/**
 * A WebAuthn authenticator with one passkey, and the part of the browser that calls it. It shares no code with the implementation
 * under test. Source: W3C Web Authentication Level 3, sections 5.1 and 6.
 */
export class SoftwareAuthenticator {
  readonly id = randomBytes(32).toString('base64url');
  readonly #algorithm: 'ES256' | 'RS256' | 'ES384';
  readonly #attestation: 'none' | 'packed';
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  #userHandle: string | undefined;
  #counter = 0;

  constructor({ algorithm = 'ES256', attestation = 'none' }: AuthenticatorOptions = {}) {
    this.#algorithm = algorithm;
    this.#attestation = attestation;
    const { privateKey, publicKey } =
      algorithm === 'RS256'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ec', { namedCurve: algorithm === 'ES256' ? 'P-256' : 'P-384' });
    this.#privateKey = privateKey;
    this.#publicKey = publicKey;
  }

  /** `navigator.credentials.create`, as JSON. */
  create(given: unknown, fault: Fault = {}) {
    const options = given as Options;
    this.#userHandle = options.user?.id;
    const clientData = clientDataOf('webauthn.create', options.challenge, fault);
    const id = Buffer.from(this.id, 'base64url');
    const credential = Buffer.concat([Buffer.alloc(16), uint(id.length, 2), id, this.#coseKey()]);
    const authData = this.#authenticatorData(options.rp?.id ?? '', 0x40, fault, credential);
    const signature = this.#sign(authData, clientData);
    const packed = new Map<string, unknown>([
      ['alg', coseAlgorithms[this.#algorithm]],
      ['sig', signature],
    ]);
    const attestationObject = cbor(
      new Map<string, unknown>([
        ['fmt', this.#attestation],
        ['attStmt', this.#attestation === 'packed' ? packed : new Map()],
        ['authData', authData],
      ]),
    );
    return {
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      authenticatorAttachment: 'platform',
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientData.toString('base64url'),
        attestationObject: attestationObject.toString('base64url'),
        transports: ['internal'],
      },
    };
  }

  /** `navigator.credentials.get`, as the JSON text of CREDENTIAL. */
  get(requestOptions: string | undefined, fault: Fault = {}): string {
    const options: Options = JSON.parse(requestOptions ?? '{}');
    const clientData = clientDataOf('webauthn.get', options.challenge, fault);
    const authData = this.#authenticatorData(options.rpId ?? '', 0, fault);
    return JSON.stringify({
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: this.#sign(authData, clientData).toString('base64url'),
        userHandle: fault.userHandle ?? this.#userHandle,
      },
    });
  }

  #authenticatorData(relyingPartyId: string, flags: number, fault: Fault, credential = Buffer.alloc(0)): Buffer {
    this.#counter = fault.counter ?? this.#counter + 1;
    const present = (fault.userPresent ?? true) ? 0x01 : 0;
    const verified = (fault.userVerified ?? true) ? 0x04 : 0;
    const hash = createHash('sha256')
      .update(fault.relyingPartyId ?? relyingPartyId)
      .digest();
    return Buffer.concat([hash, uint(flags | present | verified, 1), uint(this.#counter, 4), credential]);
  }

  #sign(authData: Buffer, clientData: Buffer): Buffer {
    const hash = this.#algorithm === 'ES384' ? 'sha384' : 'sha256';
    return sign(hash, Buffer.concat([authData, createHash('sha256').update(clientData).digest()]), this.#privateKey);
  }

  #coseKey(): Buffer {
    const { n = '', e = '', x = '', y = '' } = this.#publicKey.export({ format: 'jwk' });
    const alg = coseAlgorithms[this.#algorithm];
    const bytes = (value: string) => Buffer.from(value, 'base64url');
    const rsa = new Map<number, unknown>([
      [1, 3],
      [3, alg],
      [-1, bytes(n)],
      [-2, bytes(e)],
    ]);
    const curve = this.#algorithm === 'ES256' ? 1 : 2;
    const ec = new Map<number, unknown>([
      [1, 2],
      [3, alg],
      [-1, curve],
      [-2, bytes(x)],
      [-3, bytes(y)],
    ]);
    return cbor(this.#algorithm === 'RS256' ? rsa : ec);
  }
}

function clientDataOf(type: string, challenge: string, fault: Fault): Buffer {
  const clientData = { type, challenge, origin: ORIGIN, crossOrigin: false };
  const { challenge: otherChallenge, origin, type: otherType } = fault;
  return Buffer.from(
    JSON.stringify({
      ...clientData,
      ...(otherChallenge !== undefined && { challenge: otherChallenge }),
      ...(origin !== undefined && { origin }),
      ...(otherType !== undefined && { type: otherType }),
    }),
  );
}

const uint = (value: number, bytes: number) => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
};

/** Encodes what authenticators return: maps, texts, bytes and integers (RFC 8949). */
function cbor(value: unknown): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (!(value instanceof Map)) throw new Error('no CBOR of this type is needed');
  const entries = [...value].flatMap(([key, entry]) => [cbor(key), cbor(entry)]);
  return Buffer.concat([head(5, value.size), ...entries]);
}

function head(majorType: number, argument: number): Buffer {
  if (argument < 24) return uint((majorType << 5) | argument, 1);
  if (argument < 256) return Buffer.concat([uint((majorType << 5) | 24, 1), uint(argument, 1)]);
  return Buffer.concat([uint((majorType << 5) | 25, 1), uint(argument, 2)]);
}
