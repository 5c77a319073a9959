import { AssociateSoftwareTokenCommand } from '@aws-sdk/client-cognito-identity-provider';
import { cognito, sentCommands } from './support/cognito';
import { accessTokenExceptions, describeCognitoFailures } from './support/cognito-failures';
import { describeInvalidBodies } from './support/invalid-bodies';
import { invalidLogins, invalidSessions } from './support/invalid-values';
import { load } from './support/invoke';
import { describeSuccessReply, expectProblem } from './support/replies';

const SecretCode = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPABCD';
const body = { username: 'ada.lovelace', session: 'session-of-the-challenge' };
const Session = 'session-of-the-key';

describe('POST /challenge/totp', () => {
  beforeEach(() => {
    cognito.on(AssociateSoftwareTokenCommand).resolves({ SecretCode, Session });
  });

  describeSuccessReply('start-mfa-setup', { body });

  it('answers 200 with the key, a URI that names product and user, and the session that replaces the sent one', async () => {
    const { status, body: reply } = await load('start-mfa-setup')({ body });
    const uri = `otpauth://totp/Engine%20%26%20Co:ada.lovelace?secret=${SecretCode}&issuer=Engine%20%26%20Co`;
    expect([status, reply]).toEqual([200, { secret: SecretCode, uri, session: Session }]);
  });

  it('sends Cognito only the session', async () => {
    await load('start-mfa-setup')({ body });
    expect(sentCommands()).toEqual([['AssociateSoftwareTokenCommand', { Session: body.session }]]);
  });

  it.each([{}, { SecretCode }, { Session }])(
    'answers 503 upstream_unavailable when AssociateSoftwareToken returns only some of its output (%#)',
    async (output) => {
      cognito.on(AssociateSoftwareTokenCommand).resolves(output);
      expectProblem(await load('start-mfa-setup')({ body }), 503, 'upstream_unavailable');
    },
  );

  describe('validation of the body', () => {
    describeInvalidBodies('start-mfa-setup', {
      validBody: body,
      invalidValues: [...invalidLogins, ...invalidSessions],
    });
  });

  describe('failures of AssociateSoftwareToken', () => {
    describeCognitoFailures('start-mfa-setup', {
      command: AssociateSoftwareTokenCommand,
      validBodies: { username: body, email: { ...body, username: 'ada@lovelace.example' } },
      rows: [
        ...accessTokenExceptions,
        ['NotAuthorizedException', [401, 'challenge_expired']],
        ['UserNotFoundException', [401, 'challenge_expired']],
        ['SoftwareTokenMFANotFoundException', [400, 'mfa_not_configured']],
        ['ConcurrentModificationException', [429, 'rate_limited']],
      ],
    });
  });
});
