import { mfaPool } from '../support/authenticator-app';
import {
  BACKEND,
  EMAIL_POOL,
  EMAIL_WEB,
  emailPool,
  exceptionOf,
  LEGACY,
  POOL,
  ROTATING,
  useHarness,
  WEB,
} from '../support/harness';

const CUSTOM_POOL = 'us-east-1_Custom0001';
const named = {
  ...mfaPool,
  properties: { ...mfaPool.properties, UserPoolName: 'users' },
  managedLogin: {
    address: 'https://my-app.auth.us-east-1.amazoncognito.com',
    version: 2 as const,
    styledClients: [],
  },
};
const custom = {
  ...emailPool,
  id: CUSTOM_POOL,
  clients: [],
  managedLogin: { address: 'https://login.example.org', version: 1 as const, styledClients: [] },
};
const { harness, aws } = useHarness([named, emailPool, custom]);

const tooMany =
  "InvalidParameterException: 1 validation error detected: Value at 'maxResults' failed to satisfy constraint: " +
  'Member must have value less than or equal to 60';
const noPool = 'ResourceNotFoundException: User pool us-east-1_Nowhere01 does not exist.';

describe('ListUserPools', () => {
  it('returns all pools with name and dates', async () => {
    const { UserPools, NextToken } = await aws.listUserPools({ MaxResults: 60 });
    const dates = { CreationDate: new Date(harness.now), LastModifiedDate: new Date(harness.now), LambdaConfig: {} };
    expect(UserPools).toEqual([
      { Id: POOL, Name: 'users', ...dates },
      { Id: EMAIL_POOL, Name: EMAIL_POOL, ...dates },
      { Id: CUSTOM_POOL, Name: CUSTOM_POOL, ...dates },
    ]);
    expect(NextToken).toBeUndefined();
  });

  it('returns pages by NextToken', async () => {
    const first = await aws.listUserPools({ MaxResults: 2 });
    expect(first.UserPools?.map(({ Id }) => Id)).toEqual([POOL, EMAIL_POOL]);
    const second = await aws.listUserPools({ MaxResults: 2, NextToken: first.NextToken });
    expect(second.UserPools?.map(({ Id }) => Id)).toEqual([CUSTOM_POOL]);
    expect(second.NextToken).toBeUndefined();
  });

  it('requires MaxResults from 1 to 60, a valid NextToken and a signature', async () => {
    expect(await exceptionOf(aws.listUserPools({ MaxResults: 61 }))).toBe(tooMany);
    expect(await exceptionOf(aws.listUserPools({ MaxResults: 0 }))).toMatch(/greater than or equal to 1$/);
    expect(await exceptionOf(aws.listUserPools({ MaxResults: undefined }))).toMatch(
      /Value null at 'maxResults' failed to satisfy constraint: Member must not be null$/,
    );
    expect(await exceptionOf(aws.listUserPools({ MaxResults: 1, NextToken: 'x' }))).toBe(
      'InvalidParameterException: Invalid pagination token.',
    );
    const reply = await harness.post('ListUserPools', { MaxResults: 1 });
    expect(reply.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException:');
  });
});

describe('ListUserPoolClients', () => {
  const idsOf = async (input: object) => {
    const { UserPoolClients, NextToken } = await aws.listUserPoolClients({ UserPoolId: POOL, ...input });
    return { ids: UserPoolClients?.map(({ ClientId }) => ClientId), NextToken };
  };

  it('returns the clients of one pool', async () => {
    const { UserPoolClients } = await aws.listUserPoolClients({ UserPoolId: EMAIL_POOL });
    expect(UserPoolClients).toEqual([{ ClientId: EMAIL_WEB, ClientName: EMAIL_WEB, UserPoolId: EMAIL_POOL }]);
    expect((await idsOf({})).ids).toEqual([WEB, ROTATING, LEGACY, BACKEND]);
    expect((await idsOf({ ClientType: 'REGULAR' })).ids).toHaveLength(4);
    expect((await idsOf({ ClientType: 'DCR' })).ids).toEqual([]);
  });

  it('returns pages by NextToken', async () => {
    const { ids, NextToken } = await idsOf({ MaxResults: 3 });
    expect(ids).toEqual([WEB, ROTATING, LEGACY]);
    expect(await idsOf({ MaxResults: 3, NextToken })).toEqual({ ids: [BACKEND] });
  });

  it('rejects an unknown pool and more than 60 results', async () => {
    expect(await exceptionOf(idsOf({ UserPoolId: 'us-east-1_Nowhere01' }))).toBe(noPool);
    expect(await exceptionOf(idsOf({ MaxResults: 61 }))).toBe(tooMany);
  });
});

describe('DescribeUserPoolDomain', () => {
  it.each([
    ['my-app', POOL, 2, { Domain: 'my-app' }],
    ['login.example.org', CUSTOM_POOL, 1, { CustomDomain: 'login.example.org' }],
  ])('returns the pool of the domain %s', async (Domain, UserPoolId, ManagedLoginVersion, inPool) => {
    expect((await aws.describeUserPoolDomain({ Domain })).DomainDescription).toEqual({
      AWSAccountId: '000000000000',
      Domain,
      ManagedLoginVersion,
      Status: 'ACTIVE',
      UserPoolId,
    });
    expect((await aws.describeUserPool({ UserPoolId })).UserPool).toMatchObject(inPool);
  });

  it('returns an empty description for an unknown domain', async () => {
    expect((await aws.describeUserPoolDomain({ Domain: 'other' })).DomainDescription).toEqual({});
    const { UserPool: described } = await aws.describeUserPool({ UserPoolId: EMAIL_POOL });
    expect(described).not.toHaveProperty('Domain');
    expect(described).not.toHaveProperty('CustomDomain');
  });
});

describe('GetUserPoolMfaConfig', () => {
  it('returns the second factors that the pool offers', async () => {
    const { $metadata, ...optional } = await aws.getUserPoolMfaConfig({ UserPoolId: POOL });
    expect(optional).toEqual({ MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration: { Enabled: true } });
    const { $metadata: _, ...off } = await aws.getUserPoolMfaConfig({ UserPoolId: EMAIL_POOL });
    expect(off).toEqual({ MfaConfiguration: 'OFF' });
    expect(await exceptionOf(aws.getUserPoolMfaConfig({ UserPoolId: 'us-east-1_Nowhere01' }))).toBe(noPool);
  });
});
