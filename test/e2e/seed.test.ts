import { call } from '../../packages/local-run/test/support/call';
import { temporaryFolder } from '../../packages/local-run/test/support/temporary-folder';
import { type LocalRun, startLocalRun } from './support/local-run';

// Each test starts two processes.
jest.setTimeout(180_000);

const PASSWORD = 'Correct-Horse-7';
const state = temporaryFolder();

async function post({ api }: LocalRun, path: string, body: object) {
  const reply = await call(`${api}${path}`, { method: 'POST', body: JSON.stringify(body) });
  return { status: reply.status, body: JSON.parse(reply.body) };
}

describe.each([
  ['user names', 'username', (name: string) => name],
  ['e-mail addresses', 'email', (name: string) => `${name}@example.com`],
])('with seed.sample.json and %s', (_, mode, nameOf) => {
  const start = () => startLocalRun({ context: [`signInWith=${mode}`], state, args: ['--seed', 'seed.sample.json'] });
  const signIn = (run: LocalRun, name: string) => post(run, '/sign-in', { username: nameOf(name), password: PASSWORD });

  it('the users sign in as the file says, and a second start creates none', async () => {
    const first = await start();
    expect(first.output()).toMatch(/^Created from seed\.sample\.json: 4 users$/m);
    // The other sign-in mode has users of its own.
    expect(first.output()).not.toContain('Kept from the last run');
    const alice = await signIn(first, 'alice');
    expect(alice.status).toBe(200);
    const headers = { Authorization: `Bearer ${alice.body.idToken}` };
    expect((await call(`${first.api}/admin`, { headers })).status).toBe(200);
    const bob = await signIn(first, 'bob');
    expect(
      (await call(`${first.api}/admin`, { headers: { Authorization: `Bearer ${bob.body.idToken}` } })).status,
    ).toBe(403);
    expect((await signIn(first, 'dave')).status).not.toBe(200);

    expect((await signIn(first, 'carol')).status).not.toBe(200);
    expect((await post(first, '/resend-code', { username: nameOf('carol') })).status).toBe(202);
    const messages = JSON.parse((await call(`${first.api}/_local/messages?to=carol@example.com`)).body);
    const confirmation = { username: nameOf('carol'), code: messages.at(-1).code };
    expect((await post(first, '/confirm', confirmation)).status).toBe(200);
    expect((await signIn(first, 'carol')).status).toBe(200);
    await first.stop();

    const second = await start();
    expect(second.output()).toMatch(/^Kept from the last run: 4 users, 1 message /m);
    expect(second.output()).toMatch(/^Created from seed\.sample\.json: nothing\. Left as they are: 4 users$/m);
    expect((await signIn(second, 'carol')).status).toBe(200);
    await second.stop();
    expect(first.output() + second.output()).not.toContain(PASSWORD);
  });
});
