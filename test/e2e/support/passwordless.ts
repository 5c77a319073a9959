import type { SignInWith } from '../../../lambda/contract/environment';
import { SoftwareAuthenticator } from '../../../packages/local-run/test/cognito/support/software-authenticator';
import {
  call,
  createAccount,
  expectProblem,
  get,
  latestCodeFor,
  OTHER_PASSWORD,
  PASSWORD,
  post,
  signIn,
  signUp,
  type Tokens,
  tokensOf,
  withToken,
} from './scenario';
import {
  addPasskey,
  challengeIn,
  confirmWithoutPassword,
  enableTotp,
  passkeyAnswer,
  person,
  signInWithEmailCode,
  signInWithPasskey,
} from './sign-in-methods';

/** Tests accounts without a password: codes by e-mail, passkeys, and the sign-in that follows a confirmation. */
export function describePasswordless(mode: SignInWith): void {
  let count = 0;
  const numbered = (name: string) => `${name}.${++count}`;

  /** A new account with a passkey. */
  async function withPasskey(name: string) {
    const user = person(name, mode);
    await createAccount(user.username, user.email);
    const tokens = await signIn(user.username);
    const { authenticator, reply } = await addPasskey(tokens);
    expect(reply.status).toBe(204);
    return { ...user, tokens, authenticator };
  }

  /** Sets OTHER_PASSWORD with the code of a forgotten password. */
  async function reset(username: string, email: string, removePasskeys = false) {
    await post('/forgot-password', { username });
    const request = { username, code: await latestCodeFor(email), newPassword: OTHER_PASSWORD };
    return post('/reset-password', { ...request, ...(removePasskeys && { removePasskeys }) });
  }

  describe(`an account without a password, with sign-in by ${mode}`, () => {
    it('signs in with a code by e-mail, adds a passkey, signs out, and signs in with the passkey', async () => {
      const user = person('agnes', mode);
      const { username } = user;
      await confirmWithoutPassword(user);
      expectProblem(await post('/sign-in', { username, password: PASSWORD }), 401, 'invalid_credentials');

      const tokens = tokensOf(await signInWithEmailCode(user));
      const { authenticator, reply } = await addPasskey(tokens);
      expect(reply.status).toBe(204);
      expect((await get('/passkeys', withToken(tokens.accessToken))).body).toEqual({
        passkeys: [{ id: authenticator.id, name: expect.any(String), createdAt: expect.stringMatching(/Z$/) }],
      });
      expect((await post('/sign-out', { refreshToken: tokens.refreshToken })).status).toBe(204);
      expectProblem(await get('/passkeys', withToken(tokens.accessToken)), 401, 'unauthorized');

      const { idToken, accessToken } = tokensOf(await signInWithPasskey(username, authenticator));
      expect((await get('/secret', withToken(idToken))).status).toBe(200);
      expect((await get('/me', withToken(accessToken))).body).toMatchObject({ email: user.email });
    });

    it('whose address another person signed up with first: /confirm tells it, and a reset ends it', async () => {
      const user = person('alma', mode);
      const { username, email } = user;
      const attackersPassword = 'Attackers-Horse-7';
      const code = await signUp(username, email, attackersPassword);
      expectProblem(await post('/confirm', { username, code, signIn: true }), 403, 'password_reset_required');
      const attackers = await signIn(username, attackersPassword);
      await post('/forgot-password', { username });
      const reset = { username, code: await latestCodeFor(email), newPassword: OTHER_PASSWORD };
      expect((await post('/reset-password', reset)).status).toBe(204);
      expectProblem(await post('/refresh', { refreshToken: attackers.refreshToken }), 401, 'invalid_refresh_token');
      expectProblem(await post('/sign-in', { username, password: attackersPassword }), 401, 'invalid_credentials');
    });

    it('removes the passkey of another person who signed up first with a reset that asks for it', async () => {
      const { username, email } = person('beatrix', mode);
      const attackersPassword = 'Attackers-Horse-7';
      const code = await signUp(username, email, attackersPassword);
      expectProblem(await post('/confirm', { username, code, signIn: true }), 403, 'password_reset_required');
      const { authenticator, reply } = await addPasskey(await signIn(username, attackersPassword));
      expect(reply.status).toBe(204);

      await reset(username, email);
      const attackers = tokensOf(await signInWithPasskey(username, authenticator));
      expect(await reset(username, email, true)).toMatchObject({ status: 200, body: { passkeysRemoved: true } });
      expectProblem(await signInWithPasskey(username, authenticator), 401, 'invalid_passkey');
      expectProblem(await post('/refresh', { refreshToken: attackers.refreshToken }), 401, 'invalid_refresh_token');
      const { accessToken } = await signIn(username, OTHER_PASSWORD);
      expect((await get('/passkeys', withToken(accessToken))).body).toEqual({ passkeys: [] });
    });

    it('keeps the passkeys of a user with an authenticator app, and says so', async () => {
      const { username, email, tokens, authenticator } = await withPasskey(numbered('app-and-reset'));
      await enableTotp(tokens);
      const body = { passkeysRemoved: false, reason: 'second_factor' };
      expect(await reset(username, email, true)).toMatchObject({ status: 200, body });
      tokensOf(await signInWithPasskey(username, authenticator));
    });

    it('gets a password by a reset, and then signs in with it', async () => {
      const user = person('berta', mode);
      await confirmWithoutPassword(user);
      await post('/forgot-password', { username: user.username });
      const code = await latestCodeFor(user.email);
      const reset = { username: user.username, code, newPassword: OTHER_PASSWORD };
      expect((await post('/reset-password', reset)).status).toBe(204);
      await signIn(user.username, OTHER_PASSWORD);
    });
  });

  describe(`a passkey of a user with an authenticator app, with sign-in by ${mode}`, () => {
    it('counts as both factors, whichever of the two was added first', async () => {
      const first = await withPasskey(numbered('passkey-first'));
      await enableTotp(first.tokens);
      tokensOf(await signInWithPasskey(first.username, first.authenticator));

      const { username, email } = person(numbered('app-first'), mode);
      await createAccount(username, email);
      const tokens = await signIn(username);
      await enableTotp(tokens);
      const { authenticator } = await addPasskey(tokens);
      tokensOf(await signInWithPasskey(username, authenticator));
      expect((await post('/sign-in', { username, password: PASSWORD })).body.challenge).toBe('SOFTWARE_TOKEN_MFA');
    });

    it('signs in without the app too, once that is disabled', async () => {
      const { username, tokens, authenticator } = await withPasskey(numbered('app-disabled'));
      await enableTotp(tokens);
      expect((await call('DELETE', '/mfa/totp', undefined, withToken(tokens.accessToken))).status).toBe(204);
      tokensOf(await signInWithPasskey(username, authenticator));
      await signIn(username);
    });

    it('does not enable an app that the user has disabled, when another passkey is added', async () => {
      const { tokens } = await withPasskey(numbered('app-stays-off'));
      await enableTotp(tokens);
      await call('DELETE', '/mfa/totp', undefined, withToken(tokens.accessToken));
      expect((await addPasskey(tokens)).reply.status).toBe(204);
      expect((await get('/me', withToken(tokens.accessToken))).body.totp).toBe(false);
    });
  });

  describe('POST /confirm with signIn: true', () => {
    it('answers 200 with the tokens of the new account', async () => {
      const { body } = await confirmWithoutPassword(person('clara', mode), true);
      expect(body.confirmed).toBe(true);
      const { idToken, accessToken } = body.signIn as Tokens;
      expect((await get('/secret', withToken(idToken))).status).toBe(200);
      expect((await get('/me', withToken(accessToken))).status).toBe(200);
    });

    it('answers 200 with the tokens if the password is that of the sign-up', async () => {
      const { username, email } = person('doris', mode);
      const code = await signUp(username, email);
      const reply = await post('/confirm', { username, code, password: PASSWORD, signIn: true });
      expect(reply.body).toMatchObject({ confirmed: true, signIn: { accessToken: expect.any(String) } });
    });

    it('answers 403 without tokens if another person has signed up with another password', async () => {
      const { username, email } = person('elsa', mode);
      const code = await signUp(username, email);
      const reply = await post('/confirm', { username, code, password: OTHER_PASSWORD, signIn: true });
      expectProblem(reply, 403, 'password_reset_required');
      expect(reply.body.signIn).toBeUndefined();
    });

    it('answers 400 to a wrong code, and has no tokens if it is not asked for them', async () => {
      const { username, email } = person('frida', mode);
      const code = await signUp(username, email);
      const wrong = code === '000000' ? '000001' : '000000';
      expectProblem(await post('/confirm', { username, code: wrong, signIn: true }), 400, 'invalid_code');
      expect((await post('/confirm', { username, code })).body).toEqual({ username, confirmed: true });
    });
  });

  describe('a challenge EMAIL_OTP', () => {
    it('answers 400 to a wrong code, 200 to the right one, and 400 to the same one again', async () => {
      const user = person('greta', mode);
      await createAccount(user.username, user.email);
      const { session, challenge } = challengeIn(await post('/sign-in/email-code', { username: user.username }));
      const code = await latestCodeFor(user.email);
      const answer = { username: user.username, session, challenge };
      const wrong = code === '00000000' ? '00000001' : '00000000';
      expectProblem(await post('/challenge', { ...answer, code: wrong }), 400, 'invalid_code');
      tokensOf(await post('/challenge', { ...answer, code }));
      expectProblem(await post('/challenge', { ...answer, code }), 400, 'invalid_code');
    });

    it('does not accept the code of another account', async () => {
      const [owner, other] = [person('hanna', mode), person('heidi', mode)];
      for (const { username, email } of [owner, other]) await createAccount(username, email);
      const { session, challenge } = challengeIn(await post('/sign-in/email-code', { username: owner.username }));
      await post('/sign-in/email-code', { username: other.username });
      const code = await latestCodeFor(other.email);
      for (const { username } of [owner, other]) {
        expectProblem(await post('/challenge', { username, session, challenge, code }), 400, 'invalid_code');
      }
    });
  });

  describe('a passkey', () => {
    it.each([
      ['made on a page of another origin', { origin: 'https://localhost.example.com' }, 'passkey_not_accepted'],
      ['made for another relying party', { relyingPartyId: 'example.com' }, 'passkey_not_accepted'],
      ['made for another request', { challenge: 'AAAAAAAAAAAAAAAAAAAAAA' }, 'passkey_expired'],
    ])('%s is not added: 400', async (_, fault, code) => {
      const { username, email } = person(numbered('ida'), mode);
      await createAccount(username, email);
      const tokens = await signIn(username);
      expectProblem((await addPasskey(tokens, fault)).reply, 400, code);
      expect((await get('/passkeys', withToken(tokens.accessToken))).body).toEqual({ passkeys: [] });
    });

    it('is not added twice by one request: 400 passkey_expired', async () => {
      const { username, email } = person('jutta', mode);
      await createAccount(username, email);
      const tokens = await signIn(username);
      const { credential } = await addPasskey(tokens);
      const again = await call('PUT', '/passkeys', { credential }, withToken(tokens.accessToken));
      expectProblem(again, 400, 'passkey_expired');
    });

    it.each([
      ['from a page of another origin', { origin: 'https://localhost.example.com' }],
      ['for another relying party', { relyingPartyId: 'example.com' }],
      ['for a wrong challenge', { challenge: 'AAAAAAAAAAAAAAAAAAAAAA' }],
      ['without the presence of its user', { userPresent: false }],
      ['with a signature counter that goes back', { counter: 0 }],
      ['with the user handle of another account', { userHandle: 'AAAAAAAAAAAAAAAAAAAAAA' }],
    ])('that answers %s is refused: 401 invalid_passkey', async (_, fault) => {
      const { username, authenticator } = await withPasskey(numbered('karla'));
      tokensOf(await signInWithPasskey(username, authenticator));
      expectProblem(await signInWithPasskey(username, authenticator, fault), 401, 'invalid_passkey');
    });

    it('of another account, or of none, is refused: 401 invalid_passkey', async () => {
      const { username } = await withPasskey('lena');
      const { authenticator: other } = await withPasskey('lore');
      for (const authenticator of [other, new SoftwareAuthenticator()]) {
        expectProblem(await signInWithPasskey(username, authenticator), 401, 'invalid_passkey');
      }
    });

    it('whose answer is replayed is refused in the same and in a new sign-in: 401 invalid_passkey', async () => {
      const { username, authenticator } = await withPasskey('maria');
      const first = challengeIn(await post('/sign-in/passkey', { username }));
      const answer = passkeyAnswer(first, authenticator);
      tokensOf(await post('/challenge', answer));
      expectProblem(await post('/challenge', answer), 401, 'invalid_passkey');
      const { session } = challengeIn(await post('/sign-in/passkey', { username }));
      expectProblem(await post('/challenge', { ...answer, session }), 401, 'invalid_passkey');
    });

    it('that was removed is refused: 401 invalid_passkey', async () => {
      const { username, authenticator, tokens } = await withPasskey('nora');
      const headers = withToken(tokens.accessToken);
      const remove = () => call('DELETE', `/passkeys/${authenticator.id}`, undefined, headers);
      expect((await remove()).status).toBe(204);
      expectProblem(await signInWithPasskey(username, authenticator), 401, 'invalid_passkey');
      expectProblem(await remove(), 404, 'passkey_not_found');
    });

    it('of another account cannot be removed: 404', async () => {
      const { authenticator, tokens } = await withPasskey('olga');
      const { tokens: others } = await withPasskey('otti');
      const path = `/passkeys/${authenticator.id}`;
      expectProblem(await call('DELETE', path, undefined, withToken(others.accessToken)), 404, 'passkey_not_found');
      expect((await get('/passkeys', withToken(tokens.accessToken))).body.passkeys).toHaveLength(1);
    });
  });

  describe('the routes of a step-up', () => {
    it('accept a session that began a moment ago', async () => {
      const { username, tokens, authenticator } = await withPasskey('paula');
      const headers = withToken(tokens.accessToken);
      expect((await call('DELETE', `/passkeys/${authenticator.id}`, undefined, headers)).status).toBe(204);
      expect((await call('DELETE', '/mfa/totp', undefined, headers)).status).toBe(204);
      expect((await call('PUT', '/me/email', { email: 'paula.2@example.com' }, headers)).status).toBe(202);
      const refreshed = tokensOf(await post('/refresh', { refreshToken: tokens.refreshToken }));
      expect((await call('DELETE', '/me', undefined, withToken(refreshed.accessToken))).status).toBe(204);
      expectProblem(await post('/sign-in', { username, password: PASSWORD }), 401, 'invalid_credentials');
    });
  });
}
