import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { answerTo, choicePool, choose, registerPasskey } from '../support/choice';
import { addUser, exceptionOf, Harness, MINUTE, otherPassword, POOL, tokensOf, useHarness } from '../support/harness';
import { type Fault, ORIGIN, SoftwareAuthenticator } from '../support/software-authenticator';

const { harness, aws } = useHarness([choicePool]);

const incorrect = 'NotAuthorizedException: Incorrect username or password.';
const usedSession = 'NotAuthorizedException: Invalid session for the user, session can only be used once.';

/** Adds a user with a passkey. */
async function addPasskeyUser(username: string, authenticator = new SoftwareAuthenticator()) {
  await addUser(harness, aws, username);
  const { AccessToken } = await tokensOf(aws, username);
  await registerPasskey(aws, AccessToken, authenticator);
  return { AccessToken, authenticator };
}

const begin = async (username: string) => {
  const { Session, ChallengeParameters } = await choose(aws, username, { PREFERRED_CHALLENGE: 'WEB_AUTHN' });
  return { Session, options: ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS };
};
const use = (username: string, Session: string | undefined, CREDENTIAL: string) =>
  answerTo(aws, 'WEB_AUTHN', Session, { USERNAME: username, CREDENTIAL });

describe('sign-in with a passkey', () => {
  it('asks for one of the user’s passkeys', async () => {
    const { AccessToken, authenticator } = await addPasskeyUser('alma');
    const second = await registerPasskey(aws, AccessToken);
    const reply = await choose(aws, 'alma', { PREFERRED_CHALLENGE: 'WEB_AUTHN' });
    expect(reply).toMatchObject({
      ChallengeName: 'WEB_AUTHN',
      AvailableChallenges: ['PASSWORD_SRP', 'PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'],
    });
    expect(JSON.parse(reply.ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS ?? '')).toEqual({
      challenge: expect.stringMatching(/^[\w-]{43}$/),
      timeout: 180_000,
      rpId: 'localhost',
      allowCredentials: [authenticator, second].map(({ id }) => ({
        type: 'public-key',
        id,
        transports: ['internal'],
      })),
      userVerification: 'preferred',
    });
  });

  it.each(['ES256', 'RS256'] as const)('accepts a signature of %s', async (algorithm) => {
    const { authenticator } = await addPasskeyUser(`bela${algorithm}`, new SoftwareAuthenticator({ algorithm }));
    const { Session, options } = await begin(`bela${algorithm}`);
    const { AuthenticationResult } = await use(`bela${algorithm}`, Session, authenticator.get(options));
    const { AccessToken = '' } = AuthenticationResult ?? {};
    expect((await aws.getUser({ AccessToken })).Username).toBe(`bela${algorithm}`.toLowerCase());
  });

  it('accepts the passkey after SELECT_CHALLENGE', async () => {
    const { authenticator } = await addPasskeyUser('cora');
    const { Session } = await choose(aws, 'cora');
    const selected = await answerTo(aws, 'SELECT_CHALLENGE', Session, { USERNAME: 'cora', ANSWER: 'WEB_AUTHN' });
    const options = selected.ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS;
    expect((await use('cora', selected.Session, authenticator.get(options))).AuthenticationResult).toBeDefined();
  });

  it.each<[string, Fault]>([
    ['another origin', { origin: 'https://example.com' }],
    ['another relying party', { relyingPartyId: 'example.com' }],
    ['another challenge', { challenge: 'x'.repeat(43) }],
    ['a registration', { type: 'webauthn.create' }],
    ['an absent user', { userPresent: false }],
    ['another user handle', { userHandle: Buffer.from('someone').toString('base64url') }],
    ['a lower counter, as of a copied passkey', { counter: 1 }],
  ])('rejects an assertion of %s, and its session afterwards', async (name, fault) => {
    const username = `dirk${name.replace(/\W/g, '')}`;
    const { authenticator } = await addPasskeyUser(username);
    const { Session, options } = await begin(username);
    expect(await exceptionOf(use(username, Session, authenticator.get(options, fault)))).toBe(incorrect);
    expect(await exceptionOf(use(username, Session, authenticator.get(options)))).toBe(usedSession);
    const next = await begin(username);
    const correct = authenticator.get(next.options, { counter: 10 });
    expect(await exceptionOf(use(username, next.Session, correct))).toBe('no exception');
  });

  it('rejects a counter that is not higher than at the previous sign-in', async () => {
    const { authenticator } = await addPasskeyUser('dolf');
    const attempt = async (counter: number) => {
      const { Session, options } = await begin('dolf');
      return exceptionOf(use('dolf', Session, authenticator.get(options, { counter })));
    };
    expect(await attempt(10)).toBe('no exception');
    expect(await attempt(10)).toBe(incorrect);
    expect(await attempt(11)).toBe('no exception');
  });

  it('accepts an authenticator without a counter at each sign-in', async () => {
    const authenticator = new SoftwareAuthenticator();
    await addUser(harness, aws, 'doro');
    const { AccessToken } = await tokensOf(aws, 'doro');
    const { CredentialCreationOptions } = await aws.startWebAuthnRegistration({ AccessToken });
    const Credential = authenticator.create(CredentialCreationOptions, { counter: 0 });
    await aws.completeWebAuthnRegistration({ AccessToken, Credential });
    for (let time = 0; time < 2; time += 1) {
      const { Session, options } = await begin('doro');
      expect(await exceptionOf(use('doro', Session, authenticator.get(options, { counter: 0 })))).toBe('no exception');
    }
  });

  it('rejects a replayed assertion', async () => {
    const { authenticator } = await addPasskeyUser('elsa');
    const { Session, options } = await begin('elsa');
    const assertion = authenticator.get(options);
    await use('elsa', Session, assertion);
    expect(await exceptionOf(use('elsa', Session, assertion))).toBe(usedSession);
    expect(await exceptionOf(use('elsa', (await begin('elsa')).Session, assertion))).toBe(incorrect);
  });

  it('verifies one of two concurrent responses', async () => {
    const { authenticator } = await addPasskeyUser('fips');
    const { Session, options } = await begin('fips');
    const assertion = authenticator.get(options);
    const outcomes = await Promise.all([1, 2].map(() => exceptionOf(use('fips', Session, assertion))));
    expect(outcomes.sort()).toEqual([usedSession, 'no exception'].sort());
  });

  it('rejects a forged signature, a passkey of another user and a deleted one', async () => {
    const { authenticator, AccessToken } = await addPasskeyUser('gwen');
    const { authenticator: other } = await addPasskeyUser('hank');
    const first = await begin('gwen');
    const forged = JSON.parse(authenticator.get(first.options));
    forged.response.signature = JSON.parse(other.get(first.options)).response.signature;
    expect(await exceptionOf(use('gwen', first.Session, JSON.stringify(forged)))).toBe(incorrect);
    const second = await begin('gwen');
    expect(await exceptionOf(use('gwen', second.Session, other.get(second.options)))).toBe(incorrect);
    const third = await begin('gwen');
    await aws.deleteWebAuthnCredential({ AccessToken, CredentialId: authenticator.id });
    expect(await exceptionOf(use('gwen', third.Session, authenticator.get(third.options)))).toBe(incorrect);
    expect((await choose(aws, 'gwen', { PREFERRED_CHALLENGE: 'WEB_AUTHN' })).ChallengeName).toBe('SELECT_CHALLENGE');
  });

  it('rejects what is no assertion without using the session up', async () => {
    const { authenticator } = await addPasskeyUser('inga');
    const { Session, options } = await begin('inga');
    for (const CREDENTIAL of ['no JSON', '{}', '[]', 'null']) {
      expect(await exceptionOf(use('inga', Session, CREDENTIAL))).toBe(
        'InvalidParameterException: CREDENTIAL is not the JSON of a WebAuthn authentication response',
      );
    }
    expect(await exceptionOf(use('inga', Session, authenticator.get(options)))).toBe('no exception');
  });

  it('rejects a session of another user, and one that has expired', async () => {
    const { authenticator } = await addPasskeyUser('jens');
    await addPasskeyUser('kaja');
    const { Session, options } = await begin('jens');
    expect(await exceptionOf(use('kaja', Session, authenticator.get(options)))).toBe(
      'NotAuthorizedException: Invalid session for the user.',
    );
    harness.advance(3 * MINUTE);
    expect(await exceptionOf(use('jens', Session, authenticator.get(options)))).toBe(
      'NotAuthorizedException: Invalid session for the user, session is expired.',
    );
  });

  it('rejects a user who was disabled, and any assertion for an unknown user', async () => {
    const { authenticator } = await addPasskeyUser('lutz');
    const { Session, options } = await begin('lutz');
    await aws.adminDisableUser({ UserPoolId: POOL, Username: 'lutz' });
    expect(await exceptionOf(use('lutz', Session, authenticator.get(options)))).toBe(
      'NotAuthorizedException: User is disabled.',
    );
    const names = Array.from({ length: 20 }, (_, index) => `nobody${index}`);
    for (const name of names) {
      const begun = await begin(name);
      if (begun.options === undefined) continue;
      expect(await exceptionOf(use(name, begun.Session, authenticator.get(begun.options)))).toBe(incorrect);
    }
  });

  it('requires user verification where the pool does', async () => {
    const strict = new Harness([
      { ...choicePool, properties: { ...choicePool.properties, WebAuthnUserVerification: 'required' } },
    ]);
    const client = await strict.start();
    await addUser(strict, client, 'mona');
    const authenticator = await registerPasskey(client, (await tokensOf(client, 'mona')).AccessToken);
    const attempt = async (userVerified: boolean) => {
      const { Session, ChallengeParameters } = await choose(client, 'mona', { PREFERRED_CHALLENGE: 'WEB_AUTHN' });
      const options = ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS;
      const CREDENTIAL = authenticator.get(options, { userVerified });
      return exceptionOf(answerTo(client, 'WEB_AUTHN', Session, { USERNAME: 'mona', CREDENTIAL }));
    };
    expect(await attempt(false)).toBe(incorrect);
    expect(await attempt(true)).toBe('no exception');
    await strict.stop();
  });

  it('keeps working after the password changed', async () => {
    const { authenticator } = await addPasskeyUser('nick');
    await aws.adminSetUserPassword({
      UserPoolId: POOL,
      Username: 'nick',
      Password: otherPassword,
      Permanent: true,
    });
    const { Session, options } = await begin('nick');
    expect(await exceptionOf(use('nick', Session, authenticator.get(options)))).toBe('no exception');
  });

  it('uses the domain of the pool as the relying party where none is configured', async () => {
    const { WebAuthnRelyingPartyID, ...properties } = choicePool.properties;
    const address = 'https://auth.example.org';
    const managedLogin = { address, version: 2, styledClients: [] } as const;
    const other = new Harness([{ ...choicePool, properties, managedLogin }]);
    const client = await other.start();
    await addUser(other, client, 'olga');
    const { AccessToken } = await tokensOf(client, 'olga');
    const { CredentialCreationOptions } = await client.startWebAuthnRegistration({ AccessToken });
    expect(CredentialCreationOptions).toMatchObject({ rp: { id: 'auth.example.org' } });
    const Credential = new SoftwareAuthenticator().create(CredentialCreationOptions, { origin: address });
    await client.completeWebAuthnRegistration({ AccessToken, Credential });
    expect((await choose(client, 'olga')).AvailableChallenges).toContain('WEB_AUTHN');
    other.cognito.configure([{ ...choicePool, properties }]);
    expect((await choose(client, 'olga')).AvailableChallenges).not.toContain('WEB_AUTHN');
    await other.stop();
  });
});

describe('the software authenticator of these tests', () => {
  it('is accepted by @simplewebauthn/server', async () => {
    const authenticator = new SoftwareAuthenticator();
    const expected = { expectedChallenge: 'Y2hhbGxlbmdl', expectedOrigin: ORIGIN, expectedRPID: 'localhost' };
    const response = authenticator.create({
      challenge: 'Y2hhbGxlbmdl',
      rp: { id: 'localhost' },
      user: { id: 'dXNlcg' },
    });
    const { registrationInfo } = await verifyRegistrationResponse({
      response: response as Parameters<typeof verifyRegistrationResponse>[0]['response'],
      ...expected,
    });
    if (registrationInfo === undefined) throw new Error('the registration was not verified');
    const { verified } = await verifyAuthenticationResponse({
      response: JSON.parse(authenticator.get(JSON.stringify({ challenge: 'Y2hhbGxlbmdl', rpId: 'localhost' }))),
      credential: registrationInfo.credential,
      ...expected,
    });
    expect(verified).toBe(true);
  });
});
