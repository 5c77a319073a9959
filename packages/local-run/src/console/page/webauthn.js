import { clientProblem } from './problems.js';

/**
 * A passkey operation of the browser: the credential as JSON, or why there is none.
 *
 * @typedef {{ credential: unknown } | { problem: import('./problems.js').Problem }} PasskeyResult
 */

/**
 * The problem of a browser without passkeys, or of a page that is neither on HTTPS nor on localhost; undefined if there is none.
 */
export function missingPasskeySupport() {
  if (typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential)
    return undefined;
  return clientProblem('no_passkeys', 'This browser cannot use passkeys on this page: sign in another way');
}

/**
 * Signs a challenge with a passkey that the user selects.
 *
 * @param {unknown} options PublicKeyCredentialRequestOptionsJSON
 * @param {AbortSignal} signal
 * @returns {Promise<PasskeyResult>}
 */
export function usePasskey(options, signal) {
  const publicKey = () => PublicKeyCredential.parseRequestOptionsFromJSON(Object(options));
  return resultOf(() => navigator.credentials.get({ publicKey: publicKey(), signal }), {
    NotAllowedError: 'No passkey was used: you canceled, the time ran out, or this device has none for this account',
    SecurityError: wrongAddress(Object(options).rpId),
  });
}

/**
 * Creates a passkey.
 *
 * @param {unknown} options PublicKeyCredentialCreationOptionsJSON
 * @param {AbortSignal} signal
 * @returns {Promise<PasskeyResult>}
 */
export function createPasskey(options, signal) {
  const publicKey = () => PublicKeyCredential.parseCreationOptionsFromJSON(Object(options));
  return resultOf(() => navigator.credentials.create({ publicKey: publicKey(), signal }), {
    NotAllowedError: 'No passkey was created: you canceled or the time ran out',
    InvalidStateError: 'This device already has a passkey for your account',
    SecurityError: wrongAddress(Object(Object(options).rp).id),
  });
}

/** @param {unknown} relyingParty the domain of the passkeys */
function wrongAddress(relyingParty) {
  return `Passkeys of ${relyingParty} cannot be used at ${location.hostname}: open this page at ${relyingParty}`;
}

/**
 * @param {() => Promise<Credential | null>} act
 * @param {Readonly<Record<string, string>>} messages by the name of the exception
 * @returns {Promise<PasskeyResult>}
 */
async function resultOf(act, messages) {
  try {
    const credential = await act();
    if (credential instanceof PublicKeyCredential) return { credential: credential.toJSON() };
    return { problem: clientProblem('passkey', 'The browser returned no passkey') };
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    // The user has pressed Cancel on this page.
    const message = messages[name === 'AbortError' ? 'NotAllowedError' : name];
    return { problem: clientProblem('passkey', message ?? `The browser could not use a passkey (${name})`) };
  }
}
