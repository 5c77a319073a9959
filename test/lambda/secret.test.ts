import { load } from './support/invoke';
import { describeSuccessReply, expectProblem } from './support/replies';

const claims = {
  sub: '6b5ba8a1-0c4e-4f0a-9b1e-1843184318ad',
  'cognito:username': 'ada.lovelace',
  email: 'ada@lovelace.example',
  email_verified: 'true',
  token_use: 'id',
  origin_jti: 'id-of-the-session',
};

describe('GET /secret', () => {
  describeSuccessReply('secret', { claims });

  it('answers 200 with username, sub and email of the ID token and no other claims', async () => {
    const { status, body } = await load('secret')({ claims });
    expect(status).toBe(200);
    expect(body).toEqual({
      message: 'This is for signed-in callers only',
      user: { username: 'ada.lovelace', sub: claims.sub, email: 'ada@lovelace.example' },
    });
  });

  it('answers 200 without email when the ID token has none', async () => {
    const { email: _, ...others } = claims;
    const { status, body } = await load('secret')({ claims: others });
    expect([status, body.user]).toEqual([200, { username: 'ada.lovelace', sub: claims.sub }]);
  });

  it('uses the user of the ID token when headers and body name another one', async () => {
    const headers = { Authorization: 'Bearer header.payload.signature', 'X-Username': 'charles' };
    const { body } = await load('secret')({ claims, headers, body: { username: 'charles', sub: 'charles' } });
    expect(body.user).toMatchObject({ username: 'ada.lovelace', sub: claims.sub });
  });

  it('answers 500 internal_error, and logs what to do, when the row was changed to take access tokens', async () => {
    const accessToken = { sub: claims.sub, username: 'ada.lovelace', token_use: 'access' };
    const reply = await load('secret')({ claims: accessToken });
    expectProblem(reply, 500, 'internal_error');
    const cause = expect.stringContaining(
      'principal reads an ID token, and this route takes another kind of token: read sub instead',
    );
    expect(reply.log).toEqual([['error', expect.objectContaining({ cause })]]);
  });

  it.each<[string, Record<string, string> | undefined]>([
    ['there are no claims', undefined],
    ['the claims are empty', {}],
    ['sub is missing', { 'cognito:username': 'ada.lovelace' }],
    ['cognito:username is missing, as in an access token', { sub: claims.sub, username: 'ada.lovelace' }],
  ])('answers 401 unauthorized when %s', async (_, incomplete) => {
    const headers = { Authorization: 'Bearer header.payload.signature' };
    const reply = await load('secret')({ headers, ...(incomplete && { claims: incomplete }) });
    expectProblem(reply, 401, 'unauthorized');
  });
});
