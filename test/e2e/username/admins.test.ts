import { generateKeyPairSync, sign } from 'node:crypto';
import { AdminAddUserToGroupCommand, AdminRemoveUserFromGroupCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { HttpReply } from '../support/http';
import { localRun, runOnce } from '../support/local-run';
import { administrator, createAccount, get, post, signIn, type Tokens, tokensOf, withToken } from '../support/scenario';
import { usernameStage } from '../support/stages';

runOnce(...usernameStage);

const username = 'rear.admiral';

const getWith = async (path: string, token: string) => outcomeOf(await get(path, withToken(token)));
const outcomeOf = ({ status, body }: HttpReply) => [status, body.code ?? body.message];

const forbidden = [403, 'forbidden'];
const unauthorized = [401, 'unauthorized'];
const allowed = [200, 'This is for admins only'];

/** Adds the user to the group or removes it, as an administrator with AWS credentials. */
async function changeMembership(Command: typeof AdminAddUserToGroupCommand | typeof AdminRemoveUserFromGroupCommand) {
  const { userPoolId } = localRun();
  await administrator().send(new Command({ UserPoolId: userPoolId, Username: username, GroupName: 'admins' }));
}

interface Forgery {
  readonly header?: object;
  readonly claims: object;
  readonly signature: (content: string) => string;
}

/** The token with other header fields, claims and signature. */
function forge(token: string, { header = {}, claims, signature }: Forgery): string {
  const parts = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  const [head, payload] = [parts[0], parts[1]].map((part) => JSON.parse(part ?? ''));
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${encode({ ...head, ...header })}.${encode({ ...payload, ...claims })}`;
  return `${content}.${signature(content)}`;
}

describe('GET /admin', () => {
  let tokens: Tokens;

  beforeAll(async () => {
    await createAccount(username);
    tokens = await signIn(username);
  });

  it('answers 401 without a token and 403 with the ID token of a user outside the group', async () => {
    expect(outcomeOf(await get('/admin'))).toEqual(unauthorized);
    expect(await getWith('/admin', tokens.idToken)).toEqual(forbidden);
    expect((await getWith('/secret', tokens.idToken))[0]).toBe(200);
  });

  it('answers 401 to a token with a forged group, and 403 after an unsigned AdminAddUserToGroup', async () => {
    const { idToken, accessToken } = tokens;
    const admins = { 'cognito:groups': ['admins'] };
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const byOtherKey = (content: string) => sign('sha256', Buffer.from(content), privateKey).toString('base64url');
    const forgeries = [
      forge(idToken, { claims: admins, signature: () => idToken.split('.')[2] ?? '' }),
      forge(idToken, { header: { alg: 'none' }, claims: admins, signature: () => '' }),
      forge(idToken, { claims: admins, signature: byOtherKey }),
      forge(accessToken, { claims: { ...admins, token_use: 'id' }, signature: byOtherKey }),
    ];
    for (const token of forgeries) expect(await getWith('/admin', token)).toEqual(unauthorized);

    const reply = await fetch(localRun().cognito, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': 'AWSCognitoIdentityProviderService.AdminAddUserToGroup',
      },
      body: JSON.stringify({ UserPoolId: localRun().userPoolId, Username: username, GroupName: 'admins' }),
    });
    expect(reply.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException:');
    expect(await getWith('/admin', (await signIn(username)).idToken)).toEqual(forbidden);
  });

  it('answers 200 to a member with an ID token issued after joining the group, and 401 to the access token', async () => {
    await changeMembership(AdminAddUserToGroupCommand);
    expect(await getWith('/admin', tokens.idToken)).toEqual(forbidden);

    const refreshed = tokensOf(await post('/refresh', { refreshToken: tokens.refreshToken }));
    const signedIn = await signIn(username);
    for (const { idToken, accessToken } of [refreshed, signedIn]) {
      expect(await getWith('/admin', idToken)).toEqual(allowed);
      // The access token has the group too, but it authorizes the account routes only.
      expect(await getWith('/admin', accessToken)).toEqual(unauthorized);
    }
  });

  it('answers 403 to a former member with an ID token issued after leaving the group', async () => {
    await changeMembership(AdminRemoveUserFromGroupCommand);
    expect(await getWith('/admin', (await signIn(username)).idToken)).toEqual(forbidden);
  });
});
