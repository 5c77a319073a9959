import { describeSuccess, expectProblem } from './support/every-route';
import { load } from './support/invoke';

const claims = {
  sub: '6b5ba8a1-0c4e-4f0a-9b1e-1843184318ad',
  'cognito:username': 'ada.lovelace',
  email: 'ada@lovelace.example',
  email_verified: 'true',
  token_use: 'id',
  origin_jti: 'id-of-the-session',
};

describe('GET /secret', () => {
  describeSuccess('secret', { claims });

  it('answers 200 with the name, the id and the address that the token has, and nothing else of it', async () => {
    const { status, body } = await load('secret')({ claims });
    expect(status).toBe(200);
    expect(body).toEqual({
      message: 'This is for signed-in callers only',
      user: { username: 'ada.lovelace', sub: claims.sub, email: 'ada@lovelace.example' },
    });
  });

  it('answers 200 to a caller without an address', async () => {
    const { email: _, ...others } = claims;
    const { status, body } = await load('secret')({ claims: others });
    expect([status, body.user]).toEqual([200, { username: 'ada.lovelace', sub: claims.sub }]);
  });

  it('takes who is calling from the token, whatever the request says', async () => {
    const headers = { Authorization: 'Bearer header.payload.signature', 'X-Username': 'charles' };
    const { body } = await load('secret')({ claims, headers, body: { username: 'charles', sub: 'charles' } });
    expect(body.user).toMatchObject({ username: 'ada.lovelace', sub: claims.sub });
  });

  it.each<[string, Record<string, string> | undefined]>([
    ['no claims, as without a guard in front', undefined],
    ['empty claims', {}],
    ['no sub', { 'cognito:username': 'ada.lovelace' }],
    ['no name, as in an access token', { sub: claims.sub, username: 'ada.lovelace' }],
  ])('answers 401 to %s', async (_, incomplete) => {
    const headers = { Authorization: 'Bearer header.payload.signature' };
    const answer = await load('secret')({ headers, ...(incomplete && { claims: incomplete }) });
    expectProblem(answer, 401, 'unauthorized');
  });
});
