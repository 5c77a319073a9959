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
import type { HttpReply } from '../support/http';
import { localRun, runOnce } from '../support/local-run';
import { createAccount, get, post, signIn, type Tokens, withToken } from '../support/scenario';
import { emailStage } from '../support/stages';

runOnce(...emailStage);

const email = 'signer@example.com';
const MINUTE = 60_000;

const outcomeOf = ({ status, body }: HttpReply) => [status, body.code ?? body.message];
const invalidSignature = [403, 'invalid_signature'];

describe('requests signed with credentials of the identity pool', () => {
  let identities: CognitoIdentityClient;
  let tokens: Tokens;
  let identityId: string;
  let credentials: AwsCredentials;
  const region = () => localRun().identityPoolId.split(':')[0] ?? '';
  const provider = () => `cognito-idp.${region()}.amazonaws.com/${localRun().userPoolId}`;
  const logins = (token = tokens.idToken) => ({ Logins: { [provider()]: token } });
  const sign = (path: string, options: ToSign = {}, signer = credentials) =>
    signedHeaders(localRun().api + path, signer, { region: region(), ...options });

  beforeAll(async () => {
    // The SDK reads its endpoint from this variable.
    process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY = localRun().cognito;
    identities = new CognitoIdentityClient({ region: region(), maxAttempts: 1 });
    await createAccount(email);
    tokens = await signIn(email);
  });
  afterAll(() => {
    delete process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY;
  });

  it('get their identity and AWS credentials for an ID token', async () => {
    const IdentityPoolId = localRun().identityPoolId;
    const { IdentityId = '' } = await identities.send(new GetIdCommand({ IdentityPoolId, ...logins() }));
    const reply = await identities.send(new GetCredentialsForIdentityCommand({ IdentityId, ...logins() }));
    const { AccessKeyId = '', SecretKey = '', SessionToken = '' } = reply.Credentials ?? {};
    identityId = IdentityId;
    credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretKey, sessionToken: SessionToken };
  });

  it('are answered with 200 at GET /private', async () => {
    const { status, headers, body } = await get('/private', await sign('/private'));
    expect([status, body]).toEqual([200, { message: `Hello ${identityId}!` }]);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('are answered with 404 without a signature, and with 403 with a token instead', async () => {
    expect(outcomeOf(await get('/private'))).toEqual([404, 'not_found']);
    for (const token of [tokens.idToken, tokens.accessToken]) {
      expect(outcomeOf(await get('/private', withToken(token)))).toEqual(invalidSignature);
    }
  });

  it('are answered with 403 if the signature is for another request, outdated or by other credentials', async () => {
    const otherCredentials: AwsCredentials[] = [
      { ...credentials, secretAccessKey: 'A'.repeat(40) },
      { ...credentials, sessionToken: `${credentials.sessionToken}A` },
      // Of the same form as credentials of another identity pool.
      { accessKeyId: 'ASIA2345672345672345', secretAccessKey: 'A'.repeat(40), sessionToken: 'A'.repeat(400) },
    ];
    const invalid = [
      await sign('/private?changed=no'),
      await sign('/private', { method: 'POST' }),
      await sign('/private', { at: new Date(Date.now() - 15 * MINUTE) }),
      await sign('/private', { at: new Date(Date.now() + 15 * MINUTE) }),
      await sign('/private', { service: 's3' }),
      await sign('/private', { region: 'af-south-1' }),
      ...(await Promise.all(otherCredentials.map((signer) => sign('/private', {}, signer)))),
    ];
    for (const headers of invalid) expect(outcomeOf(await get('/private', headers))).toEqual(invalidSignature);
  });

  it('are answered with 401 on routes that require a token', async () => {
    for (const path of ['/secret', '/admin', '/me']) {
      expect([path, ...outcomeOf(await get(path, await sign(path)))]).toEqual([path, 401, 'unauthorized']);
    }
  });

  it('get no credentials for a forged token, an access token, another identity pool or the classic flow', async () => {
    const IdentityPoolId = localRun().identityPoolId;
    const forged = tokens.idToken.replace(/.{20}$/, 'A'.repeat(20));
    const unauthorized = [
      new GetIdCommand({ IdentityPoolId }),
      new GetIdCommand({ IdentityPoolId, ...logins(forged) }),
      new GetIdCommand({ IdentityPoolId, ...logins(tokens.accessToken) }),
      new GetCredentialsForIdentityCommand({ IdentityId: identityId }),
      new GetCredentialsForIdentityCommand({ IdentityId: identityId, ...logins(forged) }),
    ];
    for (const command of unauthorized) {
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

  it('get no new credentials after sign-out everywhere, while issued credentials stay valid until they expire', async () => {
    expect((await post('/sign-out-everywhere', undefined, withToken(tokens.accessToken))).status).toBe(204);
    await expect(
      identities.send(new GetCredentialsForIdentityCommand({ IdentityId: identityId, ...logins() })),
    ).rejects.toThrow(expect.objectContaining({ name: 'NotAuthorizedException' }));
    expect((await get('/private', await sign('/private'))).status).toBe(200);
  });

  it('leave no token, key or signature in the log', () => {
    const { secretAccessKey, sessionToken, accessKeyId } = credentials;
    for (const secret of [secretAccessKey, String(sessionToken), accessKeyId, tokens.idToken, tokens.accessToken]) {
      expect(localRun().output()).not.toContain(secret);
    }
    expect(localRun().output()).not.toContain('Signature=');
  });
});
