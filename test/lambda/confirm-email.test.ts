import { VerifyUserAttributeCommand } from '@aws-sdk/client-cognito-identity-provider';
import { sentCommands } from './support/cognito';
import { accessTokenExceptions, describeCognitoFailures } from './support/cognito-failures';
import { describeInvalidBodies } from './support/invalid-bodies';
import { invalidCodes } from './support/invalid-values';
import { ACCESS_TOKEN, load } from './support/invoke';
import { describeSuccessReply } from './support/replies';

const body = { code: '184310' };

describe('POST /me/email/confirm', () => {
  describeSuccessReply('confirm-email', { body });

  it('answers 204 when the address was changed', async () => {
    const { status, text } = await load('confirm-email')({ body });
    expect([status, text]).toEqual([204, '']);
  });

  it('sends Cognito the access token and the trimmed code', async () => {
    await load('confirm-email')({ body: { code: '\t184310 ' } });
    expect(sentCommands()).toEqual([
      ['VerifyUserAttributeCommand', { AccessToken: ACCESS_TOKEN, AttributeName: 'email', Code: '184310' }],
    ]);
  });

  describe('validation of the body', () => {
    describeInvalidBodies('confirm-email', { validBody: body, invalidValues: invalidCodes });
  });

  describe('failures of VerifyUserAttribute', () => {
    describeCognitoFailures('confirm-email', {
      command: VerifyUserAttributeCommand,
      validBodies: { username: body, email: body },
      rows: [
        ...accessTokenExceptions,
        ['AliasExistsException', [409, 'email_taken']],
        ['CodeMismatchException', [400, 'invalid_code']],
        ['ExpiredCodeException', [400, 'invalid_code']],
        ['LimitExceededException', [429, 'too_many_attempts']],
      ],
    });
  });
});
