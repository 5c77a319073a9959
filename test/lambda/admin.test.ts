import { describeSuccess, expectProblem } from './support/every-route';
import { load } from './support/invoke';

const claims = {
  sub: '6b5ba8a1-0c4e-4f0a-9b1e-1843184318ad',
  'cognito:username': 'ada.lovelace',
  email: 'ada@lovelace.example',
  token_use: 'id',
};
const inGroups = (groups: string) => ({ ...claims, 'cognito:groups': groups });

describe('GET /admin', () => {
  describeSuccess('admin', { claims: inGroups('admins') });

  it.each(['admins', 'admins,authors', 'authors,admins', 'a,admins,b'])(
    'answers 200 with who is calling to a member of the group, whatever other groups they are in: %s',
    async (groups) => {
      const { status, body } = await load('admin')({ claims: inGroups(groups) });
      expect(status).toBe(200);
      expect(body).toEqual({
        message: 'This is for admins only',
        user: { username: 'ada.lovelace', sub: claims.sub, email: 'ada@lovelace.example' },
      });
    },
  );

  it.each([
    '',
    'authors',
    'admi',
    'adminsX',
    'Xadmins',
    'super-admins,admins-of-something',
    'Admins',
    'authors,',
    // As the JWT authorizer of an HTTP API writes a list, which this API does not have.
    '[admins authors]',
  ])('answers 403 to who is in other groups only, however alike their names are: "%s"', async (groups) => {
    expectProblem(await load('admin')({ claims: inGroups(groups) }), 403, 'forbidden');
  });

  it('answers 403 to who is in no group, or whose group is only a wish', async () => {
    expectProblem(await load('admin')({ claims }), 403, 'forbidden');
    const wishes = { ...claims, groups: 'admins', 'custom:groups': 'admins', 'cognito:roles': 'admins' };
    const headers = { 'cognito:groups': 'admins', 'X-Groups': 'admins' };
    expectProblem(await load('admin')({ claims: wishes, headers, body: { group: 'admins' } }), 403, 'forbidden');
  });

  it('answers 403 without claims, as without a guard in front', async () => {
    expectProblem(await load('admin')(), 403, 'forbidden');
  });

  it('is for the group that the table names, whichever that is', async () => {
    const forAuthors = load('admin', { REQUIRED_GROUP: 'authors' });
    expect((await forAuthors({ claims: inGroups('authors') })).status).toBe(200);
    expectProblem(await forAuthors({ claims: inGroups('admins') }), 403, 'forbidden');
  });
});

describe('a route that is for no group', () => {
  it('asks nobody for one', async () => {
    expect((await load('secret')({ claims })).status).toBe(200);
    expect((await load('secret')({ claims: inGroups('authors') })).status).toBe(200);
  });

  it('could be closed by its row in the table alone, without a word in its handler', async () => {
    expectProblem(await load('secret', { REQUIRED_GROUP: 'admins' })({ claims }), 403, 'forbidden');
  });
});
