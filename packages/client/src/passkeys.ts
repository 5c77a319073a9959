import { AuthError } from './auth-error';

type Json = Readonly<Record<string, unknown>>;

/** The parts of the Web Authentication API that are used. Declared here, because Node.js has no types of it. */
interface CredentialsContainer {
  create(options: { readonly publicKey: unknown }): Promise<unknown>;
  get(options: { readonly publicKey: unknown }): Promise<unknown>;
}

interface PublicKeyCredentialClass {
  parseCreationOptionsFromJSON?(options: Json): unknown;
  parseRequestOptionsFromJSON?(options: Json): unknown;
}

interface Browser {
  readonly navigator?: { readonly credentials?: CredentialsContainer };
  readonly PublicKeyCredential?: PublicKeyCredentialClass;
}

/** Whether this environment has passkeys: a browser, and a page on HTTPS or localhost. */
export function hasPasskeys(): boolean {
  const { navigator, PublicKeyCredential } = globalThis as Browser;
  return navigator?.credentials !== undefined && PublicKeyCredential !== undefined;
}

/** Creates a passkey with the options of POST /passkeys. Returns the credential as JSON. */
export function createCredential(options: Json): Promise<Json> {
  return credentialFrom(({ credentials, type }) => {
    const publicKey = type.parseCreationOptionsFromJSON?.(options) ?? creationOptions(options);
    return credentials.create({ publicKey });
  });
}

/** Signs the challenge WEB_AUTHN, of which these are the parameters. Returns the credential as JSON. */
export function getCredential(options: Json): Promise<Json> {
  return credentialFrom(({ credentials, type }) => {
    const publicKey = type.parseRequestOptionsFromJSON?.(options) ?? requestOptions(options);
    return credentials.get({ publicKey });
  });
}

async function credentialFrom(
  act: (browser: { credentials: CredentialsContainer; type: PublicKeyCredentialClass }) => Promise<unknown>,
): Promise<Json> {
  const { navigator, PublicKeyCredential: type } = globalThis as Browser;
  const credentials = navigator?.credentials;
  if (!credentials || !type)
    throw new AuthError('passkey_unsupported', 'This browser cannot use passkeys on this page');
  try {
    const credential = await act({ credentials, type });
    if (!credential) throw new Error('The browser returned no passkey');
    const { toJSON } = Object(credential);
    return typeof toJSON === 'function' ? toJSON.call(credential) : credentialJson(Object(credential));
  } catch (cause) {
    throw new AuthError('passkey_failed', 'The browser created or used no passkey', { cause });
  }
}

/** For browsers without parseCreationOptionsFromJSON. */
function creationOptions(options: Json): Json {
  const { challenge, user, excludeCredentials } = Object(options);
  return {
    ...options,
    challenge: bytesOf(challenge),
    user: { ...user, id: bytesOf(user.id) },
    ...(excludeCredentials && { excludeCredentials: descriptors(excludeCredentials) }),
  };
}

/** For browsers without parseRequestOptionsFromJSON. */
function requestOptions(options: Json): Json {
  const { challenge, allowCredentials } = Object(options);
  return {
    ...options,
    challenge: bytesOf(challenge),
    ...(allowCredentials && { allowCredentials: descriptors(allowCredentials) }),
  };
}

function descriptors(credentials: readonly { readonly id: string }[]): readonly object[] {
  return credentials.map((credential) => ({ ...credential, id: bytesOf(credential.id) }));
}

const RESPONSE_FIELDS = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'];

interface Credential {
  readonly id: string;
  readonly type: string;
  readonly rawId: ArrayBuffer;
  readonly authenticatorAttachment?: string | null;
  readonly response: Json & { getTransports?(): readonly string[] };
  getClientExtensionResults(): Json;
}

/** For browsers without PublicKeyCredential.toJSON. */
function credentialJson(credential: Credential): Json {
  const { id, type, rawId, response, authenticatorAttachment } = credential;
  const fields = RESPONSE_FIELDS.flatMap((field) => {
    const value = response[field];
    return value instanceof ArrayBuffer ? [[field, base64UrlOf(value)]] : [];
  });
  const transports = response.getTransports?.();
  return {
    id,
    type,
    rawId: base64UrlOf(rawId),
    response: { ...Object.fromEntries(fields), ...(transports && { transports }) },
    ...(authenticatorAttachment && { authenticatorAttachment }),
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function bytesOf(base64Url: string): Uint8Array {
  const binary = atob(base64Url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function base64UrlOf(bytes: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
