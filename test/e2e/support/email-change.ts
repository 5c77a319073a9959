import type { SignInWith } from '../../../lambda/contract/environment';
import { call, createAccount, expectProblem, get, latestCodeFor, PASSWORD, post, signIn, withToken } from './scenario';
import { person, signInWithEmailCode } from './sign-in-methods';

const change = (accessToken: string, email: string) => call('PUT', '/me/email', { email }, withToken(accessToken));
const confirm = (accessToken: string, code: string) => post('/me/email/confirm', { code }, withToken(accessToken));
const account = async (accessToken: string) => (await get('/me', withToken(accessToken))).body;

/** Tests what users change of their account: the profile and the e-mail address. */
export function describeEmailChange(mode: SignInWith): void {
  /** A new account that is signed in. */
  async function signedIn(name: string) {
    const { username, email } = person(name, mode);
    await createAccount(username, email);
    return { username, email, ...(await signIn(username)) };
  }

  describe(`a change of the e-mail address, with sign-in by ${mode}`, () => {
    it('leaves the old address valid until the code is entered, and then the new one signs in', async () => {
      const { email: before, accessToken } = await signedIn('quinta');
      const email = 'quinta.new@example.com';
      expect((await change(accessToken, email)).status).toBe(202);
      expect(await account(accessToken)).toMatchObject({ email: before, emailVerified: true });
      await signIn(before);
      expectProblem(await post('/sign-in', { username: email, password: PASSWORD }), 401, 'invalid_credentials');

      const code = await latestCodeFor(email);
      const wrong = code === '000000' ? '000001' : '000000';
      expectProblem(await confirm(accessToken, wrong), 400, 'invalid_code');
      expect(await account(accessToken)).toMatchObject({ email: before });
      expect((await confirm(accessToken, code)).status).toBe(204);
      expect(await account(accessToken)).toMatchObject({ email, emailVerified: true });
      await signIn(email);
      expect((await signInWithEmailCode({ username: email, email })).status).toBe(200);
      expectProblem(await post('/sign-in', { username: before, password: PASSWORD }), 401, 'invalid_credentials');
      expectProblem(await confirm(accessToken, code), 400, 'invalid_code');
    });

    it('sends nothing to the old address', async () => {
      const { email, accessToken } = await signedIn('rosa');
      const sent = await latestCodeFor(email);
      await change(accessToken, 'rosa.new@example.com');
      await confirm(accessToken, await latestCodeFor('rosa.new@example.com'));
      expect(await latestCodeFor(email)).toBe(sent);
    });

    it('to the address of another account tells nothing before a code is entered', async () => {
      const { email: taken } = await signedIn('sonja');
      const { email: before, accessToken } = await signedIn('stine');
      const [free, used] = [await change(accessToken, 'sonjx@example.com'), await change(accessToken, taken)];
      expect({ status: used.status, body: used.body }).toEqual({ status: free.status, body: free.body });
      expect([used.status, used.headers.get('content-length')]).toEqual([202, free.headers.get('content-length')]);
      expect(await account(accessToken)).toMatchObject({ email: before, emailVerified: true });
      await signIn(before);
      await signIn(taken);
    });

    it('to an address that another account confirms first answers 409 email_taken', async () => {
      const { accessToken: first } = await signedIn('thea');
      const { email: before, accessToken: second } = await signedIn('tilda');
      const email = 'wanted@example.com';
      await change(second, email);
      const late = await latestCodeFor(email);
      await change(first, email);
      expect((await confirm(first, await latestCodeFor(email))).status).toBe(204);
      expectProblem(await confirm(second, late), 409, 'email_taken');
      expect(await account(second)).toMatchObject({ email: before });
    });

    it('is refused without a token, with an invalid address, and with the ID token', async () => {
      const { idToken, accessToken } = await signedIn('ursel');
      expectProblem(await call('PUT', '/me/email', { email: 'x@example.com' }), 401, 'unauthorized');
      expectProblem(await change(accessToken, 'no address'), 400, 'invalid_request');
      expectProblem(await change(idToken, 'x@example.com'), 401, 'unauthorized');
    });
  });

  describe('PATCH /me', () => {
    it('sets, changes and removes profile attributes, which GET /me and other sessions show', async () => {
      const { username, accessToken } = await signedIn('vera');
      const patch = (body: object) => call('PATCH', '/me', body, withToken(accessToken));
      expect((await account(accessToken)).profile).toEqual({});
      const set = await patch({ name: 'Vera Rubin', locale: 'en' });
      expect([set.status, set.body]).toEqual([200, await account(accessToken)]);
      expect(set.body.profile).toEqual({ name: 'Vera Rubin', locale: 'en' });
      expect((await patch({ locale: 'de' })).body.profile).toEqual({ name: 'Vera Rubin', locale: 'de' });
      expect((await patch({ name: '' })).body.profile).toEqual({ locale: 'de' });
      expect((await patch({})).body.profile).toEqual({ locale: 'de' });
      expect((await account((await signIn(username)).accessToken)).profile).toEqual({ locale: 'de' });
    });

    it.each([
      ['an attribute that the stage does not list', { picture: 'https://example.com/a.png' }],
      ['the e-mail address', { email: 'other@example.com' }],
      ['a value that is no text', { name: 7 }],
      ['a text of 2049 characters', { name: 'x'.repeat(2049) }],
    ])('answers 400 to %s, and changes nothing', async (_, body) => {
      const { email, accessToken } = await signedIn(`wilma.${Object.keys(body)}.${JSON.stringify(body).length}`);
      expectProblem(await call('PATCH', '/me', body, withToken(accessToken)), 400, 'invalid_request');
      expect(await account(accessToken)).toMatchObject({ email, profile: {} });
    });
  });
}
