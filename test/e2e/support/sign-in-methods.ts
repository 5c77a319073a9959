import type { SignInWith } from '../../../lambda/contract/environment';
import {
  type Fault,
  SoftwareAuthenticator,
} from '../../../packages/local-run/test/cognito/support/software-authenticator';
import type { HttpReply } from './http';
import { call, latestCodeFor, post, type Tokens, totpCode, withToken } from './scenario';

/** A new user of a test: the name to sign in with, and the address. */
export interface Person {
  readonly username: string;
  readonly email: string;
}

/** A person who signs in with a username, or with the address itself. */
export function person(name: string, mode: SignInWith): Person {
  const email = `${name}@example.com`;
  return { username: mode === 'email' ? email : name, email };
}

/** Signs up without a password, and confirms the account. With `signIn`, the reply has the tokens. */
export async function confirmWithoutPassword({ username, email }: Person, signIn = false): Promise<HttpReply> {
  expect((await post('/sign-up', { username, email })).status).toBe(201);
  const code = await latestCodeFor(email);
  const reply = await post('/confirm', { username, code, ...(signIn && { signIn }) });
  expect(reply.status).toBe(200);
  return reply;
}

/** The challenge in a reply, which must be a 200. */
export function challengeIn({ status, body }: HttpReply) {
  expect({ status, body }).toEqual({ status: 200, body: expect.objectContaining({ session: expect.any(String) }) });
  const { challenge, session, username, parameters } = body;
  return {
    challenge: String(challenge),
    session: String(session),
    username: String(username),
    parameters: parameters as Readonly<Record<string, unknown>> | undefined,
  };
}

/** Adds a passkey to the account of the access token. */
export async function addPasskey({ accessToken }: Tokens, fault: Fault = {}) {
  const authenticator = new SoftwareAuthenticator();
  const started = await post('/passkeys', undefined, withToken(accessToken));
  expect(started.status).toBe(200);
  const credential = authenticator.create(started.body.options, fault);
  const reply = await call('PUT', '/passkeys', { credential }, withToken(accessToken));
  return { authenticator, credential, reply };
}

/** Enables an authenticator app. Returns its key. */
export async function enableTotp({ accessToken }: Tokens): Promise<string> {
  const headers = withToken(accessToken);
  const { body } = await post('/mfa/totp', undefined, headers);
  const key = String(body.secret);
  expect((await call('PUT', '/mfa/totp', { code: totpCode(key) }, headers)).status).toBe(204);
  return key;
}

/** Answers a challenge MFA_SETUP with a new authenticator app. Returns the reply and the key. */
export async function answerMfaSetup({ username, session }: ReturnType<typeof challengeIn>) {
  const { body } = await post('/challenge/totp', { username, session });
  const key = String(body.secret);
  const reply = await call('PUT', '/challenge/totp', { username, session: body.session, code: totpCode(key) });
  return { key, reply };
}

/** The body that answers a challenge WEB_AUTHN with the passkey of an authenticator. */
export function passkeyAnswer(
  { session, username, parameters }: ReturnType<typeof challengeIn>,
  authenticator: SoftwareAuthenticator,
  fault: Fault = {},
) {
  const credential: unknown = JSON.parse(authenticator.get(JSON.stringify(parameters), fault));
  return { username, session, challenge: 'WEB_AUTHN', credential };
}

/** Asks for a passkey and answers with that of the authenticator. */
export async function signInWithPasskey(username: string, authenticator: SoftwareAuthenticator, fault: Fault = {}) {
  const challenge = challengeIn(await post('/sign-in/passkey', { username }));
  return post('/challenge', passkeyAnswer(challenge, authenticator, fault));
}

/** Asks for a code by e-mail and answers with it. */
export async function signInWithEmailCode({ username, email }: Person): Promise<HttpReply> {
  const { session, challenge } = challengeIn(await post('/sign-in/email-code', { username }));
  const code = await latestCodeFor(email);
  return post('/challenge', { username, session, challenge, code });
}
