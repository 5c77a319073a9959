import { type Random, randomToken } from '../randomness';
import type { Passkey } from './passkey';

/** ECDSA with P-256 and SHA-256, and RSA with SHA-256: what Cognito offers. Source: start-web-authn-registration in the AWS CLI's examples. */
export const supportedAlgorithms = [-7, -257] as const;

const CHALLENGE_BYTES = 32;

/** A new challenge in base64url. */
export const newPasskeyChallenge = (random: Random) => randomToken(random, CHALLENGE_BYTES);

/** What the options for a new passkey depend on. */
interface CreationInput {
  readonly challenge: string;
  readonly relyingPartyId: string;
  readonly userVerification: string;
  readonly user: { readonly sub: string; readonly name: string; readonly passkeys: Iterable<Passkey> };
}

/**
 * The options for `navigator.credentials.create`, with binary values in base64url. The passkeys are discoverable, and the
 * user handle is the `sub`. Source: start-web-authn-registration in the AWS CLI's examples.
 */
export function creationOptions({ challenge, relyingPartyId, userVerification, user }: CreationInput) {
  return {
    authenticatorSelection: { requireResidentKey: true, residentKey: 'required', userVerification },
    challenge,
    excludeCredentials: [...user.passkeys].map(({ id }) => ({ id, type: 'public-key' })),
    pubKeyCredParams: supportedAlgorithms.map((alg) => ({ alg, type: 'public-key' })),
    rp: { id: relyingPartyId, name: relyingPartyId },
    timeout: 60_000,
    user: { displayName: user.name, id: userHandleOf(user.sub), name: user.name },
  };
}

/** What the options for a sign-in depend on. */
interface RequestInput {
  readonly challenge: string;
  readonly relyingPartyId: string;
  readonly userVerification: string;
  readonly passkeys: Iterable<Pick<Passkey, 'id' | 'transports'>>;
  readonly timeout: number;
}

/**
 * The options for `navigator.credentials.get`, as Cognito formats them in CREDENTIAL_REQUEST_OPTIONS. Source: the examples of
 * InitiateAuth in the API reference.
 */
export function requestOptions({ challenge, timeout, relyingPartyId, passkeys, userVerification }: RequestInput) {
  const allowCredentials = [...passkeys].map(({ id, transports }) => ({ type: 'public-key', id, transports }));
  return { challenge, timeout, rpId: relyingPartyId, allowCredentials, userVerification };
}

/** The user handle that authenticators store with a passkey. */
export const userHandleOf = (sub: string) => Buffer.from(sub).toString('base64url');
