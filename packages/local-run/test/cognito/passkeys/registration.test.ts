import { choiceFlows, choicePool, registerPasskey } from '../support/choice';
import {
  addUser,
  claimsOf,
  exceptionOf,
  MINUTE,
  otherPassword,
  password,
  pool,
  tokensOf,
  useHarness,
  webClient,
} from '../support/harness';
import { type Fault, SoftwareAuthenticator } from '../support/software-authenticator';

const OTHER_CLIENT = 'other0client';
const NO_PASSKEYS = 'us-east-1_NoPasskey';
const NO_PASSKEYS_WEB = 'nopasskeys0client';
const NO_DOMAIN = 'us-east-1_NoDomain1';
const NO_DOMAIN_WEB = 'nodomain0client';
const STRICT = 'us-east-1_Strict001';
const STRICT_WEB = 'strict0client';

const client = (id: string) => ({ ...webClient, id, properties: { ExplicitAuthFlows: choiceFlows } });
const { WebAuthnRelyingPartyID, ...withoutRelyingParty } = choicePool.properties;

const { harness, aws } = useHarness([
  { ...choicePool, clients: [...choicePool.clients, client(OTHER_CLIENT)] },
  { ...pool, id: NO_PASSKEYS, clients: [client(NO_PASSKEYS_WEB)] },
  { ...choicePool, id: NO_DOMAIN, properties: withoutRelyingParty, clients: [client(NO_DOMAIN_WEB)] },
  {
    ...choicePool,
    id: STRICT,
    properties: { ...choicePool.properties, WebAuthnUserVerification: 'required' },
    clients: [client(STRICT_WEB)],
  },
]);

/** The access token of a new user of the default pool. */
async function newUser(username: string): Promise<string> {
  await addUser(harness, aws, username);
  return (await tokensOf(aws, username)).AccessToken;
}

/** The access token of a new user of another pool. */
async function newUserOf(UserPoolId: string, clientId: string): Promise<string> {
  const Username = 'ada';
  await aws.adminCreateUser({
    UserPoolId,
    Username,
    MessageAction: 'SUPPRESS',
    UserAttributes: [{ Name: 'email', Value: 'ada@example.org' }],
    TemporaryPassword: otherPassword,
  });
  await aws.adminSetUserPassword({ UserPoolId, Username, Password: password, Permanent: true });
  return (await tokensOf(aws, Username, clientId)).AccessToken;
}

const start = async (AccessToken: string) =>
  (await aws.startWebAuthnRegistration({ AccessToken })).CredentialCreationOptions;
const complete = (AccessToken: string, Credential: ReturnType<SoftwareAuthenticator['create']>) =>
  aws.completeWebAuthnRegistration({ AccessToken, Credential });
const credentialsOf = async (AccessToken: string) =>
  (await aws.listWebAuthnCredentials({ AccessToken })).Credentials ?? [];

describe('StartWebAuthnRegistration', () => {
  it('returns the options of AWS, with the existing passkeys excluded', async () => {
    const token = await newUser('alba');
    const { sub } = claimsOf(token);
    const { id } = await registerPasskey(aws, token);
    expect(await start(token)).toEqual({
      authenticatorSelection: { requireResidentKey: true, residentKey: 'required', userVerification: 'preferred' },
      challenge: expect.stringMatching(/^[\w-]{43}$/),
      excludeCredentials: [{ id, type: 'public-key' }],
      pubKeyCredParams: [
        { alg: -7, type: 'public-key' },
        { alg: -257, type: 'public-key' },
      ],
      rp: { id: 'localhost', name: 'localhost' },
      timeout: 60_000,
      user: { displayName: 'alba', id: Buffer.from(String(sub)).toString('base64url'), name: 'alba' },
    });
  });

  it('rejects a pool without passkeys, and one without a relying party', async () => {
    expect(await exceptionOf(start(await newUserOf(NO_PASSKEYS, NO_PASSKEYS_WEB)))).toMatch(
      /^WebAuthnNotEnabledException/,
    );
    expect(await exceptionOf(start(await newUserOf(NO_DOMAIN, NO_DOMAIN_WEB)))).toMatch(
      /^WebAuthnConfigurationMissingException/,
    );
  });

  it('rejects the twenty-first passkey', async () => {
    const token = await newUser('bert');
    for (let count = 0; count < 20; count += 1) await registerPasskey(aws, token);
    expect(await exceptionOf(start(token))).toMatch(/^LimitExceededException/);
    const { Credentials = [], NextToken } = await aws.listWebAuthnCredentials({ AccessToken: token, MaxResults: 15 });
    const rest = await aws.listWebAuthnCredentials({ AccessToken: token, NextToken });
    expect([Credentials.length, rest.Credentials?.length, rest.NextToken]).toEqual([15, 5, undefined]);
  });

  it('rejects a missing and a forged access token', async () => {
    for (const operation of ['StartWebAuthnRegistration', 'ListWebAuthnCredentials', 'GetUserAuthFactors']) {
      const reply = await harness.post(operation, { AccessToken: 'a.b.c' });
      expect(await reply.json()).toMatchObject({ __type: 'NotAuthorizedException' });
      expect((await harness.post(operation, {})).headers.get('x-amzn-errortype')).toBe('InvalidParameterException:');
    }
  });
});

describe('CompleteWebAuthnRegistration', () => {
  it.each([
    { algorithm: 'ES256', attestation: 'none' },
    { algorithm: 'RS256', attestation: 'none' },
    { algorithm: 'ES256', attestation: 'packed' },
  ] as const)('registers a passkey of $algorithm with the attestation $attestation', async (options) => {
    const token = await newUser(`carl${options.algorithm}${options.attestation}`);
    const { id } = await registerPasskey(aws, token, new SoftwareAuthenticator(options));
    expect(await credentialsOf(token)).toEqual([
      {
        CredentialId: id,
        FriendlyCredentialName: 'Platform passkey',
        RelyingPartyId: 'localhost',
        AuthenticatorAttachment: 'platform',
        AuthenticatorTransports: ['internal'],
        CreatedAt: new Date(harness.now),
      },
    ]);
  });

  it('accepts a passkey without user verification where that is preferred only', async () => {
    const token = await newUser('dana');
    const authenticator = new SoftwareAuthenticator();
    expect(await exceptionOf(complete(token, authenticator.create(await start(token), { userVerified: false })))).toBe(
      'no exception',
    );
    const strict = await newUserOf(STRICT, STRICT_WEB);
    const options = await start(strict);
    expect(options).toMatchObject({ authenticatorSelection: { userVerification: 'required' } });
    const unverified = complete(strict, authenticator.create(options, { userVerified: false }));
    expect(await exceptionOf(unverified)).toMatch(/^WebAuthnCredentialNotSupportedException/);
    expect(await exceptionOf(complete(strict, authenticator.create(options)))).toBe('no exception');
  });

  it.each<[string, Fault, string]>([
    ['of another origin', { origin: 'https://example.com' }, 'WebAuthnOriginNotAllowedException'],
    ['of a similar origin', { origin: 'https://notlocalhost' }, 'WebAuthnOriginNotAllowedException'],
    ['of an opaque origin', { origin: 'null' }, 'WebAuthnOriginNotAllowedException'],
    ['of another relying party', { relyingPartyId: 'example.com' }, 'WebAuthnRelyingPartyMismatchException'],
    ['with another challenge', { challenge: 'x'.repeat(43) }, 'WebAuthnChallengeNotFoundException'],
    ['of a sign-in', { type: 'webauthn.get' }, 'WebAuthnCredentialNotSupportedException'],
    ['without user presence', { userPresent: false }, 'WebAuthnCredentialNotSupportedException'],
  ])('rejects a response %s', async (name, fault, exception) => {
    const token = await newUser(`erik${name.replaceAll(' ', '')}`);
    const authenticator = new SoftwareAuthenticator();
    const options = await start(token);
    expect(await exceptionOf(complete(token, authenticator.create(options, fault)))).toMatch(`${exception}: `);
    expect(await credentialsOf(token)).toEqual([]);
    expect(await exceptionOf(complete(token, authenticator.create(options)))).toBe('no exception');
  });

  it('rejects an algorithm that was not offered, and a wrong signature of the attestation', async () => {
    const token = await newUser('fina');
    const options = await start(token);
    const unsupported = new SoftwareAuthenticator({ algorithm: 'ES384' }).create(options);
    expect(await exceptionOf(complete(token, unsupported))).toMatch(/^WebAuthnCredentialNotSupportedException/);
    const packed = new SoftwareAuthenticator({ attestation: 'packed' }).create(options);
    const clientData = Buffer.from(packed.response.clientDataJSON, 'base64url').toString();
    const changed = Buffer.from(clientData.replace('false', 'true')).toString('base64url');
    const forged = { ...packed, response: { ...packed.response, clientDataJSON: changed } };
    expect(await exceptionOf(complete(token, forged))).toMatch(/^WebAuthnCredentialNotSupportedException/);
  });

  it('accepts subdomains by HTTPS and localhost by HTTP', async () => {
    const token = await newUser('gert');
    for (const origin of ['https://localhost', 'https://app.localhost:8443', 'http://localhost:5173']) {
      const credential = new SoftwareAuthenticator().create(await start(token), { origin });
      expect(await exceptionOf(complete(token, credential))).toBe('no exception');
    }
  });

  it('rejects a registration that was not started, is complete, was replaced, or has expired', async () => {
    const token = await newUser('hedy');
    const authenticator = new SoftwareAuthenticator();
    const notFound = /^WebAuthnChallengeNotFoundException/;
    expect(await exceptionOf(complete(token, authenticator.create({ challenge: 'x' })))).toMatch(notFound);
    const credential = authenticator.create(await start(token));
    await complete(token, credential);
    expect(await exceptionOf(complete(token, credential))).toMatch(notFound);
    const replaced = authenticator.create(await start(token));
    const late = authenticator.create(await start(token));
    expect(await exceptionOf(complete(token, replaced))).toMatch(notFound);
    harness.advance(3 * MINUTE);
    expect(await exceptionOf(complete(token, late))).toMatch(notFound);
  });

  it('completes a registration once, of two concurrent requests too', async () => {
    const token = await newUser('iago');
    const credential = new SoftwareAuthenticator().create(await start(token));
    const outcomes = await Promise.all([
      exceptionOf(complete(token, credential)),
      exceptionOf(complete(token, credential)),
    ]);
    expect(outcomes.filter((outcome) => outcome === 'no exception')).toHaveLength(1);
    expect(await credentialsOf(token)).toHaveLength(1);
  });

  it('rejects an access token of another client than that of the start, and of another user', async () => {
    const token = await newUser('jörg');
    const { AccessToken } = await tokensOf(aws, 'jörg', OTHER_CLIENT);
    const credential = new SoftwareAuthenticator().create(await start(token));
    expect(await exceptionOf(complete(AccessToken, credential))).toMatch(/^WebAuthnClientMismatchException/);
    const other = await newUser('karl');
    await start(other);
    expect(await exceptionOf(complete(other, credential))).toMatch(/^WebAuthnChallengeNotFoundException/);
  });

  it('rejects what is no registration response', async () => {
    const token = await newUser('lena');
    await start(token);
    for (const Credential of [{}, { id: 'a', rawId: 'a', type: 'public-key' }, { id: 'a b', type: 'x' }]) {
      expect(await exceptionOf(aws.completeWebAuthnRegistration({ AccessToken: token, Credential }))).toMatch(
        /^InvalidParameterException: Credential is not the JSON of a WebAuthn registration response/,
      );
    }
    const reply = await harness.post('CompleteWebAuthnRegistration', { AccessToken: token, Credential: 'text' });
    expect(reply.headers.get('x-amzn-errortype')).toBe('SerializationException:');
  });
});

describe('DeleteWebAuthnCredential', () => {
  it('deletes a passkey of the token’s user only', async () => {
    const [token, other] = [await newUser('mats'), await newUser('nora')];
    const { id: CredentialId } = await registerPasskey(aws, token);
    const remove = (AccessToken: string) => aws.deleteWebAuthnCredential({ AccessToken, CredentialId });
    expect(await exceptionOf(remove(other))).toMatch(/^ResourceNotFoundException/);
    await remove(token);
    expect(await credentialsOf(token)).toEqual([]);
    expect(await exceptionOf(remove(token))).toMatch(/^ResourceNotFoundException/);
  });
});
