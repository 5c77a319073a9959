import {
  addUser,
  claimsOf,
  exceptionOf,
  POOL,
  pool,
  ROTATING,
  signIn,
  tokensOf,
  useHarness,
  WEB,
} from '../support/harness';
import { TestFunctions, withTriggers } from '../support/triggers';

const ADMIN_SCOPE = 'aws.cognito.signin.user.admin';
const FIRST_VERSION = 'us-east-1_First0001';
const FIRST_WEB = 'first0client';

const functions = new TestFunctions();
const firstPool = {
  ...withTriggers(pool, 'V1_0'),
  id: FIRST_VERSION,
  clients: pool.clients.slice(0, 1).map((client) => ({ ...client, id: FIRST_WEB })),
};
const { harness, aws } = useHarness([withTriggers(pool), firstPool], { invokeFunction: functions.invoke });

let sub: string;

beforeAll(async () => {
  sub = await addUser(harness, aws, 'ada');
  for (const GroupName of ['editors', 'readers']) {
    await aws.createGroup({ UserPoolId: POOL, GroupName });
    await aws.adminAddUserToGroup({ UserPoolId: POOL, GroupName, Username: 'ada' });
  }
  const Password = 'Correct-horse-1';
  await aws.adminCreateUser({ UserPoolId: FIRST_VERSION, Username: 'eve', MessageAction: 'SUPPRESS' });
  await aws.adminSetUserPassword({ UserPoolId: FIRST_VERSION, Username: 'eve', Password, Permanent: true });
});
beforeEach(() => {
  functions.reset();
  harness.log.length = 0;
});

const override = (claimsAndScopeOverrideDetails: unknown) =>
  functions.respond('PreTokenGeneration', { claimsAndScopeOverrideDetails });

async function claims(username = 'ada', clientId = WEB) {
  const { AccessToken, IdToken } = await tokensOf(aws, username, clientId);
  return { access: claimsOf(AccessToken), id: claimsOf(IdToken) };
}

describe('PreTokenGeneration, version 2', () => {
  it('gets the attributes, the groups and the scopes', async () => {
    await claims();
    expect(functions.event('TokenGeneration_Authentication')).toMatchObject({
      version: '2',
      userName: 'ada',
      request: {
        userAttributes: { sub, 'cognito:user_status': 'CONFIRMED' },
        groupConfiguration: { groupsToOverride: ['editors', 'readers'], iamRolesToOverride: [], preferredRole: null },
        scopes: [ADMIN_SCOPE],
      },
      response: { claimsAndScopeOverrideDetails: null },
    });
  });

  it('leaves the tokens as they are if the function changes nothing', async () => {
    const { access, id } = await claims();
    expect(access).toMatchObject({ scope: ADMIN_SCOPE, 'cognito:groups': ['editors', 'readers'], username: 'ada' });
    expect(id).toMatchObject({ 'cognito:groups': ['editors', 'readers'], 'cognito:username': 'ada' });
  });

  it('adds claims of every type to each token, and suppresses claims', async () => {
    const claim = { tenant: 't1', level: 3, staff: true, roles: ['a', 'b'], plan: { name: 'pro' } };
    override({
      idTokenGeneration: { claimsToAddOrOverride: { ...claim, email: 'other@example.org' } },
      accessTokenGeneration: { claimsToAddOrOverride: claim, claimsToSuppress: ['cognito:groups', 'plan'] },
    });
    const { access, id } = await claims();
    expect(id).toMatchObject({ ...claim, email: 'other@example.org' });
    const { plan, ...others } = claim;
    expect(access).toMatchObject(others);
    expect(access).not.toHaveProperty('plan');
    expect(access).not.toHaveProperty('cognito:groups');
    expect(harness.log).toEqual([]);
  });

  it('adds and suppresses scopes', async () => {
    override({ accessTokenGeneration: { scopesToAdd: ['notes/read', 'notes/write'] } });
    expect((await claims()).access.scope).toBe(`${ADMIN_SCOPE} notes/read notes/write`);
    override({ accessTokenGeneration: { scopesToAdd: ['notes/read'], scopesToSuppress: [ADMIN_SCOPE] } });
    const { AccessToken } = await tokensOf(aws, 'ada');
    expect(claimsOf(AccessToken).scope).toBe('notes/read');
    expect(await exceptionOf(aws.getUser({ AccessToken }))).toBe(
      'NotAuthorizedException: Access Token does not have required scopes',
    );
    override({ accessTokenGeneration: { scopesToSuppress: [ADMIN_SCOPE] } });
    expect((await claims()).access).not.toHaveProperty('scope');
  });

  it('keeps the claims that a function must not change, and tells the developer', async () => {
    const before = await claims();
    const forged = { sub: 'other', iss: 'other', token_use: 'id', 'cognito:roles': ['admin'], 'dev:x': '1' };
    override({
      idTokenGeneration: { claimsToAddOrOverride: { ...forged, aud: 'x', 'cognito:username': 'x' } },
      accessTokenGeneration: {
        claimsToAddOrOverride: { ...forged, scope: 'all', client_id: 'x', username: 'x', version: 9, aud: 'x' },
        claimsToSuppress: ['client_id', 'event_id'],
        scopesToAdd: ['aws.cognito.signin.user.admin2', 'ok'],
      },
    });
    const { access, id } = await claims();
    const { iat, auth_time, event_id, origin_jti, jti, exp, ...same } = before.access;
    expect(access).toMatchObject({ ...same, scope: `${ADMIN_SCOPE} ok`, event_id: expect.any(String) });
    expect(access).not.toHaveProperty('aud');
    expect(access).not.toHaveProperty('dev:x');
    expect(access).not.toHaveProperty('cognito:roles');
    expect(id).toMatchObject({ sub, iss: before.id.iss, aud: WEB, 'cognito:username': 'ada', token_use: 'id' });
    expect(id).not.toHaveProperty('cognito:roles');
    expect(harness.log).toContain('TokenGeneration_Authentication: Cognito ignores the claim sub for the access token');
    expect(harness.log).toContain(
      'TokenGeneration_Authentication: Cognito ignores the scopes aws.cognito.signin.user.admin2, which no function can add',
    );
  });

  it('accepts the client as the audience of an access token', async () => {
    override({ accessTokenGeneration: { claimsToAddOrOverride: { aud: WEB } } });
    expect((await claims()).access.aud).toBe(WEB);
  });

  it('replaces the groups in both tokens, and the roles in the ID token', async () => {
    override({
      groupOverrideDetails: { groupsToOverride: ['vip'], iamRolesToOverride: ['arn:a'], preferredRole: 'arn:a' },
    });
    const { access, id } = await claims();
    expect(access['cognito:groups']).toEqual(['vip']);
    expect(access).not.toHaveProperty('cognito:roles');
    expect(id).toMatchObject({
      'cognito:groups': ['vip'],
      'cognito:roles': ['arn:a'],
      'cognito:preferred_role': 'arn:a',
    });
  });

  it.each([null, {}])('removes the groups if groupOverrideDetails is %j', async (groupOverrideDetails) => {
    override({ groupOverrideDetails });
    const { access, id } = await claims();
    expect(access).not.toHaveProperty('cognito:groups');
    expect(id).not.toHaveProperty('cognito:groups');
  });

  it.each([
    [{ accessTokenGeneration: { scopesToAdd: ['two words'] } }],
    [{ accessTokenGeneration: { scopesToAdd: 'notes/read' } }],
    [{ idTokenGeneration: { claimsToAddOrOverride: { tenant: null } } }],
    ['text'],
  ])('rejects the response %j', async (details) => {
    override(details);
    expect(await exceptionOf(signIn(aws, 'ada'))).toBe('InvalidLambdaResponseException: Unrecognizable lambda output');
  });

  it('runs at a refresh, with the metadata of GetTokensFromRefreshToken only', async () => {
    const { RefreshToken } = await tokensOf(aws, 'ada');
    override({ accessTokenGeneration: { scopesToAdd: ['fresh'] } });
    functions.events = [];
    const { AuthenticationResult } = await aws.initiateAuth({
      ClientId: WEB,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: RefreshToken },
      ClientMetadata: { a: 'b' },
    });
    expect(claimsOf(AuthenticationResult?.AccessToken ?? '').scope).toBe(`${ADMIN_SCOPE} fresh`);
    expect(functions.sources).toEqual(['TokenGeneration_RefreshTokens']);
    expect(functions.events[0]?.request).not.toHaveProperty('clientMetadata');
    const rotating = await tokensOf(aws, 'ada', ROTATING);
    functions.events = [];
    await aws.getTokensFromRefreshToken({
      ClientId: ROTATING,
      RefreshToken: rotating.RefreshToken,
      ClientMetadata: { a: 'b' },
    });
    expect(functions.sources).toEqual(['TokenGeneration_RefreshTokens']);
    expect(functions.events[0]?.request.clientMetadata).toEqual({ a: 'b' });
  });

  it('issues no tokens if it fails', async () => {
    functions.on('PreTokenGeneration', () => {
      throw new Error('no tenant');
    });
    expect(await exceptionOf(signIn(aws, 'ada'))).toBe(
      'UserLambdaValidationException: PreTokenGeneration failed with error no tenant.',
    );
  });
});

describe('PreTokenGeneration, version 1', () => {
  const overrideFirst = (claimsOverrideDetails: unknown) =>
    functions.respond('PreTokenGeneration', { claimsOverrideDetails });

  it('changes claims of the ID token, and groups of both tokens', async () => {
    overrideFirst({
      claimsToAddOrOverride: { tenant: 't1', sub: 'other' },
      claimsToSuppress: ['cognito:username', 'email_verified'],
      groupOverrideDetails: { groupsToOverride: ['vip'] },
    });
    const { access, id } = await claims('eve', FIRST_WEB);
    expect(id).toMatchObject({ tenant: 't1', 'cognito:username': 'eve', 'cognito:groups': ['vip'] });
    expect(id.sub).not.toBe('other');
    expect(access).toMatchObject({ 'cognito:groups': ['vip'], scope: ADMIN_SCOPE });
    expect(access).not.toHaveProperty('tenant');
    const { version, request, response } = functions.event('TokenGeneration_Authentication');
    expect({ version, response }).toEqual({ version: '1', response: { claimsOverrideDetails: null } });
    expect(request).not.toHaveProperty('scopes');
  });

  it('rejects claims that are no strings', async () => {
    overrideFirst({ claimsToAddOrOverride: { roles: ['a'] } });
    expect(await exceptionOf(signIn(aws, 'eve', { clientId: FIRST_WEB }))).toBe(
      'InvalidLambdaResponseException: Unrecognizable lambda output',
    );
  });

  it('ignores the response of version 2', async () => {
    override({ accessTokenGeneration: { scopesToAdd: ['notes/read'] } });
    expect((await claims('eve', FIRST_WEB)).access.scope).toBe(ADMIN_SCOPE);
  });
});
