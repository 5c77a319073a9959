import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
  GetOpenIdTokenCommand,
} from '@aws-sdk/client-cognito-identity';
import {
  type AwsCredentials,
  signedHeaders,
  type ToSign,
} from '../../../packages/local-run/test/support/signing-client';
import { type Answer, latestCode, send } from '../support/http';
import { localRun, runOnce } from '../support/local-run';
import { emailStage } from '../support/stages';

runOnce(...emailStage);

const email = 'signer@example.com';
const password = 'Correct-Horse-7';
const MINUTE = 60_000;

const post = (path: string, body: object) => send('POST', localRun().api + path, body);
const get = (path: string, headers: Record<string, string> = {}) =>
  send('GET', localRun().api + path, undefined, headers);
const seen = ({ status, body }: Answer) => [status, body.code ?? body.message];
const badSignature = [403, 'invalid_signature'];

describe('a user who signs requests', () => {
  let identities: CognitoIdentityClient;
  let tokens: Record<string, string>;
  let identityId: string;
  let credentials: AwsCredentials;
  const region = () => localRun().identityPoolId.split(':')[0] ?? '';
  const provider = () => `cognito-idp.${region()}.amazonaws.com/${localRun().userPoolId}`;
  const logins = (token = tokens.idToken ?? '') => ({ Logins: { [provider()]: token } });
  const sign = (path: string, more: ToSign = {}, as = credentials) =>
    signedHeaders(localRun().api + path, as, { region: region(), ...more });

  beforeAll(async () => {
    // As whoever uses an AWS client against the local run would tell it where to go.
    process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY = localRun().cognito;
    identities = new CognitoIdentityClient({ region: region(), maxAttempts: 1 });
    await post('/sign-up', { username: email, password, email });
    await post('/confirm', { username: email, code: await latestCode(localRun().api, email) });
    tokens = (await post('/sign-in', { username: email, password })).body as Record<string, string>;
  });
  afterAll(() => {
    delete process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY;
  });

  it('gets an identity and AWS credentials for the ID token', async () => {
    const IdentityPoolId = localRun().identityPoolId;
    const { IdentityId = '' } = await identities.send(new GetIdCommand({ IdentityPoolId, ...logins() }));
    const reply = await identities.send(new GetCredentialsForIdentityCommand({ IdentityId, ...logins() }));
    const { AccessKeyId = '', SecretKey = '', SessionToken = '' } = reply.Credentials ?? {};
    identityId = IdentityId;
    credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretKey, sessionToken: SessionToken };
  });

  it('is greeted at GET /private', async () => {
    const { status, headers, body } = await get('/private', await sign('/private'));
    expect([status, body]).toEqual([200, { message: `Hello ${identityId}!` }]);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is refused without a signature as if there were no such route, and with a token in its place', async () => {
    expect(seen(await get('/private'))).toEqual([404, 'not_found']);
    for (const token of [tokens.idToken, tokens.accessToken]) {
      expect(seen(await get('/private', { Authorization: `Bearer ${token}` }))).toEqual(badSignature);
    }
  });

  it('is refused with a signature that was made for something else, too long ago, or by somebody else', async () => {
    const others: AwsCredentials[] = [
      { ...credentials, secretAccessKey: 'A'.repeat(40) },
      { ...credentials, sessionToken: `${credentials.sessionToken}A` },
      // As another identity pool would give them.
      { accessKeyId: 'ASIA2345672345672345', secretAccessKey: 'A'.repeat(40), sessionToken: 'A'.repeat(400) },
    ];
    const refused = [
      await sign('/private?changed=no'),
      await sign('/private', { method: 'POST' }),
      await sign('/private', { at: new Date(Date.now() - 15 * MINUTE) }),
      await sign('/private', { at: new Date(Date.now() + 15 * MINUTE) }),
      await sign('/private', { service: 's3' }),
      await sign('/private', { region: 'af-south-1' }),
      ...(await Promise.all(others.map((as) => sign('/private', {}, as)))),
    ];
    for (const headers of refused) expect(seen(await get('/private', headers))).toEqual(badSignature);
  });

  it('opens nothing else with the signature', async () => {
    for (const path of ['/secret', '/admin', '/me']) {
      expect([path, ...seen(await get(path, await sign(path)))]).toEqual([path, 401, 'unauthorized']);
    }
  });

  it('cannot use a forged token, an access token, another identity pool, or another way in', async () => {
    const IdentityPoolId = localRun().identityPoolId;
    const forged = String(tokens.idToken).replace(/.{20}$/, 'A'.repeat(20));
    const ask = [
      new GetIdCommand({ IdentityPoolId }),
      new GetIdCommand({ IdentityPoolId, ...logins(forged) }),
      new GetIdCommand({ IdentityPoolId, ...logins(tokens.accessToken) }),
      new GetCredentialsForIdentityCommand({ IdentityId: identityId }),
      new GetCredentialsForIdentityCommand({ IdentityId: identityId, ...logins(forged) }),
    ];
    for (const command of ask) {
      await expect(identities.send(command as GetIdCommand)).rejects.toThrow(
        expect.objectContaining({ name: 'NotAuthorizedException' }),
      );
    }
    const another = IdentityPoolId.replace(/.{4}$/, '0000');
    await expect(identities.send(new GetIdCommand({ IdentityPoolId: another, ...logins() }))).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    );
    await expect(identities.send(new GetOpenIdTokenCommand({ IdentityId: identityId, ...logins() }))).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidParameterException' }),
    );
  });

  it('gets no more credentials once signed out everywhere; those they have end by themselves', async () => {
    await send('POST', `${localRun().api}/sign-out-everywhere`, undefined, {
      Authorization: `Bearer ${tokens.accessToken}`,
    });
    await expect(
      identities.send(new GetCredentialsForIdentityCommand({ IdentityId: identityId, ...logins() })),
    ).rejects.toThrow(expect.objectContaining({ name: 'NotAuthorizedException' }));
    expect((await get('/private', await sign('/private'))).status).toBe(200);
  });

  it('leaves no token, key or signature in the log', () => {
    const { secretAccessKey, sessionToken, accessKeyId } = credentials;
    for (const secret of [secretAccessKey, String(sessionToken), accessKeyId, tokens.idToken, tokens.accessToken]) {
      expect(localRun().output()).not.toContain(secret);
    }
    expect(localRun().output()).not.toContain('Signature=');
  });
});
