import { generateKeyPairSync, sign } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminRemoveUserFromGroupCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Answer, latestCode, send } from '../support/http';
import { localRun, runOnce } from '../support/local-run';
import { usernameStage } from '../support/stages';

runOnce(...usernameStage);

const username = 'rear.admiral';
const password = 'Correct-Horse-7';

const post = (path: string, body: object) => send('POST', localRun().api + path, body);
const get = (path: string, token: unknown) =>
  send('GET', localRun().api + path, undefined, token === undefined ? {} : { Authorization: `Bearer ${token}` });
const seen = ({ status, body }: Answer) => [status, body.code ?? body.message];

const forbidden = [403, 'forbidden'];
const unauthorized = [401, 'unauthorized'];
const admitted = [200, 'This is for admins only'];

/** Changes who is in the group, as an administrator with AWS credentials does. */
async function change(Command: typeof AdminAddUserToGroupCommand | typeof AdminRemoveUserFromGroupCommand) {
  const { cognito, userPoolId } = localRun();
  const client = new CognitoIdentityProviderClient({
    endpoint: cognito,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await client.send(new Command({ UserPoolId: userPoolId, Username: username, GroupName: 'admins' }));
}

/** The token with other contents, signed by whoever signs. */
function forged(token: string, header: object, claims: object, signature: (content: string) => string): string {
  const parts = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  const [head, payload] = [parts[0], parts[1]].map((part) => JSON.parse(part ?? ''));
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${encode({ ...head, ...header })}.${encode({ ...payload, ...claims })}`;
  return `${content}.${signature(content)}`;
}

describe('a user who becomes an admin', () => {
  let tokens: Record<string, unknown>;
  const signIn = async () => (await post('/sign-in', { username, password })).body;

  beforeAll(async () => {
    const email = 'admiral@example.com';
    await post('/sign-up', { username, password, email });
    await post('/confirm', { username, code: await latestCode(localRun().api, email) });
    tokens = await signIn();
  });

  it('is told so before: 401 without a token, 403 with one', async () => {
    expect(seen(await get('/admin', undefined))).toEqual(unauthorized);
    expect(seen(await get('/admin', tokens.idToken))).toEqual(forbidden);
    expect(seen(await get('/secret', tokens.idToken))[0]).toBe(200);
  });

  it('cannot write themselves into the group: not into a token, and not by their own hand', async () => {
    const idToken = String(tokens.idToken);
    const admins = { 'cognito:groups': ['admins'] };
    const own = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    const theirs = (content: string) => sign('sha256', Buffer.from(content), own).toString('base64url');
    const forgeries = [
      forged(idToken, {}, admins, () => idToken.split('.')[2] ?? ''),
      forged(idToken, { alg: 'none' }, admins, () => ''),
      forged(idToken, {}, admins, theirs),
      forged(String(tokens.accessToken), {}, { ...admins, token_use: 'id' }, theirs),
    ];
    for (const token of forgeries) expect(seen(await get('/admin', token))).toEqual(unauthorized);

    const reply = await fetch(localRun().cognito, {
      method: 'POST',
      headers: { 'X-Amz-Target': 'AWSCognitoIdentityProviderService.AdminAddUserToGroup' },
      body: JSON.stringify({ UserPoolId: localRun().userPoolId, Username: username, GroupName: 'admins' }),
    });
    expect(reply.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
    expect(seen(await get('/admin', (await signIn()).idToken))).toEqual(forbidden);
  });

  it('is let in once they were added and have new tokens, with the ID token alone', async () => {
    await change(AdminAddUserToGroupCommand);
    expect(seen(await get('/admin', tokens.idToken))).toEqual(forbidden);

    const refreshed = (await post('/refresh', { refreshToken: tokens.refreshToken })).body;
    const signedIn = await signIn();
    for (const { idToken, accessToken } of [refreshed, signedIn]) {
      expect(seen(await get('/admin', idToken))).toEqual(admitted);
      // It carries the group too, and is for one's own account all the same.
      expect(seen(await get('/admin', accessToken))).toEqual(unauthorized);
    }
  });

  it('is let out with the next tokens', async () => {
    await change(AdminRemoveUserFromGroupCommand);
    expect(seen(await get('/admin', (await signIn()).idToken))).toEqual(forbidden);
  });
});
