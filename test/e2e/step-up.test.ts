import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../packages/local-run/test/support/temporary-folder';
import { type HttpReply, latestCode, send } from './support/http';
import { startLocalRun } from './support/local-run';
import { expectProblem, PASSWORD, type Tokens, tokensOf, withToken } from './support/scenario';
import { signInMethodsStage } from './support/stages';

// Two starts of the local run.
jest.setTimeout(180_000);

const folder = temporaryFolder();
const start = () => startLocalRun({ context: signInMethodsStage('username'), state: folder });

/**
 * Makes all sign-ins that the local run has kept older: the functions compare the time of a sign-in with real time, and the clock of
 * the local run can only be ahead of it.
 */
function age(minutes: number): void {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const paths = names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name));
  let aged = 0;
  for (const path of paths) {
    const state = JSON.parse(readFileSync(path, 'utf8'), (key, value) => {
      if (key !== 'authenticatedAt') return value;
      aged += 1;
      return value - minutes * 60_000;
    });
    const checksum = createHash('sha256').update(JSON.stringify(state.content)).digest('hex');
    writeFileSync(path, JSON.stringify({ ...state, checksum }));
  }
  expect(aged).toBeGreaterThan(0);
}

it('a sign-in that is too old cannot make a sensitive change, also after a refresh, and a new one can', async () => {
  const username = 'edith';
  const before = await start();
  let tokens: Tokens;
  try {
    await send('POST', `${before.api}/sign-up`, { username, password: PASSWORD, email: 'edith@example.com' });
    const code = await latestCode(before.api, 'edith@example.com');
    await send('POST', `${before.api}/confirm`, { username, code });
    tokens = tokensOf(await send('POST', `${before.api}/sign-in`, { username, password: PASSWORD }));
  } finally {
    await before.stop();
  }
  age(6);
  const after = await start();
  try {
    const request = (method: string, path: string, accessToken: string, body?: unknown): Promise<HttpReply> =>
      send(method, `${after.api}${path}`, body, withToken(accessToken));
    const refreshed = tokensOf(await send('POST', `${after.api}/refresh`, { refreshToken: tokens.refreshToken }));
    const { accessToken } = refreshed;
    const replies = [
      await request('DELETE', '/me', accessToken),
      await request('DELETE', '/mfa/totp', accessToken),
      await request('POST', '/mfa/totp', accessToken),
      await request('DELETE', '/passkeys/AAAA', accessToken),
      await request('POST', '/passkeys', accessToken),
      await request('PUT', '/me/email', accessToken, { email: 'other@example.com' }),
    ];
    for (const reply of replies) {
      expectProblem(reply, 401, 'reauthentication_required');
      expect(reply.headers.get('x-amzn-remapped-www-authenticate')).toBe(
        'Bearer error="insufficient_user_authentication", error_description="Sign in again", max_age="300"',
      );
    }
    expect((await request('GET', '/me', accessToken)).status).toBe(200);

    const signedIn = tokensOf(await send('POST', `${after.api}/sign-in`, { username, password: PASSWORD }));
    expect((await request('POST', '/passkeys', signedIn.accessToken)).status).toBe(200);
    expect((await request('DELETE', '/mfa/totp', signedIn.accessToken)).status).toBe(204);
    expect((await request('DELETE', '/me', signedIn.accessToken)).status).toBe(204);
  } finally {
    await after.stop();
  }
});
