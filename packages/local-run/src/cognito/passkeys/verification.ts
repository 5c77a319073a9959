import type {
  AuthenticationResponseJSON,
  RegistrationResponseJSON,
  VerifiedRegistrationResponse,
} from '@simplewebauthn/server';
import { z } from 'zod/mini';
import { CognitoException, invalidParameter } from '../exceptions';
import { supportedAlgorithms } from './options';
import type { Passkey } from './passkey';
import { isOriginOf } from './relying-party';

const base64url = z.string().check(z.regex(/^[A-Za-z0-9_-]+$/));

const RegistrationResponse = z.looseObject({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  authenticatorAttachment: z.optional(z.enum(['platform', 'cross-platform'])),
  response: z.looseObject({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.optional(z.array(z.string())),
  }),
});

const AuthenticationResponse = z.looseObject({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  response: z.looseObject({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: z.optional(base64url),
  }),
});

/** Loads the library at first use: it takes about 0.1 s, which most starts can save. `import()` does not work in jest. */
const loadLibrary = () => require('@simplewebauthn/server') as typeof import('@simplewebauthn/server');

/** What the browser signed about its page. */
const ClientData = z.looseObject({ type: z.string(), challenge: z.string(), origin: z.string() });

/** A response of `navigator.credentials.get`, as `PublicKeyCredential.toJSON` returns it. */
export type PasskeyAssertion = z.infer<typeof AuthenticationResponse>;

/** What a response must match. */
interface Expected {
  readonly challenge: string;
  readonly relyingPartyId: string;
  readonly userVerification: 'preferred' | 'required';
}

/**
 * Verifies the response of `navigator.credentials.create` and returns the new passkey. Throws the exceptions of
 * CompleteWebAuthnRegistration. AWS documents when it throws each of them, but not which one follows a wrong signature, an
 * algorithm that was not offered or missing user verification: here WebAuthnCredentialNotSupportedException.
 */
export async function verifyRegistration(
  credential: unknown,
  { challenge, relyingPartyId, userVerification }: Expected,
  now: number,
): Promise<Passkey> {
  const response = parseRegistration(credential);
  const clientData = parseClientData(response.response.clientDataJSON);
  if (clientData?.challenge !== challenge) throw challengeNotFound();
  const { origin } = clientData;
  if (!isOriginOf(relyingPartyId, origin)) {
    const message = `The origin ${origin} is not allowed for the relying party ${relyingPartyId}`;
    throw new CognitoException('WebAuthnOriginNotAllowedException', message);
  }
  const verified = await verifiedRegistration(response, { challenge, origin, relyingPartyId, userVerification });
  const { id, counter } = verified.credential;
  const publicKey = Buffer.from(verified.credential.publicKey);
  const { authenticatorAttachment: attachment } = response;
  const { transports = [] } = response.response;
  return { id, publicKey, counter, relyingPartyId, attachment, transports, createdAt: now };
}

/** Parses the CREDENTIAL of a response to the challenge WEB_AUTHN. */
export function parseAssertion(json: string): PasskeyAssertion {
  const result = AuthenticationResponse.safeParse(parseJson(json));
  if (!result.success) throw invalidParameter('CREDENTIAL is not the JSON of a WebAuthn authentication response');
  return result.data;
}

/** What a verified assertion shows. */
interface VerifiedAssertion {
  /** The new value of the signature counter. */
  readonly counter: number;
}

/** Verifies an assertion: challenge, origin, relying party, flags, counter and signature. Undefined if one of them is wrong. */
export async function verifyAssertion(
  assertion: PasskeyAssertion,
  passkey: Passkey,
  { challenge, relyingPartyId, userVerification }: Expected,
): Promise<VerifiedAssertion | undefined> {
  const origin = parseClientData(assertion.response.clientDataJSON)?.origin ?? '';
  if (!isOriginOf(relyingPartyId, origin)) return undefined;
  const { verifyAuthenticationResponse } = loadLibrary();
  const { id, publicKey, counter } = passkey;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { clientExtensionResults: {}, ...assertion } as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: relyingPartyId,
      credential: { id, publicKey: new Uint8Array(publicKey), counter },
      requireUserVerification: userVerification === 'required',
    });
    return verified ? { counter: authenticationInfo.newCounter } : undefined;
  } catch {
    // The library throws plain errors for whatever an assertion has wrong.
    return undefined;
  }
}

/** For a registration that was not started, has expired, or answers another challenge. */
export const challengeNotFound = () =>
  new CognitoException('WebAuthnChallengeNotFoundException', 'The challenge was not found or has expired');

function parseRegistration(credential: unknown): z.infer<typeof RegistrationResponse> {
  const result = RegistrationResponse.safeParse(credential);
  if (!result.success) throw invalidParameter('Credential is not the JSON of a WebAuthn registration response');
  return result.data;
}

function parseClientData(clientDataJson: string): z.infer<typeof ClientData> | undefined {
  return ClientData.safeParse(parseJson(Buffer.from(clientDataJson, 'base64url').toString())).data;
}

/** Null members count as absent: some clients send a user handle of null. */
function parseJson(json: string): unknown {
  try {
    return JSON.parse(json, (_, value) => value ?? undefined);
  } catch {
    return undefined;
  }
}

type RegistrationInfo = NonNullable<VerifiedRegistrationResponse['registrationInfo']>;

async function verifiedRegistration(
  response: z.infer<typeof RegistrationResponse>,
  { challenge, origin, relyingPartyId, userVerification }: Expected & { readonly origin: string },
): Promise<RegistrationInfo> {
  const { verifyRegistrationResponse } = loadLibrary();
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: { clientExtensionResults: {}, ...response } as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: relyingPartyId,
      requireUserVerification: userVerification === 'required',
      supportedAlgorithmIDs: [...supportedAlgorithms],
    });
    if (registrationInfo !== undefined) return registrationInfo;
  } catch (error) {
    if (error instanceof Error && error.name === 'UnexpectedRPIDHash') {
      const message = `The credential is of another relying party than ${relyingPartyId}`;
      throw new CognitoException('WebAuthnRelyingPartyMismatchException', message);
    }
  }
  throw new CognitoException('WebAuthnCredentialNotSupportedException', 'The credential is not supported');
}
