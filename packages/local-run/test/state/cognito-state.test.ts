import { CognitoIdentity } from '@aws-sdk/client-cognito-identity';
import { EmbeddedCognito } from '../../src/cognito/embedded-cognito';
import { decodeState, encodeState } from '../../src/cognito/state/cognito-state';
import { decodeGraph, encodeGraph } from '../../src/cognito/state/graph';
import { keptClasses } from '../../src/cognito/state/kept-classes';
import { UserPool } from '../../src/cognito/user-pool';
import { addUserWithMfa, mfaPool, STEP } from '../cognito/support/authenticator-app';
import {
  addressOf,
  addUser,
  claimsOf,
  EMAIL_POOL,
  EMAIL_WEB,
  emailPool,
  exceptionOf,
  Harness,
  invite,
  otherPassword,
  POOL,
  password,
  REGION,
  ROTATING,
  signIn,
  tokensOf,
  WEB,
} from '../cognito/support/harness';
import { reusedKeyPairs } from '../cognito/support/key-pairs';

const pools = [mfaPool, emailPool];
const identityPool = {
  logicalId: 'Identities',
  id: `${REGION}:11111111-0000-0000-0000-000000000000`,
  properties: {
    AllowUnauthenticatedIdentities: false,
    CognitoIdentityProviders: [{ ClientId: WEB, ProviderName: `cognito-idp.${REGION}.amazonaws.com/${POOL}` }],
  },
  authenticatedRoleArn: undefined,
};

const before = new Harness(pools);
let after: Harness;

/** An identity in the identity pool. */
async function identityOf(harness: Harness, idToken: string): Promise<string> {
  harness.cognito.configure(pools, [identityPool]);
  const client = new CognitoIdentity({ endpoint: harness.endpoint, region: REGION });
  const Logins = { [`cognito-idp.${REGION}.amazonaws.com/${POOL}`]: idToken };
  const { IdentityId = '' } = await client.getId({ IdentityPoolId: identityPool.id, Logins });
  await client.getOpenIdToken({ IdentityId, Logins });
  client.destroy();
  return IdentityId;
}

/** What a user of before the restart has. */
let ada: Awaited<ReturnType<typeof tokensOf>>;
/** An ID token of ada's for the client that the identity pool accepts. */
let idToken: string;
let identityId: string;
let totp: Awaited<ReturnType<typeof addUserWithMfa>>;
let invitation: { Session?: string | undefined };

/** Writes the state to JSON and starts another embedded Cognito with it. */
async function restart(): Promise<void> {
  const json = JSON.parse(JSON.stringify(encodeState(before.cognito.state)));
  after = new Harness(pools, decodeState(json));
  after.advance(before.now - after.now);
  after.cognito.configure(pools, [identityPool]);
  await after.start();
}

beforeAll(async () => {
  const aws = await before.start();
  await addUser(before, aws, 'ada');
  ada = await tokensOf(aws, 'ada', ROTATING);
  const { AccessToken, IdToken } = await tokensOf(aws, 'ada');
  idToken = IdToken;
  identityId = await identityOf(before, idToken);
  await aws.changePassword({ AccessToken, PreviousPassword: password, ProposedPassword: otherPassword });
  await aws.createGroup({ UserPoolId: POOL, GroupName: 'editors', Description: 'They edit' });
  await aws.adminAddUserToGroup({ UserPoolId: POOL, Username: 'ada', GroupName: 'editors' });

  totp = await addUserWithMfa(before, aws, 'bob');
  await addUser(before, aws, 'carol');
  for (let count = 0; count < 6; count += 1) await exceptionOf(signIn(aws, 'carol', { secret: 'wrong' }));
  await aws.signUp({ ClientId: EMAIL_WEB, Username: 'Dave@example.org', Password: password });
  await addUser(before, aws, 'erin');
  await aws.forgotPassword({ ClientId: WEB, Username: 'erin' });
  await aws.adminDisableUser({ UserPoolId: POOL, Username: 'erin' });
  await invite(aws, 'frank');
  invitation = await signIn(aws, 'frank', { secret: before.codeFor(addressOf('frank')) });
  await addUser(before, aws, 'grace');
  await aws.adminDeleteUser({ UserPoolId: POOL, Username: 'grace' });
  await restart();
});

afterAll(async () => {
  await before.stop();
  await after.stop();
});

describe('after a restart with the kept state', () => {
  it('every kept object is equal to the one before', () => {
    expect(encodeState(after.cognito.state)).toEqual(encodeState(before.cognito.state));
  });

  it('a user signs in with the current password only, and the password before cannot be chosen again', async () => {
    expect(await exceptionOf(signIn(after.aws, 'ada', { secret: password }))).toMatch(/Incorrect username or password/);
    const { AuthenticationResult } = await signIn(after.aws, addressOf('ada'), { secret: otherPassword });
    const request = { PreviousPassword: otherPassword, ProposedPassword: password };
    const { AccessToken } = AuthenticationResult ?? {};
    expect(await exceptionOf(after.aws.changePassword({ AccessToken, ...request }))).toMatch(/previously been used/);
  });

  it('the access token, the refresh token and the public keys of before are valid', async () => {
    expect((await after.aws.getUser({ AccessToken: ada.AccessToken })).Username).toBe('ada');
    const request = { ClientId: ROTATING, RefreshToken: ada.RefreshToken };
    const { AuthenticationResult } = await after.aws.getTokensFromRefreshToken(request);
    expect(claimsOf(AuthenticationResult?.IdToken ?? '')['cognito:groups']).toEqual(['editors']);
    const keysOf = async ({ endpoint }: Harness) => (await fetch(`${endpoint}/${POOL}/.well-known/jwks.json`)).json();
    expect(await keysOf(after)).toEqual(await keysOf(before));
  });

  it('a sign-out ends the session that began before', async () => {
    await after.aws.adminUserGlobalSignOut({ UserPoolId: POOL, Username: 'ada' });
    expect(await exceptionOf(after.aws.getUser({ AccessToken: ada.AccessToken }))).toMatch(/has been revoked/);
  });

  it('an authenticator app is still required, and a used code is still used', async () => {
    const { Session, ChallengeName } = await signIn(after.aws, 'bob');
    expect(ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    const respond = (code: string) => {
      const ChallengeResponses = { USERNAME: 'bob', SOFTWARE_TOKEN_MFA_CODE: code };
      return after.aws.respondToAuthChallenge({ ClientId: WEB, ChallengeName, Session, ChallengeResponses });
    };
    expect(await exceptionOf(respond(totp.app.codeAt(before.now - STEP)))).toMatch(/already been used once/);
    expect(await exceptionOf(respond(totp.app.codeAt(after.now)))).toBe('no exception');
  });

  it('a locked account is still locked', async () => {
    expect(await exceptionOf(signIn(after.aws, 'carol'))).toMatch(/Password attempts exceeded/);
  });

  it('a code that was sent before confirms an account', async () => {
    const ConfirmationCode = after.codeFor('dave@example.org');
    const Username = 'dave@example.org';
    await after.aws.confirmSignUp({ ClientId: EMAIL_WEB, Username, ConfirmationCode });
    expect(await exceptionOf(signIn(after.aws, Username, { clientId: EMAIL_WEB }))).toBe('no exception');
  });

  it('a disabled user is still disabled', async () => {
    expect(await exceptionOf(signIn(after.aws, 'erin'))).toMatch(/User is disabled/);
  });

  it('an invited user answers the challenge that began before', async () => {
    const ChallengeResponses = { USERNAME: 'frank', NEW_PASSWORD: otherPassword };
    const ChallengeName = 'NEW_PASSWORD_REQUIRED';
    const request = { ClientId: WEB, ChallengeName, Session: invitation.Session, ChallengeResponses } as const;
    expect(await exceptionOf(after.aws.respondToAuthChallenge(request))).toBe('no exception');
  });

  it('a deleted user does not exist, and the number of a deleted user is not given again', async () => {
    expect(await exceptionOf(after.aws.adminGetUser({ UserPoolId: POOL, Username: 'grace' }))).toMatch(
      /UserNotFoundException/,
    );
    await addUser(after, after.aws, 'heidi');
    const { Users = [] } = await after.aws.listUsers({ UserPoolId: POOL });
    expect(Users.map(({ Username }) => Username)).toEqual(['ada', 'bob', 'carol', 'erin', 'frank', 'heidi']);
  });

  it('a user has the same identity in the identity pool', async () => {
    const { IdToken } = await tokensOf(after.aws, 'heidi');
    expect(await identityOf(after, idToken)).toBe(identityId);
    expect(await identityOf(after, IdToken)).not.toBe(identityId);
  });
});

/** The users of all pools with all that is kept of them. */
const usersOf = ({ state }: EmbeddedCognito) =>
  [...state.userPools].map(([id, { users }]) => [id, encodeGraph(users, keptClasses)]).sort();

describe('a pool that the template no longer has', () => {
  it('gets its users back when the template has it again', () => {
    const state = decodeState(encodeState(before.cognito.state));
    const cognito = new EmbeddedCognito({ region: REGION, state, newKeyPair: reusedKeyPairs(), log: () => {} });
    cognito.configure([mfaPool]);
    cognito.configure([]);
    expect(usersOf(cognito)).toEqual(usersOf(before.cognito));
    cognito.configure(pools);
    expect(usersOf(cognito)).toEqual(usersOf(before.cognito));
  });

  it('cannot come back with a changed immutable property, and the users are kept', () => {
    const state = decodeState(encodeState(before.cognito.state));
    const cognito = new EmbeddedCognito({ region: REGION, state, newKeyPair: reusedKeyPairs(), log: () => {} });
    const changed = { ...mfaPool, properties: { ...mfaPool.properties, AliasAttributes: [] } };
    expect(() => cognito.configure([changed])).toThrow(
      'UserPool "UserPool": AliasAttributes cannot change while the pool has users; AWS would replace the pool by an ' +
        'empty one. Undo the change, or start with --fresh to begin with an empty pool here.',
    );
    expect(cognito.state.userPools.get(POOL)?.users.users).toHaveLength(5);
  });
});

describe('no field is forgotten', () => {
  it.each(Object.entries(keptClasses))('%s has no # field, which could not be listed', (_, create) => {
    expect(String(create().constructor)).not.toMatch(/#\w/);
  });

  it('each field of UserPool is kept or comes from the template', () => {
    const pool = new EmbeddedCognito({ region: REGION, newKeyPair: reusedKeyPairs(), log: () => {} });
    pool.configure(pools);
    const state = Object.keys(pool.state.userPools.get(EMAIL_POOL) ?? {});
    const ofTemplate = [
      'identityProviders',
      'id',
      'region',
      'issuer',
      'settings',
      'managedLogin',
      'modifiedAt',
      'clients',
    ];
    // What refers to a kept value under another name.
    const keptAs = [
      'secret',
      'createdKeys',
      'clientsCreatedAt',
      'createSigningKey',
      'signingKeys',
      'createSigningKeys',
    ];
    const declared = [...String(UserPool).matchAll(/^ {4}#?(\w+)(?: = [^;]*)?;$/gm)].map(([, name]) => name);
    expect(declared).toContain('refreshTokens');
    const known = [...state, ...ofTemplate, ...keptAs];
    expect(declared.filter((name) => !known.includes(String(name)))).toEqual([]);
  });

  it('an instance of a class that is not listed cannot be encoded', () => {
    class Passkey {}
    expect(() => encodeGraph({ passkey: new Passkey() }, keptClasses)).toThrow(
      'The class Passkey is missing in src/cognito/state/kept-classes.ts',
    );
  });
});

describe('a graph', () => {
  it('keeps the identity of objects that are referred to twice, and circles', () => {
    const shared = { name: 'ada' };
    const graph = { first: shared, second: new Map([[1, shared]]), self: undefined as unknown };
    graph.self = graph;
    const copy = decodeGraph(encodeGraph(graph, {}), {}) as typeof graph;
    expect(copy).toEqual(graph);
    expect(copy.second.get(1)).toBe(copy.first);
    expect(copy.self).toBe(copy);
  });

  it('gives a field that it lacks the default of the class', () => {
    class Lock {
      failures = 3;
    }
    const graph = encodeGraph(new Lock(), { Lock: () => new Lock() });
    class NewerLock extends Lock {
      until = 7;
    }
    expect(decodeGraph(graph, { Lock: () => new NewerLock() })).toEqual({ failures: 3, until: 7 });
  });

  it.each([
    ['a field that the class does not have', [['object', 'SignInLock', { color: 1 }]], /SignInLock has no field color/],
    ['a class that does not exist', [['object', 'Passkey', {}]], /There is no class Passkey/],
    ['a name of Object.prototype as class', [['object', 'constructor', {}]], /There is no class constructor/],
    ['a reference to nothing', [['array', [['node', 7]]]], /Node 7 is missing/],
    ['a bigint that is none', [['array', [['bigint', '0x']]]], /invalid/i],
    ['another kind of node', [['function', 'x']], /invalid/i],
    ['no graph', { users: [] }, /invalid/i],
  ])('cannot be decoded with %s', (_, graph, message) => {
    expect(() => decodeState(graph)).toThrow(message);
  });
});
