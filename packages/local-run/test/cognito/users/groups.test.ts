import {
  addUser,
  claimsOf,
  exceptionOf,
  HOUR,
  MINUTE,
  POOL,
  pool,
  ROTATING,
  signIn,
  tokensOf,
  useHarness,
} from '../support/harness';

const group = (GroupName: string, more: object = {}) => ({
  logicalId: GroupName,
  properties: { GroupName, UserPoolId: POOL, ...more },
});
const admins = group('admins', { Description: 'Run it', Precedence: 1 });
const withGroups = { ...pool, groups: [admins, group('authors')] };

const { harness, aws } = useHarness([withGroups]);

beforeAll(async () => {
  for (const username of ['ada', 'alan', 'bob']) await addUser(harness, aws, username);
});
afterEach(() => harness.cognito.configure([withGroups]));

const member = (Username: string, GroupName = 'admins') => ({ UserPoolId: POOL, Username, GroupName });
const groupsIn = async (username: string) => {
  const { IdToken, AccessToken } = await tokensOf(aws, username);
  return [IdToken, AccessToken].map((token) => claimsOf(token)['cognito:groups']);
};
const groupsOf = async (Username: string) => {
  const { Groups } = await aws.adminListGroupsForUser({ UserPoolId: POOL, Username });
  return Groups?.map(({ GroupName }) => GroupName);
};

describe('group membership', () => {
  it('is in the ID token and the access token from the next sign-in on', async () => {
    expect(await groupsIn('ada')).toEqual([undefined, undefined]);
    await aws.adminAddUserToGroup(member('ada'));
    expect(await groupsIn('ada')).toEqual([['admins'], ['admins']]);
    await aws.adminAddUserToGroup(member('ada', 'authors'));
    await aws.adminAddUserToGroup(member('ada'));
    expect(await groupsIn('ada')).toEqual([
      ['admins', 'authors'],
      ['admins', 'authors'],
    ]);
  });

  it('is in the tokens after a refresh, and is not after the user was removed from the group', async () => {
    const before = (await signIn(aws, 'alan', { clientId: ROTATING })).AuthenticationResult;
    const refresh = async (RefreshToken: string | undefined) =>
      (await aws.getTokensFromRefreshToken({ ClientId: ROTATING, RefreshToken })).AuthenticationResult;
    await aws.adminAddUserToGroup(member('alan'));
    const after = await refresh(before?.RefreshToken);
    expect(claimsOf(after?.IdToken ?? '')['cognito:groups']).toEqual(['admins']);
    await aws.adminRemoveUserFromGroup(member('alan'));
    await aws.adminRemoveUserFromGroup(member('alan'));
    const last = await refresh(after?.RefreshToken);
    expect(claimsOf(last?.IdToken ?? '')).not.toHaveProperty('cognito:groups');
    expect(claimsOf(last?.AccessToken ?? '')).not.toHaveProperty('cognito:groups');
  });

  it('belongs to one user, who is found by user name or e-mail address', async () => {
    expect(await groupsIn('bob')).toEqual([undefined, undefined]);
    await aws.adminAddUserToGroup(member('BOB@example.org'));
    expect(await groupsOf('bob')).toEqual(['admins']);
    await aws.adminRemoveUserFromGroup(member('bob'));
    expect(await groupsOf('bob')).toEqual([]);
  });

  it('ends with the account: a new account with the same name has no groups', async () => {
    await addUser(harness, aws, 'carol');
    await aws.adminAddUserToGroup(member('carol'));
    await aws.adminDeleteUser({ UserPoolId: POOL, Username: 'carol' });
    await addUser(harness, aws, 'carol');
    expect(await groupsIn('carol')).toEqual([undefined, undefined]);
    await aws.adminDeleteUser({ UserPoolId: POOL, Username: 'carol' });
  });

  it.each(['adminAddUserToGroup', 'adminRemoveUserFromGroup'] as const)(
    'cannot be made or unmade where user, group or pool do not exist: %s',
    async (operation) => {
      expect(await exceptionOf(aws[operation](member('unknown')))).toBe('UserNotFoundException: User does not exist.');
      expect(await exceptionOf(aws[operation](member('ada', 'Admins')))).toBe(
        'ResourceNotFoundException: Group not found.',
      );
      expect(await exceptionOf(aws[operation]({ ...member('ada'), UserPoolId: 'us-east-1_Nowhere01' }))).toBe(
        'ResourceNotFoundException: User pool us-east-1_Nowhere01 does not exist.',
      );
    },
  );

  it('requires a signature', async () => {
    const reply = await harness.post('AdminAddUserToGroup', member('ada'));
    expect([reply.status, reply.headers.get('x-amzn-errortype')]).toEqual([
      400,
      'MissingAuthenticationTokenException:',
    ]);
  });
});

describe('groups', () => {
  const names = async () => (await aws.listGroups({ UserPoolId: POOL })).Groups?.map(({ GroupName }) => GroupName);

  it('are those of the template, with its properties', async () => {
    expect(await names()).toEqual(['admins', 'authors']);
    expect((await aws.getGroup({ UserPoolId: POOL, GroupName: 'admins' })).Group).toEqual({
      GroupName: 'admins',
      Description: 'Run it',
      Precedence: 1,
      UserPoolId: POOL,
      CreationDate: expect.any(Date),
      LastModifiedDate: expect.any(Date),
    });
    expect(await exceptionOf(aws.getGroup({ UserPoolId: POOL, GroupName: 'guests' }))).toBe(
      'ResourceNotFoundException: Group not found.',
    );
  });

  it('list their members in pages, in the order in which they were created', async () => {
    const members = async (input: object) => aws.listUsersInGroup({ UserPoolId: POOL, GroupName: 'authors', ...input });
    for (const username of ['bob', 'alan', 'ada']) await aws.adminAddUserToGroup(member(username, 'authors'));
    const first = await members({ Limit: 2 });
    expect(first.Users?.map(({ Username }) => Username)).toEqual(['ada', 'alan']);
    const { Users, NextToken } = await members({ Limit: 2, NextToken: first.NextToken });
    expect([Users?.map(({ Username }) => Username), NextToken]).toEqual([['bob'], undefined]);
    expect(await exceptionOf(aws.listUsersInGroup({ UserPoolId: POOL, GroupName: 'guests' }))).toMatch(
      /^ResourceNotFound/,
    );
  });

  it('can be created in addition to those of the template', async () => {
    await aws.createGroup({ UserPoolId: POOL, GroupName: 'guests', Description: 'Look' });
    expect(await names()).toEqual(['admins', 'authors', 'guests']);
    for (const GroupName of ['guests', 'Guests', 'ADMINS']) {
      expect(await exceptionOf(aws.createGroup({ UserPoolId: POOL, GroupName }))).toBe(
        'GroupExistsException: A group with the name already exists.',
      );
    }
    expect(
      await exceptionOf(
        aws.createGroup({ UserPoolId: POOL, GroupName: 'g', RoleArn: 'arn:aws:iam::000000000000:role/r' }),
      ),
    ).toMatch(/^InvalidParameterException: /);
  });

  it('keep their members when configured again, and lose them when the template removes the group', async () => {
    await aws.adminAddUserToGroup(member('ada'));
    await aws.adminAddUserToGroup(member('ada', 'authors'));
    harness.advance(HOUR);
    harness.cognito.configure([{ ...pool, groups: [admins] }]);
    harness.advance(MINUTE);
    harness.cognito.configure([withGroups]);
    expect(await groupsOf('ada')).toEqual(['admins']);
    const { Group } = await aws.getGroup({ UserPoolId: POOL, GroupName: 'admins' });
    expect(Number(Group?.LastModifiedDate) - Number(Group?.CreationDate)).toBe(HOUR + MINUTE);
  });

  it('are rejected with an unsupported setting', () => {
    const role = { RoleArn: 'arn:aws:iam::000000000000:role/role' };
    expect(() => harness.cognito.configure([{ ...pool, groups: [group('admins', role)] }])).toThrow(
      'admins: the embedded Cognito does not support the setting RoleArn.',
    );
  });
});
