import { createAuthClient } from '../../../packages/client/src/auth-client';
import { latestCode } from '../support/http';
import { localRun, runOnce } from '../support/local-run';
import { OTHER_PASSWORD, PASSWORD } from '../support/scenario';
import { usernameStage } from '../support/stages';

runOnce(...usernameStage);

const username = 'clara';
const email = 'clara@example.com';

describe('packages/client', () => {
  it('takes an account from sign-up to deletion', async () => {
    const signedOut: string[] = [];
    const client = createAuthClient({ baseUrl: localRun().api, onSignedOut: (reason) => signedOut.push(reason) });
    expect(await client.signUp({ username, email, password: PASSWORD })).toMatchObject({ username, confirmed: false });
    await expect(client.signIn({ username, password: PASSWORD })).rejects.toMatchObject({ code: 'user_not_confirmed' });
    const code = await latestCode(localRun().api, email);
    expect(await client.confirm({ username, code, password: PASSWORD })).toMatchObject({ confirmed: true });

    const wrong = client.signIn({ username, password: OTHER_PASSWORD });
    await expect(wrong).rejects.toMatchObject({
      code: 'invalid_credentials',
      status: 401,
      requestId: expect.any(String),
    });
    await client.signIn({ username, password: PASSWORD });
    expect(await client.me()).toMatchObject({ username, email, emailVerified: true });
    expect((await client.secret()).user).toMatchObject({ username });
    expect((await client.fetch('/secret')).status).toBe(200);
    await expect(client.admin()).rejects.toMatchObject({ code: 'forbidden' });

    const before = await client.tokens();
    const after = await client.refresh();
    expect(after.refreshToken).not.toBe(before.refreshToken);
    expect(await client.me()).toMatchObject({ username });

    const passwords = { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD };
    await client.changePassword({ ...passwords, signOutEverywhere: false });
    expect(await client.me()).toMatchObject({ username });
    await client.signOut();
    await client.signIn({ username, password: OTHER_PASSWORD });
    await client.deleteMe();
    expect(signedOut).toEqual(['signed_out', 'account_deleted']);
    await expect(client.signIn({ username, password: OTHER_PASSWORD })).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
  });

  it('ends the session and tells the app if another client has signed out everywhere', async () => {
    const account = { username: 'carla', password: PASSWORD };
    const signedOut: string[] = [];
    const clients = [[], signedOut].map((reasons: string[]) =>
      createAuthClient({ baseUrl: localRun().api, onSignedOut: (reason) => reasons.push(reason) }),
    );
    const [first, second] = clients;
    if (!first || !second) throw new Error('There are two clients');
    await first.signUp({ ...account, email: 'carla@example.com' });
    await first.confirm({ ...account, code: await latestCode(localRun().api, 'carla@example.com') });
    await Promise.all(clients.map((client) => client.signIn(account)));
    await first.signOutEverywhere();
    await expect(second.me()).rejects.toMatchObject({ code: 'invalid_refresh_token' });
    expect([second.isSignedIn, signedOut]).toEqual([false, ['refused']]);
  });
});
