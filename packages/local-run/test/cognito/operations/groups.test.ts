import { addUser, claimsOf, exceptionOf, MINUTE, POOL, pool, tokensOf, useHarness } from '../support/harness';

const admins = {
  logicalId: 'admins',
  properties: { GroupName: 'admins', Description: 'Run it', Precedence: 1, UserPoolId: POOL },
};
const withAdmins = { ...pool, groups: [admins] };
const { harness, aws } = useHarness([withAdmins]);

const group = (GroupName: string) => ({ UserPoolId: POOL, GroupName });
const notFound = 'ResourceNotFoundException: Group not found.';
const noPool = 'ResourceNotFoundException: User pool us-east-1_Nowhere01 does not exist.';

const groupsIn = async (username: string) => claimsOf((await tokensOf(aws, username)).IdToken)['cognito:groups'];

describe('UpdateGroup', () => {
  it('changes the given properties and the date, and keeps the others', async () => {
    await aws.createGroup({ ...group('authors'), Description: 'Write', Precedence: 5 });
    const created = new Date(harness.now);
    harness.advance(MINUTE);
    const expected = {
      ...group('authors'),
      Description: 'Write it',
      Precedence: 5,
      CreationDate: created,
      LastModifiedDate: new Date(harness.now),
    };
    expect((await aws.updateGroup({ ...group('authors'), Description: 'Write it' })).Group).toEqual(expected);
    expect((await aws.getGroup(group('authors'))).Group).toEqual(expected);
    const { Group } = await aws.updateGroup({ ...group('authors'), Precedence: 0 });
    expect(Group).toMatchObject({ Description: 'Write it', Precedence: 0 });
  });

  it('keeps the order of the groups and their members', async () => {
    await addUser(harness, aws, 'ada');
    await aws.adminAddUserToGroup({ ...group('admins'), Username: 'ada' });
    await aws.updateGroup({ ...group('admins'), Description: 'Run all of it' });
    expect(await groupsIn('ada')).toEqual(['admins']);
    const { Groups } = await aws.listGroups({ UserPoolId: POOL });
    expect(Groups?.map(({ GroupName }) => GroupName)).toEqual(['admins', 'authors']);
  });

  it('is undone for a group of the template at the next configuration', async () => {
    await aws.updateGroup({ ...group('admins'), Description: 'Other' });
    harness.cognito.configure([withAdmins]);
    expect((await aws.getGroup(group('admins'))).Group).toMatchObject({ Description: 'Run it', Precedence: 1 });
  });

  it('rejects an unknown group or pool and a role', async () => {
    expect(await exceptionOf(aws.updateGroup(group('unknown')))).toBe(notFound);
    expect(await exceptionOf(aws.updateGroup({ ...group('admins'), UserPoolId: 'us-east-1_Nowhere01' }))).toBe(noPool);
    const RoleArn = 'arn:aws:iam::000000000000:role/admins';
    expect(await exceptionOf(aws.updateGroup({ ...group('admins'), RoleArn }))).toBe(
      'InvalidParameterException: The embedded Cognito does not support RoleArn of groups.',
    );
  });
});

describe('DeleteGroup', () => {
  it('removes the group from the tokens of the next sign-in', async () => {
    await aws.createGroup(group('guests'));
    await addUser(harness, aws, 'bob');
    await aws.adminAddUserToGroup({ ...group('guests'), Username: 'bob' });
    expect(await groupsIn('bob')).toEqual(['guests']);
    await aws.deleteGroup(group('guests'));
    expect(await groupsIn('bob')).toBeUndefined();
    const { Groups } = await aws.adminListGroupsForUser({ UserPoolId: POOL, Username: 'bob' });
    expect(Groups).toEqual([]);
    expect(await exceptionOf(aws.getGroup(group('guests')))).toBe(notFound);
  });

  it('leaves no members for a later group of the same name', async () => {
    await aws.createGroup(group('guests'));
    const { Users } = await aws.listUsersInGroup(group('guests'));
    expect(Users).toEqual([]);
    expect(await groupsIn('bob')).toBeUndefined();
  });

  it('rejects an unknown group or pool and a request without a signature', async () => {
    expect(await exceptionOf(aws.deleteGroup(group('unknown')))).toBe(notFound);
    expect(await exceptionOf(aws.deleteGroup({ ...group('admins'), UserPoolId: 'us-east-1_Nowhere01' }))).toBe(noPool);
    const reply = await harness.post('DeleteGroup', group('admins'));
    expect(reply.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException:');
    expect(await exceptionOf(aws.getGroup(group('admins')))).toBe('no exception');
  });
});
