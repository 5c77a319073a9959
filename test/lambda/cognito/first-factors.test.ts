import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { cognito, exception } from '../support/cognito';
import { load } from '../support/invoke';

const username = 'ada.lovelace';
const Session = 'session-of-a-user-who-does-not-exist';

describe.each(['CodeDeliveryFailureException', 'InvalidEmailRoleAccessPolicyException', 'LimitExceededException'])(
  'POST /sign-in/email-code, if the code cannot be sent because of %s,',
  (name) => {
    it('answers 200 as for an unknown user, and logs an error', async () => {
      cognito
        .on(InitiateAuthCommand)
        .rejectsOnce(exception(name))
        .resolves({ ChallengeName: 'SELECT_CHALLENGE', Session });
      const { status, body, log } = await load('sign-in-email-code')({ body: { username } });
      expect([status, body]).toEqual([200, { challenge: 'EMAIL_OTP', session: Session, username }]);
      expect(log).toContainEqual(['error', { outcome: 'undelivered', cause: `InitiateAuth: ${name}` }]);
      const names = cognito.commandCalls(InitiateAuthCommand).map(({ args }) => args[0].input.AuthParameters?.USERNAME);
      expect(names).toEqual([username, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    });
  },
);
