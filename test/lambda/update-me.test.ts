import { GetUserCommand, UpdateUserAttributesCommand } from '@aws-sdk/client-cognito-identity-provider';
import { account, accountWith } from './support/accounts';
import { cognito, sentCommands } from './support/cognito';
import {
  accessTokenExceptions,
  describeCognitoFailures,
  senderExceptions,
  triggerExceptions,
} from './support/cognito-failures';
import { ACCESS_TOKEN, load } from './support/invoke';
import { describeSuccessReply, expectProblem } from './support/replies';

const variables = { PROFILE_ATTRIBUTES: 'name,given_name,locale,custom:favorite_color' };
const updateMe = load('update-me', variables);
const body = { givenName: 'Augusta Ada', favoriteColor: 'ultramarine' };
const changed = accountWith({ given_name: 'Augusta Ada', 'custom:favorite_color': 'ultramarine' });

describe('PATCH /me', () => {
  beforeEach(() => {
    cognito.on(GetUserCommand).resolves(changed);
  });

  describeSuccessReply('update-me', { body: {} });

  it('answers 200 with the account and its profile after the change', async () => {
    const reply = await updateMe({ body });
    expect([reply.status, reply.body]).toEqual([
      200,
      {
        username: 'ada.lovelace',
        sub: '6b5ba8a1-0c4e-4f0a-9b1e-1843184318ad',
        email: 'ada@lovelace.example',
        emailVerified: true,
        totp: false,
        profile: body,
      },
    ]);
  });

  it('changes only the sent attributes, by the names of Cognito and with trimmed values, and then reads the account', async () => {
    await updateMe({ body: { ...body, givenName: ' Augusta Ada\n' } });
    const UserAttributes = [
      { Name: 'given_name', Value: 'Augusta Ada' },
      { Name: 'custom:favorite_color', Value: 'ultramarine' },
    ];
    expect(sentCommands()).toEqual([
      ['UpdateUserAttributesCommand', { AccessToken: ACCESS_TOKEN, UserAttributes }],
      ['GetUserCommand', { AccessToken: ACCESS_TOKEN }],
    ]);
  });

  it('removes an attribute when its value is empty', async () => {
    cognito.on(GetUserCommand).resolves(accountWith({ given_name: '' }));
    const reply = await updateMe({ body: { givenName: '' } });
    expect(reply.body.profile).toEqual({});
    const UserAttributes = [{ Name: 'given_name', Value: '' }];
    expect(sentCommands()[0]).toEqual(['UpdateUserAttributesCommand', { AccessToken: ACCESS_TOKEN, UserAttributes }]);
  });

  it('changes nothing when the body has no attribute', async () => {
    cognito.on(GetUserCommand).resolves(account);
    expect((await updateMe({ body: {} })).body.profile).toEqual({});
    expect(sentCommands().map(([command]) => command)).toEqual(['GetUserCommand']);
  });

  it.each([
    'email',
    'emailVerified',
    'email_verified',
    'given_name',
    'familyName',
    'phoneNumber',
    'custom:favorite_color',
    'custom:role',
    'role',
    'sub',
    'profile',
    'constructor',
    '__proto__',
  ])('answers 400 invalid_request to the field %s, which is no attribute of the profile', async (field) => {
    const errors = [{ field, message: 'is not a field of this route' }];
    expectProblem(await updateMe({ body: `{"${field}":"augusta"}` }), 400, 'invalid_request', errors);
    expect(sentCommands()).toEqual([]);
  });

  it.each([
    ['a number', 1234567, 'must be a string'],
    ['null', null, 'must be a string'],
    ['an object', { first: 'Augusta' }, 'must be a string'],
    ['too long', 'x'.repeat(2049), 'must be at most 2048 characters'],
    ['no well-formed Unicode', 'Augusta \ud83e', 'must be well-formed Unicode'],
  ])('answers 400 invalid_request when a value is %s', async (_, name, message) => {
    expectProblem(await updateMe({ body: { name } }), 400, 'invalid_request', [{ field: 'name', message }]);
    expect(sentCommands()).toEqual([]);
  });

  it.each([
    [null, 'is required'],
    ['[]', 'must be a JSON object'],
    ['{', 'must be valid JSON'],
  ])('answers 400 invalid_request when the body is %j', async (sent, message) => {
    expectProblem(await updateMe({ body: sent }), 400, 'invalid_request', [{ field: 'body', message }]);
  });

  it('answers 401 unauthorized when the claims have no sub', async () => {
    expectProblem(await updateMe({ body, claims: {} }), 401, 'unauthorized');
    expect(sentCommands()).toEqual([]);
  });

  describe('failures of UpdateUserAttributes', () => {
    describeCognitoFailures('update-me', {
      command: UpdateUserAttributesCommand,
      validBodies: { username: body, email: body },
      variables,
      rows: [
        ...accessTokenExceptions,
        ...triggerExceptions,
        ...senderExceptions,
        ['AliasExistsException', [200, 'accepted']],
        ['CodeDeliveryFailureException', [200, 'undelivered']],
        ['CodeMismatchException', [400, 'invalid_code']],
        ['ExpiredCodeException', [400, 'invalid_code']],
      ],
    });
  });

  describe('failures of GetUser', () => {
    describeCognitoFailures('update-me', {
      command: GetUserCommand,
      validBodies: { username: body, email: body },
      variables,
      rows: accessTokenExceptions,
    });
  });
});
