import { latestCode, send } from '../support/http';
import { localRun, runOnce } from '../support/local-run';
import { emailStage } from '../support/stages';

runOnce(...emailStage);

const PASSWORD = 'Correct-Horse-7';

const post = (path: string, body: unknown) => send('POST', localRun().api + path, body);

describe('where people sign in with their e-mail address', () => {
  it('leads from sign-up to the secret', async () => {
    const username = 'Ada@example.com';
    expect((await post('/sign-up', { username, password: PASSWORD })).status).toBe(201);
    expect((await post('/confirm', { username, code: await latestCode(localRun().api, username) })).status).toBe(200);
    const { body } = await post('/sign-in', { username: 'ada@EXAMPLE.com', password: PASSWORD });
    const secret = await send('GET', `${localRun().api}/secret`, undefined, {
      Authorization: `Bearer ${body.idToken}`,
    });
    expect(secret).toMatchObject({ status: 200, body: { user: { email: username } } });
  });

  it('answers a second sign-up with an address as it did the first, and sends nothing', async () => {
    const account = { username: 'grace@example.com', password: PASSWORD };
    const first = await post('/sign-up', account);
    const second = await post('/sign-up', { ...account, password: 'Other-Horse-8' });
    expect({ status: second.status, body: second.body }).toEqual({ status: first.status, body: first.body });
    const messages = await fetch(`${localRun().api}/_local/messages?to=grace@example.com`);
    expect(JSON.parse(await messages.text())).toHaveLength(1);
  });

  it('answers 400 for a username that is no address, and for a second address', async () => {
    const plain = await post('/sign-up', { username: 'grace', password: PASSWORD });
    expect(plain).toMatchObject({ status: 400, body: { errors: [{ field: 'username' }] } });
    const two = await post('/sign-up', {
      username: 'a@example.com',
      password: PASSWORD,
      email: 'b@example.com',
    });
    expect(two).toMatchObject({ status: 400, body: { errors: [{ field: 'email' }] } });
  });

  it('says the same of an unconfirmed and of an unknown address', async () => {
    const known = await post('/sign-in', { username: 'grace@example.com', password: PASSWORD });
    const unknown = await post('/sign-in', { username: 'nobody@example.com', password: PASSWORD });
    expect({ ...known.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    expect([known.status, unknown.status]).toEqual([401, 401]);
  });
});

describe('a stage without allowed origins', () => {
  it('answers no preflight and shows a browser nothing', async () => {
    const preflight = await send('OPTIONS', `${localRun().api}/secret`);
    expect(preflight.status).toBe(404);
    expect(preflight.headers.has('access-control-allow-origin')).toBe(false);
  });
});
