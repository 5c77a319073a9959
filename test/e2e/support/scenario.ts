import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { fromBase32 } from '../../../packages/local-run/src/cognito/base32';
import { codeOf, stepAt } from '../../../packages/local-run/src/cognito/mfa/totp';
import { type HttpReply, latestCode, send } from './http';
import { localRun } from './local-run';

export const PASSWORD = 'Correct-Horse-7';
export const OTHER_PASSWORD = 'Battery-Staple-8';
export const WRONG_PASSWORD = 'Wrong-Horse-7';

export interface Tokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Sends a request to the API of the local run. `headers` is often `withToken(token)`. */
export function call(
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
): Promise<HttpReply> {
  return send(method, localRun().api + path, body, headers);
}

export const get = (path: string, headers?: Readonly<Record<string, string>>) => call('GET', path, undefined, headers);
export const post = (path: string, body?: unknown, headers?: Readonly<Record<string, string>>) =>
  call('POST', path, body, headers);

/** The header that authorizes a request with a token. */
export function withToken(token: string): Readonly<Record<string, string>> {
  return { Authorization: `Bearer ${token}` };
}

/** The latest code that was sent to an address. */
export const latestCodeFor = (email: string) => latestCode(localRun().api, email);

/** Signs up, by default with the address USERNAME@example.com. Returns the code that was sent. */
export async function signUp(
  username: string,
  email = username.includes('@') ? username : `${username}@example.com`,
  password = PASSWORD,
): Promise<string> {
  const { status } = await post('/sign-up', { username, password, email });
  expect(status).toBe(201);
  return latestCodeFor(email);
}

/** Signs up and confirms the account. Returns the code that was sent. */
export async function createAccount(username: string, email?: string): Promise<string> {
  const code = await signUp(username, email);
  const { status } = await post('/confirm', { username, code });
  expect(status).toBe(200);
  return code;
}

export async function signIn(username: string, password = PASSWORD): Promise<Tokens> {
  return tokensOf(await post('/sign-in', { username, password }));
}

/** The tokens in a reply, which must be a 200. */
export function tokensOf({ status, body }: HttpReply): Tokens {
  expect({ status, body }).toEqual({ status: 200, body: expect.objectContaining({ idToken: expect.any(String) }) });
  return body as unknown as Tokens;
}

/** A client for Cognito's administrator operations. The embedded Cognito accepts any AWS credentials. */
export function administrator(): CognitoIdentityProviderClient {
  return new CognitoIdentityProviderClient({
    endpoint: localRun().cognito,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}

/** The TOTP code for a key, now or a number of 30-second steps later. */
export function totpCode(key: string, stepsAhead = 0): string {
  return codeOf(fromBase32(key), stepAt(Date.now()) + stepsAhead);
}

/** A code of six digits other than this one. */
export const wrongCode = (code: string) => (code === '000000' ? '000001' : '000000');

/** Expects a problem (RFC 9457) with this status and code. */
export function expectProblem(reply: HttpReply, status: number, code: string): void {
  expect({ status: reply.status, code: reply.body.code }).toEqual({ status, code });
  expect(reply.headers.get('content-type')).toBe('application/problem+json');
  expect(reply.body).toMatchObject({ type: 'about:blank', status, requestId: expect.stringMatching(/./) });
}
