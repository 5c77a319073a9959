import { createHash, createHmac } from 'node:crypto';
import { type Answer, call, type Sent } from '../support/call';
import { handler, type RunningApi, serve } from '../support/running-api';
import { type AwsCredentials, presignedUrl, signedHeaders, type ToSign } from '../support/signing-client';

const region = 'eu-west-1';
const echo = handler('return { statusCode: 200, body: JSON.stringify(event) };');
const signed = { source: echo, auth: { iam: true } as const };

const HOUR = 60 * 60_000;
const MINUTE = 60_000;

let now = Date.UTC(2026, 10, 20, 12);
const roleArn = 'arn:aws:iam::000000000000:role/Members';
const owner = {
  roleArn,
  identityPoolId: 'eu-west-1:11111111-2222-3333-4444-555555555555',
  identityId: 'eu-west-1:0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
  authenticationProvider: 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Abc123xyz,…:CognitoSignIn:sub',
};
const credentials = {
  accessKeyId: 'ASIAAAAAAAAAAAAAAAAA',
  secretAccessKey: 'the-secret-of-the-member',
  sessionToken: 'the-session-token-of-the-member',
  expiresAt: now + HOUR,
  owner,
};
const ofNoRole = { ...credentials, accessKeyId: 'ASIABBBBBBBBBBBBBBBB', owner: { ...owner, roleArn: `${roleArn}2` } };
const known = [credentials, ofNoRole];

let api: RunningApi;

beforeAll(async () => {
  api = await serve(
    {
      'GET /private': signed,
      'POST /private': signed,
      'GET /private/{id}': signed,
      'GET /other': signed,
    },
    {
      signatures: {
        region,
        clock: () => now,
        credentials: (id) => known.find(({ accessKeyId }) => accessKeyId === id),
      },
      permissions: new Map([
        [
          roleArn,
          [
            {
              actions: ['execute-api:Invoke'],
              resources: [
                `arn:aws:execute-api:${region}:000000000000:abcdefghij/test/GET/private`,
                `arn:aws:execute-api:${region}:000000000000:abcdefghij/test/POST/private`,
                `arn:aws:execute-api:${region}:000000000000:abcdefghij/test/GET/private/*`,
              ],
            },
          ],
        ],
      ]),
    },
  );
});

beforeEach(() => {
  now = Date.UTC(2026, 10, 20, 12);
});

/** Signs a request and sends it; `sent` and `to` replace what was signed. */
async function ask(
  path: string,
  {
    as = credentials,
    sent = {},
    to = path,
    ...toSign
  }: ToSign & { as?: AwsCredentials; sent?: Sent; to?: string } = {},
): Promise<Answer> {
  const { method = 'GET', body = '' } = toSign;
  const headers = await signedHeaders(api.url + path, as, { region, at: new Date(now), ...toSign });
  return call(api.url + to, { method, body, ...sent, headers: { ...headers, ...sent.headers } });
}

/** The status and the message of API Gateway. */
const errorOf = ({ status, body }: Answer) => `${status} ${JSON.parse(body).message}`;
const MISMATCH = /^403 The request signature we calculated does not match the signature you provided\. /;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('a signed request', () => {
  it('is passed to the function with the identity of the signer', async () => {
    const { status, body } = await ask('/private');
    expect(status).toBe(200);
    expect(JSON.parse(body).requestContext.identity).toMatchObject({
      accountId: '000000000000',
      accessKey: credentials.accessKeyId,
      cognitoIdentityId: owner.identityId,
      cognitoIdentityPoolId: owner.identityPoolId,
      cognitoAuthenticationType: 'authenticated',
      cognitoAuthenticationProvider: owner.authenticationProvider,
      userArn: 'arn:aws:sts::000000000000:assumed-role/Members/CognitoIdentityCredentials',
    });
    expect(JSON.parse(body).requestContext).not.toHaveProperty('authorizer');
  });

  it.each<[string, string, ToSign]>([
    ['a query in any order', '/private?b=2&a=1&b=1&c=', {}],
    ['a query with escaped characters', '/private?q=a%20b%2Fc%3D%26&%C3%BC=%C3%BC', {}],
    ['a path with escaped characters', '/private/a%20b%C3%BC', {}],
    ['a body', '/private', { method: 'POST', body: '{"a": "ü"}' }],
    [
      'a body with its hash',
      '/private',
      { method: 'POST', body: 'x', headers: { 'x-amz-content-sha256': sha256('x') } },
    ],
    [
      'a signed header that clients mostly do not sign',
      '/private',
      { headers: { 'user-agent': 'me' }, signingToo: ['user-agent'] },
    ],
    ['additional headers', '/private', { headers: { accept: 'text/plain', 'x-own': '  two   spaces ' } }],
  ])('is accepted with %s', async (_, path, toSign) => {
    expect((await ask(path, toSign)).status).toBe(200);
  });

  it('is accepted when the session token is sent but not signed', async () => {
    const { sessionToken, ...as } = credentials;
    const headers = { 'x-amz-security-token': sessionToken };
    expect((await ask('/private', { as, sent: { headers } })).status).toBe(200);
  });

  it.each([-5 * MINUTE, 5 * MINUTE])('is accepted %d ms from the present', async (away) => {
    expect((await ask('/private', { at: new Date(now + away) })).status).toBe(200);
  });
});

describe('a request is rejected when a change after signing affects', () => {
  const body = '{"amount": 1}';

  it.each<[string, Parameters<typeof ask>]>([
    ['the path', ['/private', { to: '/private/1' }]],
    ['the query', ['/private?id=1', { to: '/private?id=2' }]],
    ['the query, which was empty', ['/private', { to: '/private?admin=true' }]],
    ['the method', ['/private', { sent: { method: 'POST' } }]],
    ['the body', ['/private', { method: 'POST', body, sent: { body: '{"amount": 2}' } }]],
    ['the body, which was empty', ['/private', { method: 'POST', sent: { body } }]],
    ['a header', ['/private', { headers: { 'x-own': '1' }, sent: { headers: { 'x-own': '2' } } }]],
    ['the host', ['/private', { sent: { headers: { host: 'example.com' } } }]],
  ])('%s', async (_, request) => {
    expect(errorOf(await ask(...request))).toMatch(/^403 (The request signature we|The value of X-Amz-Content)/);
  });

  it('the body, without a header with its hash', async () => {
    const headers = await signedHeaders(`${api.url}/private`, credentials, {
      region,
      at: new Date(now),
      method: 'POST',
      body,
    });
    const { 'x-amz-content-sha256': _, ...rest } = headers;
    const authorization = String(rest.authorization).replace('x-amz-content-sha256;', '');
    const answer = await call(`${api.url}/private`, { method: 'POST', body, headers: { ...rest, authorization } });
    expect(errorOf(answer)).toMatch(MISMATCH);
  });

  it.each([sha256('another body'), 'UNSIGNED-PAYLOAD', ''])('the hash of the body, "%s"', async (hash) => {
    const headers = { 'x-amz-content-sha256': hash };
    const answer = await ask('/private', { method: 'POST', body, headers });
    expect(errorOf(answer)).toMatch(/^403 The value of X-Amz-Content-Sha256/);
  });

  it('the time of an old request', async () => {
    const old = await signedHeaders(`${api.url}/private`, credentials, { region, at: new Date(now - 20 * MINUTE) });
    const answer = await call(`${api.url}/private`, { headers: { ...old, 'x-amz-date': '20261120T120000Z' } });
    expect(errorOf(answer)).toMatch(MISMATCH);
  });
});

describe('a request is rejected', () => {
  it('without a signature', async () => {
    expect(errorOf(await call(`${api.url}/private`))).toBe('403 Missing Authentication Token');
  });

  it('with an incomplete signature in its query', async () => {
    const query = '?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=x&X-Amz-Signature=x';
    expect(errorOf(await call(`${api.url}/private${query}`))).toMatch(/^403 AWS query-string parameters must include/);
  });

  it.each([
    'Bearer header.payload.signature',
    'AWS4-HMAC-SHA256',
    'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host',
    'AWS4-HMAC-SHA256 SignedHeaders=host, Signature=abc',
    'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, Signature=abc',
    'AWS4-ECDSA-P256-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=abc',
    'Credential=a/b/c/d/e, SignedHeaders=host, Signature=abc',
    ',=,=',
  ])('with the Authorization header %s', async (authorization) => {
    const answer = await call(`${api.url}/private`, { headers: { authorization } });
    expect(errorOf(answer)).toMatch(/^403 Authorization header requires 'AWS4-HMAC-SHA256' and the parameters/);
  });

  it('when it is sent again 15 minutes later', async () => {
    const headers = await signedHeaders(`${api.url}/private`, credentials, { region, at: new Date(now) });
    expect((await call(`${api.url}/private`, { headers })).status).toBe(200);
    now += 15 * MINUTE;
    expect(errorOf(await call(`${api.url}/private`, { headers }))).toBe(
      '403 Signature expired: 20261120T120000Z is now earlier than 20261120T121000Z (20261120T121500Z - 5 min.)',
    );
  });

  it('when it was signed more than 5 minutes in the future or in the past', async () => {
    expect(errorOf(await ask('/private', { at: new Date(now + 5 * MINUTE + 1000) }))).toBe(
      '403 Signature not yet current: 20261120T120501Z is still later than 20261120T120500Z (20261120T120000Z + 5 min.)',
    );
    expect(errorOf(await ask('/private', { at: new Date(now - 5 * MINUTE - 1000) }))).toMatch(/Signature expired/);
  });

  it.each<[string, AwsCredentials, RegExp]>([
    ['an unknown access key', { ...credentials, accessKeyId: 'ASIACCCCCCCCCCCCCCCC' }, /token .* is invalid\.$/],
    ['another session token', { ...credentials, sessionToken: 'another' }, /token .* is invalid\.$/],
    ['no session token', { ...credentials, sessionToken: '' }, /token .* is invalid\.$/],
    ['a wrong secret', { ...credentials, secretAccessKey: 'guessed' }, MISMATCH],
    ['another access key', { ...credentials, accessKeyId: ofNoRole.accessKeyId, secretAccessKey: '-' }, MISMATCH],
  ])('when it is signed with %s', async (_, as, message) => {
    expect(errorOf(await ask('/private', { as }))).toMatch(message);
  });

  it('when its credentials have expired', async () => {
    now = credentials.expiresAt - 1000;
    expect((await ask('/private')).status).toBe(200);
    now = credentials.expiresAt;
    expect(errorOf(await ask('/private'))).toBe('403 The security token included in the request is expired');
  });

  it.each<[string, ToSign, string]>([
    ['another region', { region: 'us-east-1' }, 'Credential should be scoped to a valid region.'],
    ['another service', { service: 's3' }, "Credential should be scoped to correct service: 'execute-api'."],
  ])('when it is signed for %s', async (_, toSign, message) => {
    expect(errorOf(await ask('/private', toSign))).toBe(`403 ${message}`);
  });

  it.each<[string, RegExp, string, RegExp]>([
    ['with another terminator', /aws4_request/, 'aws3_request', /valid terminator/],
    ['with a suffix after the terminator', /aws4_request/, 'aws4_request/x', /valid terminator/],
    ['of another day', /\/20261120\//, '/20261119/', /Date in Credential scope does not match/],
    ['of an invalid day', /\/20261120\//, '/2026/', /Date in Credential scope does not match/],
    ['without the host', /host;/, '', /'host' must be a 'SignedHeader'/],
    ['without the date', /;x-amz-date/, '', /'x-amz-date' must be a 'SignedHeader'/],
    ['of another length', /.$/, '', MISMATCH],
  ])('with a signature %s', async (_, part, other, message) => {
    const headers = await signedHeaders(`${api.url}/private`, credentials, { region, at: new Date(now) });
    const authorization = String(headers.authorization).replace(part, other);
    const answer = await call(`${api.url}/private`, { headers: { ...headers, authorization } });
    expect(errorOf(answer)).toMatch(message);
  });

  it.each([undefined, '', '2026-11-20T12:00:00Z', '20261120T1200Z', '20261320T120000Z'])(
    'with the time %s',
    async (date) => {
      const headers = await signedHeaders(`${api.url}/private`, credentials, { region, at: new Date(now) });
      const { 'x-amz-date': _, ...rest } = headers;
      const sent = date === undefined ? rest : { ...rest, 'x-amz-date': date };
      expect(errorOf(await call(`${api.url}/private`, { headers: sent }))).toMatch(/^403 Date must be in ISO-8601/);
    },
  );

  it('when the role of its signer does not allow it', async () => {
    const denied = (path: string) =>
      `403 User is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:${region}:000000000000:abcdefghij/test/GET${path}`;
    expect(errorOf(await ask('/other'))).toBe(denied('/other'));
    expect(errorOf(await ask('/private', { as: ofNoRole }))).toBe(denied('/private'));
  });
});

describe('a request with its signature in the query', () => {
  const at = new Date(now);
  const link = (path: string, as: AwsCredentials = credentials, expiresIn = 3600) =>
    presignedUrl(`${api.url}${path}`, as, { region, at, expiresIn });

  it('is passed to the function with the identity of the signer', async () => {
    const { status, body } = await call(await link('/private?b=2&a=%C3%BC'));
    expect(status).toBe(200);
    expect(JSON.parse(body).requestContext.identity.accessKey).toBe(credentials.accessKeyId);
  });

  it('is accepted without X-Amz-Expires for 5 minutes', async () => {
    const url = new URL(await linkWithoutExpires());
    expect((await call(url.href)).status).toBe(200);
    now += 5 * MINUTE + 1000;
    expect(errorOf(await call(url.href))).toMatch(/^403 Signature expired/);
  });

  it('is rejected when X-Amz-Expires has passed', async () => {
    const url = await link('/private', credentials, 900);
    now += 15 * MINUTE;
    expect((await call(url)).status).toBe(200);
    now += 1000;
    expect(errorOf(await call(url))).toBe(
      '403 Signature expired: 20261120T121500Z is now earlier than 20261120T121501Z',
    );
  });

  it.each<[string, (url: URL) => void, RegExp]>([
    ['another path', (url) => Object.assign(url, { pathname: '/private/1' }), MISMATCH],
    ['another parameter', (url) => url.searchParams.set('admin', 'true'), MISMATCH],
    ['a longer life', (url) => url.searchParams.set('X-Amz-Expires', '7200'), MISMATCH],
    ['a life above seven days', (url) => url.searchParams.set('X-Amz-Expires', '604801'), /^403 X-Amz-Expires must be/],
    ['another session token', (url) => url.searchParams.set('X-Amz-Security-Token', 'x'), /token .* is invalid\.$/],
    ['headers without the host', (url) => url.searchParams.set('X-Amz-SignedHeaders', 'a'), /'host' must be a 'Signed/],
  ])('is rejected with %s', async (_, change, message) => {
    const url = new URL(await link('/private'));
    change(url);
    expect(errorOf(await call(url.href))).toMatch(message);
  });

  it('is rejected with a body, which was not signed', async () => {
    const url = await link('/private');
    expect(errorOf(await call(url, { body: 'x', headers: { 'Content-Length': 1 } }))).toMatch(MISMATCH);
  });

  it('is rejected with an unknown access key', async () => {
    const url = await link('/private', { ...credentials, accessKeyId: 'ASIACCCCCCCCCCCCCCCC' });
    expect(errorOf(await call(url))).toMatch(/token .* is invalid\.$/);
  });

  /** As `aws4fetch` does it: the parameters of the signature, but no X-Amz-Expires. */
  async function linkWithoutExpires(): Promise<string> {
    const parameters = new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': `${credentials.accessKeyId}/20261120/${region}/execute-api/aws4_request`,
      'X-Amz-Date': '20261120T120000Z',
      'X-Amz-Security-Token': credentials.sessionToken,
      'X-Amz-SignedHeaders': 'host',
    });
    const canonicalRequest = ['GET', '/private', parameters, `host:${new URL(api.url).host}`, '', 'host', sha256('')];
    const scope = `20261120/${region}/execute-api/aws4_request`;
    const toSign = ['AWS4-HMAC-SHA256', '20261120T120000Z', scope, sha256(canonicalRequest.join('\n'))].join('\n');
    const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
    const key = ['20261120', region, 'execute-api', 'aws4_request'].reduce<string | Buffer>(
      hmac,
      `AWS4${credentials.secretAccessKey}`,
    );
    return `${api.url}/private?${parameters}&X-Amz-Signature=${hmac(key, toSign).toString('hex')}`;
  }
});

describe('a path that does not exist', () => {
  it('answers 403 as for a missing signature, and as for an invalid one when there is a token', async () => {
    const bearer = { authorization: 'Bearer header.payload.signature' };
    expect(errorOf(await call(`${api.url}/nowhere`))).toBe('403 Missing Authentication Token');
    expect(errorOf(await ask('/nowhere'))).toBe('403 Missing Authentication Token');
    expect(errorOf(await call(`${api.url}/nowhere`, { headers: bearer }))).toMatch(MISMATCH);
  });
});

describe('the log', () => {
  it('has the reason for a rejected signature, but no content of the request', async () => {
    await ask('/private', { region: 'us-east-1' });
    await ask('/private', { as: { ...credentials, secretAccessKey: 'guessed-secret' } });
    await call(`${api.url}/private`, { headers: { authorization: 'Bearer header.payload.signature' } });
    expect(api.log).toContain('GET /private: Credential should be scoped to a valid region.');
    const text = api.log.join('\n');
    for (const secret of [credentials.sessionToken, credentials.secretAccessKey, 'guessed-secret', 'header.payload']) {
      expect(text).not.toContain(secret);
    }
    expect(text).not.toMatch(/Signature=|ASIA/);
  });
});
