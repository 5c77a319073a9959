import { CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { AuthStack } from '../../../lib/auth-stack';
import { stageWith, testApp } from '../support/stacks';
import { firstFactors, noFindings, userPool, validateApp } from '../support/validate';

const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d';
const urls = { callbackUrls: ['https://a.example/'], logoutUrls: ['https://a.example/'] };
const customDomain = { domainName: 'login.example.com', certificateArn };
const options = {
  sender: { address: 'no-reply@example.com' },
  alarmAddress: 'ops@example.com',
  domain: { name: 'api.example.com', certificateArn },
  allowedOrigins: ['https://a.example'],
  waf: true,
  identityPool: true,
};

function validateStage(settings: Record<string, unknown>) {
  const app = testApp();
  new AuthStack(app, 'Stack', { stage: stageWith(settings) });
  return validateApp(app);
}

describe('the rules of lib/validation', () => {
  describe.each(['dev', 'prod'])('applied to the stage %s', (stage) => {
    it.each([
      ['no option', { signInWith: 'email', allowedOrigins: [] }],
      ['all options, with user names', { signInWith: 'username', ...options }],
      [
        'all options and a domain prefix',
        { signInWith: 'email', ...options, managedLogin: { ...urls, domainPrefix: 'engine' } },
      ],
      ['all options and a custom domain', { signInWith: 'email', ...options, managedLogin: { ...urls, customDomain } }],
    ])('find nothing with %s', (_, settings) => {
      expect(validateStage({ stage, ...settings })).toEqual(noFindings);
    });

    it.each(['username', 'email'])('find nothing with all sign-in methods and sign-in by %s', (signInWith) => {
      const methods = { signInMethods: ['password', 'emailCode', 'passkey'], passkeyRelyingPartyId: 'example.com' };
      const account = { emailChange: true, profileAttributes: ['name', 'custom:favorite_color'], stepUpMinutes: 5 };
      const managedLogin = signInWith === 'email' && { managedLogin: { ...urls, customDomain } };
      expect(validateStage({ stage, signInWith, ...options, ...methods, ...account, ...managedLogin })).toEqual(
        noFindings,
      );
    });

    it('find nothing with required MFA', () => {
      expect(validateStage({ stage, signInWith: 'email', ...options, mfa: 'required' })).toEqual(noFindings);
    });

    it('report codes by e-mail without a sender', () => {
      const { fails, findings } = validateStage({
        stage,
        allowedOrigins: [],
        signInMethods: ['password', 'emailCode'],
      });
      expect(fails).toBe(true);
      expect(findings.map(([finding]) => finding)).toEqual([
        'error EmailCodesNeedSes Stack/Users/UserPool/Resource Properties.Policies.SignInPolicy.AllowedFirstAuthFactors',
      ]);
    });

    it('report a relying party ID that does not fit the domain of managed login', () => {
      const passkeys = { signInMethods: ['password', 'passkey'], passkeyRelyingPartyId: 'example.org' };
      const { fails, findings } = validateStage({
        stage,
        signInWith: 'email',
        ...options,
        ...passkeys,
        managedLogin: { ...urls, customDomain },
      });
      expect(fails).toBe(true);
      expect(findings.map(([finding]) => finding)).toEqual([
        'error RelyingPartyIdFitsDomain Stack/Users/UserPool/Resource Properties.WebAuthnRelyingPartyID',
      ]);
    });

    it('warn about the Schema that managed login with user names needs', () => {
      const managedLogin = { ...urls, domainPrefix: 'engine' };
      const { fails, findings } = validateStage({ stage, signInWith: 'username', ...options, managedLogin });
      expect(fails).toBe(false);
      expect(findings.map(([finding]) => finding)).toEqual([
        'warning UserPoolSchema Stack/Users/UserPool/Resource Properties.Schema',
      ]);
    });
  });

  it('can be acknowledged for a construct', () => {
    const app = testApp();
    const stack = new Stack(app, 'Stack');
    const pool = new CfnResource(stack, 'Pool', userPool(firstFactors('EMAIL_OTP')));
    Validations.of(pool).acknowledge({ id: 'Template-Rules::EmailCodesNeedSes', reason: 'A pool without users.' });
    expect(validateApp(app)).toEqual(noFindings);
  });
});
