import { localRun, runOnce } from '../support/local-run';
import { call, get, latestCodeFor, OTHER_PASSWORD, PASSWORD, post, withToken } from '../support/scenario';
import { emailStage } from '../support/stages';

runOnce(...emailStage);

describe('sign-up with an e-mail address as the username', () => {
  it('leads to GET /secret, whatever the case of the address', async () => {
    const username = 'Ada@example.com';
    expect((await post('/sign-up', { username, password: PASSWORD })).status).toBe(201);
    expect((await post('/confirm', { username, code: await latestCodeFor(username) })).status).toBe(200);
    const { body } = await post('/sign-in', { username: 'ada@EXAMPLE.com', password: PASSWORD });
    const secret = await get('/secret', withToken(String(body.idToken)));
    expect(secret).toMatchObject({ status: 200, body: { user: { email: username } } });
  });

  it('answers a second sign-up with the same address like the first, and sends no second e-mail', async () => {
    const account = { username: 'grace@example.com', password: PASSWORD };
    const first = await post('/sign-up', account);
    const second = await post('/sign-up', { ...account, password: OTHER_PASSWORD });
    expect({ status: second.status, body: second.body }).toEqual({ status: first.status, body: first.body });
    const messages = await fetch(`${localRun().api}/_local/messages?to=grace@example.com`);
    expect(JSON.parse(await messages.text())).toHaveLength(1);
  });

  it('answers 400 to a username that is not an e-mail address, and to an email other than the username', async () => {
    const withoutAddress = await post('/sign-up', { username: 'grace', password: PASSWORD });
    expect(withoutAddress).toMatchObject({ status: 400, body: { errors: [{ field: 'username' }] } });
    const withTwoAddresses = await post('/sign-up', {
      username: 'a@example.com',
      password: PASSWORD,
      email: 'b@example.com',
    });
    expect(withTwoAddresses).toMatchObject({ status: 400, body: { errors: [{ field: 'email' }] } });
  });

  it('is followed by the same 401 at sign-in for an unconfirmed and an unknown address', async () => {
    const unconfirmed = await post('/sign-in', { username: 'grace@example.com', password: PASSWORD });
    const unknown = await post('/sign-in', { username: 'unknown@example.com', password: PASSWORD });
    expect({ ...unconfirmed.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    expect([unconfirmed.status, unknown.status]).toEqual([401, 401]);
  });
});

describe('a stage without allowed origins', () => {
  it('answers 404 without CORS headers to a preflight request', async () => {
    const preflight = await call('OPTIONS', '/secret');
    expect(preflight.status).toBe(404);
    expect(preflight.headers.has('access-control-allow-origin')).toBe(false);
  });
});
