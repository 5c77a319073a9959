import { UpdateUserAttributesCommand } from '@aws-sdk/client-cognito-identity-provider';
import { sentCommands } from './support/cognito';
import {
  accessTokenExceptions,
  describeCognitoFailures,
  senderExceptions,
  triggerExceptions,
} from './support/cognito-failures';
import { describeInvalidBodies } from './support/invalid-bodies';
import { invalidAddresses } from './support/invalid-values';
import { ACCESS_TOKEN, load } from './support/invoke';
import { describeSuccessReply, expectProblem } from './support/replies';

const body = { email: 'augusta@lovelace.example' };

describe('PUT /me/email', () => {
  describeSuccessReply('change-email', { body });

  it('answers 202 without the address', async () => {
    const { status, body: reply } = await load('change-email')({ body });
    const message =
      'If the address can be used, a code has been sent to it. Until it is confirmed, the old address stays valid';
    expect([status, reply]).toEqual([202, { message }]);
  });

  it('sends Cognito the access token and the trimmed address, and does not mark it as verified', async () => {
    await load('change-email')({ body: { email: ' augusta@lovelace.example\n' } });
    const UserAttributes = [{ Name: 'email', Value: 'augusta@lovelace.example' }];
    expect(sentCommands()).toEqual([['UpdateUserAttributesCommand', { AccessToken: ACCESS_TOKEN, UserAttributes }]]);
  });

  it('answers 400 invalid_request, and sends nothing, when allowedEmailDomains excludes the domain', async () => {
    const invoke = load('change-email', { ALLOWED_EMAIL_DOMAINS: 'example.com,example.org' });
    const message = 'must be an address at example.com or example.org';
    expectProblem(await invoke({ body }), 400, 'invalid_request', [{ field: 'email', message }]);
    expect(sentCommands()).toEqual([]);
    expect((await invoke({ body: { email: 'augusta@Example.org' } })).status).toBe(202);
  });

  describe('validation of the body', () => {
    describeInvalidBodies('change-email', { validBody: body, invalidValues: invalidAddresses('email', 128) });
  });

  describe('failures of UpdateUserAttributes', () => {
    describeCognitoFailures('change-email', {
      command: UpdateUserAttributesCommand,
      validBodies: { username: body, email: body },
      rows: [
        ...accessTokenExceptions,
        ...triggerExceptions,
        ...senderExceptions,
        ['AliasExistsException', [202, 'accepted']],
        ['CodeDeliveryFailureException', [202, 'undelivered']],
        ['CodeMismatchException', [400, 'invalid_code']],
        ['ExpiredCodeException', [400, 'invalid_code']],
      ],
    });
  });
});
