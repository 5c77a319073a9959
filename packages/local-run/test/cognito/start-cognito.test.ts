import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
} from '@aws-sdk/client-cognito-identity';
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import type { PreTokenGenerationV2TriggerHandler } from 'aws-lambda';
import { type RunningCognito, type StartCognitoOptions, startCognito } from '../../src/cognito/start-cognito';
import { LocalIdentityProviders } from '../../src/identity-provider/identity-providers';
import { Browser } from './support/browser';
import { claimsOf, exceptionOf } from './support/harness';
import { challengeOf, verifier } from './support/managed-login';

const Password = 'Correct-horse-1';
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
const running: RunningCognito[] = [];
const clients: { destroy(): void }[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  for (const cognito of running.splice(0)) await cognito.close();
});

async function start(options: StartCognitoOptions) {
  const cognito = await startCognito(options);
  running.push(cognito);
  const { endpoint, region, userPools } = cognito;
  const aws = new CognitoIdentityProvider({ endpoint, region, credentials, maxAttempts: 1 });
  clients.push(aws);
  const [{ id: poolId, clientIds } = { id: '', clientIds: [] }] = userPools;
  return { cognito, aws, poolId, ClientId: clientIds[0] ?? '' };
}

type Started = Awaited<ReturnType<typeof start>>;

async function signUpAndIn({ cognito, aws, ClientId }: Started, Username: string) {
  const email = `${Username}@example.org`;
  await aws.signUp({ ClientId, Username, Password, UserAttributes: [{ Name: 'email', Value: email }] });
  const [{ code: ConfirmationCode } = { code: '' }] = cognito.messages(email);
  await aws.confirmSignUp({ ClientId, Username, ConfirmationCode });
  const AuthParameters = { USERNAME: Username, PASSWORD: Password };
  const reply = await aws.initiateAuth({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
  const { AccessToken = '', IdToken = '' } = reply.AuthenticationResult ?? {};
  return { AccessToken, IdToken };
}

describe('startCognito', () => {
  it('serves sign-up with a code and sign-in for a user pool without options', async () => {
    const started = await start({ userPools: [{}] });
    const { IdToken } = await signUpAndIn(started, 'ada');
    expect(claimsOf(IdToken)).toMatchObject({
      iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Local0001',
      aud: 'localclient000000000000001',
      email: 'ada@example.org',
    });
    expect(started.cognito).toMatchObject({
      endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      region: 'us-east-1',
      userPools: [{ id: 'us-east-1_Local0001', clientIds: ['localclient000000000000001'] }],
      identityPools: [],
    });
  });

  it('applies ids, properties, clients and groups', async () => {
    const started = await start({
      region: 'eu-west-1',
      userPools: [
        {
          id: 'eu-west-1_Users0001',
          properties: { UsernameAttributes: ['email'] },
          clients: [{ id: 'web', properties: { PreventUserExistenceErrors: 'LEGACY' } }, {}],
          groups: ['admins'],
        },
        {},
      ],
    });
    const { aws, poolId: UserPoolId } = started;
    expect(started.cognito.userPools).toEqual([
      { id: 'eu-west-1_Users0001', clientIds: ['web', 'localclient000000000000002'] },
      { id: 'eu-west-1_Local0002', clientIds: ['localclient000000000000003'] },
    ]);
    const { UserPool } = await aws.describeUserPool({ UserPoolId });
    expect(UserPool).toMatchObject({ UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] });
    const { UserPoolClient } = await aws.describeUserPoolClient({ UserPoolId, ClientId: 'web' });
    expect(UserPoolClient).toMatchObject({
      PreventUserExistenceErrors: 'LEGACY',
      ExplicitAuthFlows: expect.arrayContaining(['ALLOW_USER_PASSWORD_AUTH']),
    });
    const { Groups } = await aws.listGroups({ UserPoolId });
    expect(Groups?.map(({ GroupName }) => GroupName)).toEqual(['admins']);
  });

  it('issues AWS credentials of the default role for an identity pool without options', async () => {
    const started = await start({ userPools: [{}], identityPools: [{}] });
    const { endpoint, region, identityPools } = started.cognito;
    const { IdToken } = await signUpAndIn(started, 'bob');
    const identity = new CognitoIdentityClient({ endpoint, region, credentials });
    clients.push(identity);
    const Logins = { [`cognito-idp.${region}.amazonaws.com/${started.poolId}`]: IdToken };
    const { IdentityId } = await identity.send(new GetIdCommand({ IdentityPoolId: identityPools[0]?.id, Logins }));
    const reply = await identity.send(new GetCredentialsForIdentityCommand({ IdentityId, Logins }));
    expect(reply.Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  });

  it('uses the given clock', async () => {
    let now = Date.UTC(2030, 0, 1);
    const started = await start({ userPools: [{}], clock: () => now });
    const { aws } = started;
    const { AccessToken } = await signUpAndIn(started, 'carol');
    now += 59 * 60_000;
    expect((await aws.getUser({ AccessToken })).Username).toBe('carol');
    now += 60_000;
    expect(await exceptionOf(aws.getUser({ AccessToken }))).toBe('NotAuthorizedException: Access Token has expired');
  });

  it('sends the fixed code', async () => {
    const started = await start({ userPools: [{}] });
    started.cognito.codes.fix('123456', 1);
    await signUpAndIn(started, 'carl');
    expect(started.cognito.messages('carl@example.org')[0]?.code).toBe('123456');
    started.cognito.clearMessages('carl@example.org');
    expect(started.cognito.messages('carl@example.org')).toEqual([]);
  });

  it('lets an operation fail until the faults are cleared', async () => {
    const { cognito, aws, poolId: UserPoolId } = await start({ userPools: [{}] });
    cognito.faults.add({ fault: 'throttle', operation: 'ListUsers' });
    expect(await exceptionOf(aws.listUsers({ UserPoolId }))).toBe('TooManyRequestsException: Rate exceeded');
    cognito.faults.clear();
    expect(await exceptionOf(aws.listUsers({ UserPoolId }))).toBe('no exception');
  });

  it('runs functions as triggers of a pool', async () => {
    const sources: string[] = [];
    // With the types of a deployed function.
    const addScope: PreTokenGenerationV2TriggerHandler = async (event) => {
      const accessTokenGeneration = { scopesToAdd: ['notes/read'] };
      event.response.claimsAndScopeOverrideDetails = { accessTokenGeneration };
      return event;
    };
    const started = await start({
      log: () => {},
      userPools: [
        {
          triggers: {
            PreSignUp: (event) => {
              sources.push(event.triggerSource);
              if (event.userName === 'mallory') throw new Error('not_invited');
              event.response.autoConfirmUser = event.request.userAttributes?.email === 'ada@example.org';
              return event;
            },
            PreTokenGeneration: addScope,
          },
        },
        {},
      ],
    });
    const { aws, ClientId } = started;
    const UserAttributes = [{ Name: 'email', Value: 'ada@example.org' }];
    expect((await aws.signUp({ ClientId, Username: 'ada', Password, UserAttributes })).UserConfirmed).toBe(true);
    const AuthParameters = { USERNAME: 'ada', PASSWORD: Password };
    const reply = await aws.initiateAuth({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
    expect(claimsOf(reply.AuthenticationResult?.AccessToken ?? '').scope).toBe(
      'aws.cognito.signin.user.admin notes/read',
    );
    expect(await exceptionOf(aws.signUp({ ClientId, Username: 'mallory', Password }))).toBe(
      'UserLambdaValidationException: PreSignUp failed with error not_invited.',
    );
    const [
      ,
      {
        clientIds: [other],
      } = { clientIds: [] },
    ] = started.cognito.userPools;
    await aws.signUp({ ClientId: other, Username: 'ada', Password, UserAttributes });
    expect(sources).toEqual(['PreSignUp_SignUp', 'PreSignUp_SignUp']);
  });

  it('removes the users', async () => {
    const started = await start({ userPools: [{}] });
    await signUpAndIn(started, 'cleo');
    started.cognito.removeUsers();
    expect((await started.aws.listUsers({ UserPoolId: started.poolId })).Users).toEqual([]);
    started.cognito.clearMessages();
    await signUpAndIn(started, 'cleo');
  });

  it('reports an unsupported operation to the given log', async () => {
    const lines: string[] = [];
    const { aws } = await start({ userPools: [{}], log: (line) => lines.push(line) });
    expect(await exceptionOf(aws.listDevices({ AccessToken: 'any' }))).toMatch(/^UnknownOperationException/);
    expect(lines).toEqual(['ListDevices is not implemented by the embedded Cognito']);
  });

  it('keeps the data of two instances apart', async () => {
    const first = await start({ userPools: [{}] });
    const second = await start({ userPools: [{}] });
    await signUpAndIn(first, 'dave');
    expect(second.cognito.messages()).toEqual([]);
    await signUpAndIn(second, 'dave');
  });

  it('listens on the given port, and rejects if the port is in use', async () => {
    const { cognito } = await start({ userPools: [{}] });
    const port = Number(new URL(cognito.endpoint).port);
    await expect(startCognito({ userPools: [{}], port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await cognito.close();
    const again = await start({ userPools: [{}], port });
    expect(again.cognito.endpoint).toBe(cognito.endpoint);
  });

  it('refuses connections after close', async () => {
    const { cognito } = await start({ userPools: [{}] });
    await cognito.close();
    await expect(fetch(cognito.endpoint)).rejects.toThrow();
  });

  it.each([
    [
      'an unsupported setting of a user pool',
      [{ name: 'Users', properties: { EnabledMfas: ['SMS_MFA'] } }],
      'UserPool "Users": the embedded Cognito does not support EnabledMfas.0 = "SMS_MFA"; ' +
        'it supports "SOFTWARE_TOKEN_MFA".',
    ],
    [
      'an unsupported setting of a client',
      [{ clients: [{ name: 'Web', properties: { GenerateSecret: true } }] }],
      'UserPoolClient "Web": the embedded Cognito does not support GenerateSecret = true; it supports false.',
    ],
    [
      'two user pools with the same id',
      [{ id: 'us-east-1_Users0001' }, { id: 'us-east-1_Users0001' }],
      '"UserPool1" and "UserPool2" have the same id: us-east-1_Users0001',
    ],
    [
      'two clients with the same id',
      [{ clients: [{ id: 'web' }] }, { clients: [{ id: 'web' }] }],
      '"Client1" and "Client2" have the same id: web',
    ],
  ])('rejects %s', async (_, userPools, message) => {
    await expect(startCognito({ userPools })).rejects.toThrow(new Error(message));
  });
});

it('signs in with an identity provider that is given by its issuer', async () => {
  const provider = new LocalIdentityProviders(() => {});
  const definition = { userPoolId: 'any', name: 'Acme', type: 'OIDC', clientId: 'pool' };
  await provider.start([definition], 0);
  provider.configure([definition]);
  const { issuer = '', clientSecret = '' } = provider.endpoint('any', 'Acme') ?? {};
  const redirect_uri = 'https://app.example.com/';
  const { cognito, aws, ClientId, poolId } = await start({
    userPools: [
      {
        clients: [
          {
            properties: {
              AllowedOAuthFlows: ['code'],
              AllowedOAuthFlowsUserPoolClient: true,
              AllowedOAuthScopes: ['openid'],
              CallbackURLs: [redirect_uri],
            },
          },
        ],
        managedLogin: { version: 1, styledClients: [] },
        identityProviders: [{ name: 'Acme', issuer, clientId: 'pool', clientSecret }],
      },
    ],
  });
  const browser = new Browser(cognito.endpoint, issuer);
  const pkce = { code_challenge: challengeOf(verifier), code_challenge_method: 'S256' };
  const request = { client_id: ClientId, redirect_uri, response_type: 'code', identity_provider: 'Acme', ...pkce };
  await browser.open(`/oauth2/authorize?${new URLSearchParams(request)}`);
  const { left } = await browser.submit({ email: 'ada@example.org', verified: 'yes' });
  expect(left?.searchParams.has('code')).toBe(true);
  const { Users } = await aws.listUsers({ UserPoolId: poolId, Filter: 'email = "ada@example.org"' });
  expect(Users).toMatchObject([{ UserStatus: 'EXTERNAL_PROVIDER' }]);
  provider.close();
});
