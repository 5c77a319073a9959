/** An authenticator's reply to a request for a signature, as `credential.toJSON()` returns it. */
export const assertion = {
  id: 'cGFzc2tleS1vZi1hZGE',
  rawId: 'cGFzc2tleS1vZi1hZGE',
  type: 'public-key',
  authenticatorAttachment: 'platform',
  clientExtensionResults: {},
  response: {
    clientDataJSON: 'Y2xpZW50LWRhdGE',
    authenticatorData: 'YXV0aGVudGljYXRvci1kYXRh',
    signature: 'c2lnbmF0dXJlLW9mLWFkYQ',
  },
};

/** The same for a new passkey. */
export const attestation = {
  ...assertion,
  response: {
    clientDataJSON: 'Y2xpZW50LWRhdGE',
    attestationObject: 'YXR0ZXN0YXRpb24tb2YtYWRh',
    transports: ['hybrid'],
  },
};

/** An object in objects. */
const nested = (levels: number): object => JSON.parse(`${'{"a":'.repeat(levels)}{}${'}'.repeat(levels)}`);

const NOT_A_CREDENTIAL = 'must be the JSON object that the browser returns';

/** Values that are no credential. Each title completes "when ...". */
export const invalidCredentials: readonly (readonly [condition: string, credential: unknown, field: string])[] = [
  ['credential is missing', undefined, 'credential'],
  ['credential is null', null, 'credential'],
  ['credential is JSON text', JSON.stringify(assertion), 'credential'],
  ['credential is an array', [assertion], 'credential'],
  ['the credential has no id', { ...assertion, id: undefined }, 'credential.id'],
  ['the id of the credential is a number', { ...assertion, id: 1234567 }, 'credential.id'],
  ['the credential has another type', { ...assertion, type: 'password' }, 'credential.type'],
  ['the credential has no response', { ...assertion, response: undefined }, 'credential.response'],
  ['the response of the credential has 20 levels', { ...assertion, response: nested(20) }, 'credential'],
  ['the response of the credential is text', { ...assertion, response: 'signature' }, 'credential.response'],
];

/** The errors of a reply to an invalid credential. */
export const credentialErrors = (field: string) => [{ field, message: NOT_A_CREDENTIAL }];
