import { AdminAddUserToGroupCommand } from '@aws-sdk/client-cognito-identity-provider';
import { type LocalRun, localRun, runOnce } from './support/local-run';
import { administrator, call, createAccount, expectProblem, signIn, withToken } from './support/scenario';

runOnce('functions=grouped');

describe("an API with functions: 'grouped'", () => {
  it('serves an account from sign-up to its deletion', async () => {
    await createAccount('grace');
    const { idToken, accessToken } = await signIn('grace');
    expect((await call('GET', '/secret', undefined, withToken(idToken))).status).toBe(200);
    expect((await call('GET', '/me', undefined, withToken(accessToken))).body).toMatchObject({ username: 'grace' });
    expect((await call('DELETE', '/me', undefined, withToken(accessToken))).status).toBe(204);
    expectProblem(await call('GET', '/me', undefined, withToken(accessToken)), 401, 'unauthorized');
  });

  it('checks the group of a route, and of that route only', async () => {
    await createAccount('mallory');
    const { idToken } = await signIn('mallory');
    // The second request to each finds both loaded in one function.
    for (let request = 0; request < 2; request += 1) {
      expectProblem(await call('GET', '/admin', undefined, withToken(idToken)), 403, 'forbidden');
      expect((await call('GET', '/secret', undefined, withToken(idToken))).status).toBe(200);
    }
    const { userPoolId: UserPoolId }: LocalRun = localRun();
    const group = { UserPoolId, Username: 'mallory', GroupName: 'admins' };
    await administrator().send(new AdminAddUserToGroupCommand(group));
    const { idToken: ofAdmin } = await signIn('mallory');
    expect((await call('GET', '/admin', undefined, withToken(ofAdmin))).status).toBe(200);
  });

  it('requires the token that the route takes', async () => {
    for (const path of ['/secret', '/admin', '/me']) expectProblem(await call('GET', path), 401, 'unauthorized');
  });
});
