import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { fresh } from '../support/invoke';

describe('the pre-sign-up trigger with allowedEmailDomains, at the user migration', () => {
  const { handler } = fresh<{ handler: (event: PreSignUpTriggerEvent) => Promise<unknown> }>(
    '../../../lambda/triggers/pre-sign-up',
    { ALLOWED_EMAIL_DOMAINS: 'example.com' },
  );
  const eventOf = (triggerSource: string, email_verified: string) =>
    ({
      triggerSource,
      request: { userAttributes: { email: 'ada@lovelace.example', email_verified } },
    }) as unknown as PreSignUpTriggerEvent;

  // AWS does not document which source it has.
  it.each(['PreSignUp_AdminCreateUser', 'PreSignUp_SignUp'])(
    'accepts every address of the old system: %s',
    async (source) => {
      await expect(handler(eventOf(source, 'true'))).resolves.toBeDefined();
    },
  );

  it('rejects a sign-up with an address of another domain, which is not verified yet', async () => {
    await expect(handler(eventOf('PreSignUp_SignUp', 'false'))).rejects.toThrow('email_domain_not_allowed');
  });
});
