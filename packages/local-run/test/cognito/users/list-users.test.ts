import type { ListUsersRequest } from '@aws-sdk/client-cognito-identity-provider';
import { addressOf, addUser, email, exceptionOf, POOL, password, tokensOf, useHarness, WEB } from '../support/harness';

const { harness, aws } = useHarness();

beforeAll(async () => {
  for (const username of ['ada', 'alan', 'bob', 'carol', 'dave']) await addUser(harness, aws, username);
  const UserAttributes = [...email(addressOf('erin')), { Name: 'name', Value: 'Erin "E" O\\Hara' }];
  await aws.signUp({ ClientId: WEB, Username: 'erin', Password: password, UserAttributes });
  await aws.adminDisableUser({ UserPoolId: POOL, Username: 'dave' });
});

const list = (input: Partial<ListUsersRequest> = {}) => aws.listUsers({ UserPoolId: POOL, ...input });
const names = async (Filter: string) => (await list({ Filter })).Users?.map(({ Username }) => Username);

describe('ListUsers', () => {
  it('lists the users in the order in which they were created', async () => {
    const { Users, PaginationToken } = await list();
    expect(Users?.map(({ Username }) => Username)).toEqual(['ada', 'alan', 'bob', 'carol', 'dave', 'erin']);
    expect(Users?.[4]).toMatchObject({
      Attributes: expect.arrayContaining([{ Name: 'email', Value: addressOf('dave') }]),
      Enabled: false,
      UserCreateDate: expect.any(Date),
      UserStatus: 'CONFIRMED',
    });
    expect(PaginationToken).toBeUndefined();
  });

  it('returns pages of Limit users, each with the token of the next page', async () => {
    const pages = [];
    for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
      const page = await list({ Limit: 2, ...(token !== undefined && { PaginationToken: token }) });
      pages.push(page.Users?.map(({ Username }) => Username));
      token = page.PaginationToken;
    }
    expect(pages).toEqual([
      ['ada', 'alan'],
      ['bob', 'carol'],
      ['dave', 'erin'],
    ]);
  });

  it('neither skips nor repeats a user when another one is deleted between two pages', async () => {
    await addUser(harness, aws, 'frank');
    await addUser(harness, aws, 'grace');
    const { PaginationToken } = await list({ Limit: 6 });
    await aws.deleteUser({ AccessToken: (await tokensOf(aws, 'frank')).AccessToken });
    const rest = await list({ PaginationToken });
    expect(rest.Users?.map(({ Username }) => Username)).toEqual(['grace']);
    await aws.deleteUser({ AccessToken: (await tokensOf(aws, 'grace')).AccessToken });
  });

  it.each([
    ['username = "ada"', ['ada']],
    ['username ^= "a"', ['ada', 'alan']],
    [`email = "${addressOf('BOB')}"`, ['bob']],
    ['"email"^="carol@"', ['carol']],
    ['cognito:user_status = "UNCONFIRMED"', ['erin']],
    ['status = "Disabled"', ['dave']],
    ['name = "Erin \\"E\\" O\\\\Hara"', ['erin']],
    ['given_name = "unknown"', []],
    ['', ['ada', 'alan', 'bob', 'carol', 'dave', 'erin']],
  ])('filters by %s', async (filter, expected) => {
    expect(await names(filter)).toEqual(expected);
  });

  it('filters by sub', async () => {
    const { UserAttributes } = await aws.adminGetUser({ UserPoolId: POOL, Username: 'bob' });
    const sub = UserAttributes?.find(({ Name }) => Name === 'sub')?.Value;
    expect(await names(`sub = "${sub}"`)).toEqual(['bob']);
  });

  it.each([
    ['email', 'Error while parsing filter.'],
    ['email > "a"', 'Error while parsing filter.'],
    ['email = "a" and name = "b"', 'Error while parsing filter.'],
    ['custom:role = "admin"', 'Invalid search attribute.'],
    ['constructor = "x"', 'Invalid search attribute.'],
  ])('rejects the filter %s', async (filter, message) => {
    expect(await exceptionOf(names(filter))).toBe(`InvalidParameterException: ${message}`);
  });

  it('returns the attributes in AttributesToGet', async () => {
    const { Users } = await list({ Limit: 1, AttributesToGet: ['email'] });
    expect(Users?.[0]?.Attributes).toEqual([{ Name: 'email', Value: addressOf('ada') }]);
    expect(await exceptionOf(list({ AttributesToGet: ['shoes'] }))).toBe(
      'InvalidParameterException: One or more requested attributes do not exist.',
    );
  });

  it.each(['garbage', Buffer.from('after:x').toString('base64')])(
    'rejects the pagination token %s',
    async (PaginationToken) => {
      expect(await exceptionOf(list({ PaginationToken }))).toBe('InvalidParameterException: Invalid pagination token.');
    },
  );

  it.each([-1, 61])('rejects a Limit of %d', async (Limit) => {
    expect(await exceptionOf(list({ Limit }))).toMatch(/^InvalidParameterException: 1 validation error detected/);
  });
});
