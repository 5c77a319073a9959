import { load } from './support/invoke';
import { describeSuccessReply, expectProblem } from './support/replies';

const claims = {
  sub: '6b5ba8a1-0c4e-4f0a-9b1e-1843184318ad',
  'cognito:username': 'ada.lovelace',
  email: 'ada@lovelace.example',
  token_use: 'id',
};
const inGroups = (groups: string) => ({ ...claims, 'cognito:groups': groups });

describe('GET /admin', () => {
  describeSuccessReply('admin', { claims: inGroups('admins') });

  it.each(['admins', 'admins,authors', 'authors,admins', 'a,admins,b'])(
    'answers 200 with the caller when cognito:groups is "%s"',
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
    // The format of the JWT authorizer of an HTTP API, which this REST API does not use.
    '[admins authors]',
  ])('answers 403 forbidden when cognito:groups is "%s"', async (groups) => {
    expectProblem(await load('admin')({ claims: inGroups(groups) }), 403, 'forbidden');
  });

  it('answers 403 forbidden when the caller is in no group', async () => {
    expectProblem(await load('admin')({ claims }), 403, 'forbidden');
  });

  it('answers 403 forbidden when only other claims, headers or the body name the group', async () => {
    const otherClaims = { ...claims, groups: 'admins', 'custom:groups': 'admins', 'cognito:roles': 'admins' };
    const headers = { 'cognito:groups': 'admins', 'X-Groups': 'admins' };
    expectProblem(await load('admin')({ claims: otherClaims, headers, body: { group: 'admins' } }), 403, 'forbidden');
  });

  it('answers 403 forbidden when the event has no claims', async () => {
    expectProblem(await load('admin')(), 403, 'forbidden');
  });

  it('requires the group that REQUIRED_GROUP names', async () => {
    const forAuthors = load('admin', { REQUIRED_GROUP: 'authors' });
    expect((await forAuthors({ claims: inGroups('authors') })).status).toBe(200);
    expectProblem(await forAuthors({ claims: inGroups('admins') }), 403, 'forbidden');
  });
});

describe('GET /secret, a route without a group', () => {
  it('answers 200 when the caller is in no group or in any group', async () => {
    expect((await load('secret')({ claims })).status).toBe(200);
    expect((await load('secret')({ claims: inGroups('authors') })).status).toBe(200);
  });

  it('answers 403 forbidden when REQUIRED_GROUP names a group that the caller is not in', async () => {
    expectProblem(await load('secret', { REQUIRED_GROUP: 'admins' })({ claims }), 403, 'forbidden');
  });
});
