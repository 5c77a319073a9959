import { sign, verify } from 'node:crypto';
import type { SigningKey } from './signing-key';

/** The claims of a token. */
export type Claims = Readonly<Record<string, unknown>>;

/** The parts of a token, before its signature is verified. */
export interface DecodedToken {
  readonly claims: Claims;
  readonly signed: string;
  readonly signature: Buffer;
}

/** A JSON Web Token with these claims, signed with RS256. */
export function signJwt(claims: Claims, { kid, privateKey }: SigningKey): string {
  const signed = `${encode({ kid, alg: 'RS256' })}.${encode(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

/** Whether the token was signed with this key, by RS256: algorithm and key id of the token's header are ignored. */
export function isSignedBy({ publicKey }: SigningKey, { signed, signature }: DecodedToken): boolean {
  return verify('sha256', Buffer.from(signed), publicKey, signature);
}

/** Splits a token into its parts. Undefined if it is not a JSON Web Token. */
export function decodeJwt(token: string): DecodedToken | undefined {
  const [header, claims, signature, ...rest] = token.split('.');
  if (header === undefined || claims === undefined || signature === undefined || rest.length > 0) return undefined;
  try {
    return {
      claims: Object(JSON.parse(Buffer.from(claims, 'base64url').toString())) as Claims,
      signed: `${header}.${claims}`,
      signature: Buffer.from(signature, 'base64url'),
    };
  } catch {
    return undefined;
  }
}

function encode(part: Claims): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
