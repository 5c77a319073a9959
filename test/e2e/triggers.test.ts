import { createHash, randomBytes } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
  SignUpCommand,
  UpdateUserAttributesCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { stageFromContext } from '../../lib/stages/stages';
import { Browser } from '../../packages/local-run/test/cognito/support/browser';
import { latestMessage } from './support/http';
import { localRun, printedValue, runOnce } from './support/local-run';
import {
  administrator,
  call,
  createAccount,
  expectProblem,
  PASSWORD,
  post,
  signIn,
  tokensOf,
  withToken,
} from './support/scenario';
import { callbackUrl, logoutUrl } from './support/stages';

const accessTokenScopes = [
  // Routes of the product may need them.
  ...stageFromContext({}).accessTokenScopes,
  { scope: 'test/write', group: 'admins' },
  { scope: 'test/export', attribute: 'custom:test_plan', value: 'pro' },
];
runOnce(
  'allowedEmailDomains=example.com',
  'emailLanguages=de,fr',
  'emailChange=true',
  'profileAttributes=locale',
  'sender={"address":"no-reply@example.com"}',
  `managedLogin=${JSON.stringify({ domainPrefix: 'engine', callbackUrls: [callbackUrl], logoutUrls: [logoutUrl] })}`,
  `accessTokenScopes=${JSON.stringify(accessTokenScopes)}`,
);

/** The scopes of an access token. */
function scopesIn(accessToken: string): string[] {
  const [, payload = ''] = accessToken.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()).scope.split(' ');
}

describe('allowedEmailDomains', () => {
  const account = (username: string, email: string) => ({ username, password: PASSWORD, email });

  it('refuses another domain at POST /sign-up and at PUT /me/email', async () => {
    expectProblem(await post('/sign-up', account('charles', 'charles@example.net')), 400, 'invalid_request');
    await createAccount('babbage');
    const { accessToken } = await signIn('babbage');
    const change = (email: string) => call('PUT', '/me/email', { email }, withToken(accessToken));
    expectProblem(await change('babbage@example.net'), 400, 'invalid_request');
    expect((await change('charles.babbage@example.com')).status).toBe(202);
  });

  it('refuses another domain to a caller who uses Cognito directly, with a code and no other text', async () => {
    const client = new CognitoIdentityProviderClient({ endpoint: localRun().cognito, region: 'us-east-1' });
    const signUp = (email: string) => {
      const UserAttributes = [{ Name: 'email', Value: email }];
      const request = { ClientId: localRun().clientId, Username: email.replace('@', '.'), Password: PASSWORD };
      return client.send(new SignUpCommand({ ...request, UserAttributes }));
    };
    await expect(signUp('direct@example.net')).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PreSignUp failed with error email_domain_not_allowed.',
    });
    await expect(signUp('direct@example.com')).resolves.toMatchObject({ UserConfirmed: false });
  });
});

describe('accessTokenScopes', () => {
  it('adds scopes for groups and attributes at the next sign-in or refresh, and not for other users', async () => {
    await createAccount('ada');
    const tokens = await signIn('ada');
    expect(scopesIn(tokens.accessToken)).toEqual(['aws.cognito.signin.user.admin']);
    const user = { UserPoolId: localRun().userPoolId, Username: 'ada' };
    await administrator().send(new AdminAddUserToGroupCommand({ ...user, GroupName: 'admins' }));
    const refreshed = tokensOf(await post('/refresh', { refreshToken: tokens.refreshToken }));
    expect(scopesIn(refreshed.accessToken)).toEqual(['aws.cognito.signin.user.admin', 'test/write']);
    const UserAttributes = [{ Name: 'custom:test_plan', Value: 'pro' }];
    await administrator().send(new AdminUpdateUserAttributesCommand({ ...user, UserAttributes }));
    const { accessToken } = await signIn('ada');
    expect(scopesIn(accessToken)).toEqual(['aws.cognito.signin.user.admin', 'test/write', 'test/export']);
    expect((await call('GET', '/me', undefined, withToken(accessToken))).status).toBe(200);
  });

  it('adds scopes to the access token of managed login, besides those that the app requests', async () => {
    await createAccount('hopper');
    const member = { UserPoolId: localRun().userPoolId, Username: 'hopper', GroupName: 'admins' };
    await administrator().send(new AdminAddUserToGroupCommand(member));
    const verifier = randomBytes(32).toString('base64url');
    const code_challenge = createHash('sha256').update(verifier).digest('base64url');
    const browser = new Browser(localRun().cognito);
    await browser.open(`${printedValue('LoginUrl', localRun().output())}&${new URLSearchParams({ code_challenge })}`);
    const { left } = await browser.submit({ username: 'hopper', password: PASSWORD });
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: localRun().clientId,
      redirect_uri: callbackUrl,
      code: left?.searchParams.get('code') ?? '',
      code_verifier: verifier,
    });
    const reply = await fetch(`${localRun().cognito}/oauth2/token`, { method: 'POST', body });
    expect(scopesIn(JSON.parse(await reply.text()).access_token)).toEqual(
      expect.arrayContaining(['openid', 'test/write']),
    );
  });

  it('depend on attributes that users cannot write, neither at a sign-up nor with their access token', async () => {
    const client = new CognitoIdentityProviderClient({ endpoint: localRun().cognito, region: 'us-east-1' });
    const UserAttributes = [
      { Name: 'email', Value: 'mallory@example.com' },
      { Name: 'custom:test_plan', Value: 'pro' },
    ];
    const request = { ClientId: localRun().clientId, Username: 'mallory', Password: PASSWORD, UserAttributes };
    await expect(client.send(new SignUpCommand(request))).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await createAccount('mallory');
    const { accessToken: AccessToken } = await signIn('mallory');
    const change = { AccessToken, UserAttributes: UserAttributes.slice(1) };
    await expect(client.send(new UpdateUserAttributesCommand(change))).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
  });
});

describe('emailLanguages', () => {
  const subjectOf = async (address: string) => (await latestMessage(localRun().api, address))?.subject;
  const signUpWith = (username: string, header: Record<string, string>) =>
    call('POST', '/sign-up', { username, password: PASSWORD, email: `${username}@example.com` }, header);

  it('writes the e-mails in the language that the request prefers, and in English otherwise', async () => {
    await signUpWith('anna', { 'Accept-Language': 'de-AT,de;q=0.9,en;q=0.8' });
    expect(await subjectOf('anna@example.com')).toMatch(/^Ihr Code für /);
    await signUpWith('anne', { 'Accept-Language': 'fr' });
    expect(await subjectOf('anne@example.com')).toMatch(/^Votre code pour /);
    await signUpWith('ann', { 'Accept-Language': 'en,de;q=0.5' });
    expect(await subjectOf('ann@example.com')).toMatch(/^Your code for /);
  });

  it('writes them in the locale of the user, also in an invitation', async () => {
    await createAccount('marie');
    const { accessToken } = await signIn('marie');
    expect((await call('PATCH', '/me', { locale: 'fr-FR' }, withToken(accessToken))).status).toBe(200);
    const headers = { 'Accept-Language': 'de' };
    expect((await call('POST', '/forgot-password', { username: 'marie' }, headers)).status).toBe(202);
    expect(await subjectOf('marie@example.com')).toMatch(/^Votre nouveau mot de passe pour /);
    const UserAttributes = [
      { Name: 'email', Value: 'heidi@example.net' },
      { Name: 'locale', Value: 'de-CH' },
    ];
    const invitation = { UserPoolId: localRun().userPoolId, Username: 'heidi', UserAttributes };
    await administrator().send(new AdminCreateUserCommand({ ...invitation, DesiredDeliveryMediums: ['EMAIL'] }));
    const { subject, text } = (await latestMessage(localRun().api, 'heidi@example.net')) ?? {};
    expect(subject).toMatch(/^Ihr Konto für /);
    expect(text).toContain('Ihr Benutzername ist <strong>heidi</strong>');
    // A temporary password may have braces.
    expect(text).not.toMatch(/\{(username|####)\}/);
  });
});
