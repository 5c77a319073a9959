import type { Template } from 'aws-cdk-lib/assertions';
import { onlyOne, stacks, stageWith, templateOf } from '../support/stacks';

const passkeyRelyingPartyId = 'example.com';
const sender = { address: 'no-reply@example.com' };

const poolOf = (template: Template) => onlyOne(template, 'AWS::Cognito::UserPool')[1].Properties;
const clientOf = (template: Template) => onlyOne(template, 'AWS::Cognito::UserPoolClient')[1].Properties;
const templateWith = (options: Record<string, unknown>) =>
  templateOf(stageWith({ stage: 'dev', signInWith: 'email', sender, ...options }));

const flows = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH'];

describe.each(stacks)('without sign-in methods besides the password, $title', ({ template }) => {
  it('the pool has no first factors of its own and no relying party', () => {
    const { Policies, ...pool } = poolOf(template);
    const names = ['WebAuthnRelyingPartyID', 'WebAuthnUserVerification', 'WebAuthnFactorConfiguration'];
    expect([Policies.SignInPolicy, ...names.map((name) => pool[name])]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('the app client does not allow USER_AUTH', () => {
    expect([...clientOf(template).ExplicitAuthFlows].sort()).toEqual(flows);
  });
});

describe('the setting signInMethods', () => {
  it.each([
    ['codes by e-mail', ['password', 'emailCode'], ['PASSWORD', 'EMAIL_OTP'], undefined],
    ['passkeys', ['password', 'passkey'], ['PASSWORD', 'WEB_AUTHN'], passkeyRelyingPartyId],
    ['both', ['passkey', 'emailCode', 'password'], ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'], passkeyRelyingPartyId],
  ])('allows %s in pool and app client', (_, signInMethods, factors, relyingParty) => {
    const template = templateWith({ signInMethods, passkeyRelyingPartyId });
    const { Policies, WebAuthnRelyingPartyID } = poolOf(template);
    expect([...Policies.SignInPolicy.AllowedFirstAuthFactors].sort()).toEqual(factors.toSorted());
    expect(WebAuthnRelyingPartyID).toEqual(relyingParty);
    expect([...clientOf(template).ExplicitAuthFlows].sort()).toEqual(['ALLOW_USER_AUTH', ...flows]);
  });
});

describe('passkeys', () => {
  const passkeys = { signInMethods: ['password', 'passkey'], passkeyRelyingPartyId };
  const verificationIn = ({ WebAuthnUserVerification, WebAuthnFactorConfiguration }: Record<string, unknown>) => [
    WebAuthnUserVerification,
    WebAuthnFactorConfiguration,
  ];

  it.each(['optional', 'required'])('verify the user and count as both factors with mfa %s', (mfa) => {
    expect(verificationIn(poolOf(templateWith({ ...passkeys, mfa })))).toEqual([
      'required',
      'MULTI_FACTOR_WITH_USER_VERIFICATION',
    ]);
  });

  it('need not verify the user without a second factor', () => {
    expect(verificationIn(poolOf(templateWith({ ...passkeys, mfa: 'off' })))).toEqual([undefined, undefined]);
  });

  it('are the only first factor besides the password that required MFA allows', () => {
    const { MfaConfiguration, Policies } = poolOf(templateWith({ ...passkeys, mfa: 'required' }));
    expect([MfaConfiguration, Policies.SignInPolicy.AllowedFirstAuthFactors]).toEqual([
      'ON',
      ['PASSWORD', 'WEB_AUTHN'],
    ]);
  });
});

describe('the setting mfa with the value required', () => {
  it('requires TOTP, and allows no other second factor', () => {
    const { MfaConfiguration, EnabledMfas } = poolOf(templateWith({ mfa: 'required' }));
    expect([MfaConfiguration, EnabledMfas]).toEqual(['ON', ['SOFTWARE_TOKEN_MFA']]);
  });

  it('names the password as the only first factor, because a pool keeps those of an earlier deployment', () => {
    const { Policies } = poolOf(templateWith({ mfa: 'required' }));
    expect(Policies.SignInPolicy).toEqual({ AllowedFirstAuthFactors: ['PASSWORD'] });
  });
});

describe('the setting profileAttributes', () => {
  const template = templateWith({ profileAttributes: ['given_name', 'picture', 'custom:favorite_color'] });

  it('lets tokens of the app client read and write the listed attributes, and read email_verified only', () => {
    const { ReadAttributes, WriteAttributes } = clientOf(template);
    const listed = ['custom:favorite_color', 'given_name', 'picture'];
    expect([[...ReadAttributes].sort(), [...WriteAttributes].sort()]).toEqual([
      [...listed, 'email', 'email_verified'].sort(),
      [...listed, 'email'].sort(),
    ]);
  });

  it('lets no token write an attribute that is not listed', () => {
    const { WriteAttributes } = clientOf(templateWith({ profileAttributes: ['name'] }));
    expect([...WriteAttributes].sort()).toEqual(['email', 'name']);
  });

  it('adds the custom attributes to the pool, as text that users can change', () => {
    expect(poolOf(template).Schema).toEqual([{ AttributeDataType: 'String', Mutable: true, Name: 'favorite_color' }]);
  });

  it('adds no Schema for standard attributes, with which later updates of the pool can fail', () => {
    expect(poolOf(templateWith({ profileAttributes: ['name', 'locale'] })).Schema).toBeUndefined();
  });
});
