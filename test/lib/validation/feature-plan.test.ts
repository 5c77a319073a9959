import { firstFactors, noFindings, partOfPool, ses, userPool, validate } from '../support/validate';

interface Feature {
  readonly name: string;
  readonly property: string;
  /** Properties of the user pool that turn the feature on. */
  readonly pool?: Record<string, unknown>;
  /** The part of the user pool that turns the feature on. */
  readonly part?: ReturnType<typeof partOfPool>;
}

const essentials: readonly Feature[] = [
  {
    name: 'sign-in without a password',
    property: 'Policies.SignInPolicy.AllowedFirstAuthFactors',
    pool: firstFactors('PASSWORD', 'WEB_AUTHN'),
  },
  {
    name: 'sign-in without a password',
    property: 'Policies.SignInPolicy.AllowedFirstAuthFactors',
    pool: firstFactors('PASSWORD', 'EMAIL_OTP'),
  },
  { name: 'e-mail as a second factor', property: 'EnabledMfas', pool: { EnabledMfas: ['EMAIL_OTP'] } },
  {
    name: 'customization of access tokens',
    property: 'LambdaConfig.PreTokenGenerationConfig.LambdaVersion',
    pool: { LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: 'V2_0' } } },
  },
  {
    name: 'choice-based sign-in',
    property: 'ExplicitAuthFlows',
    part: partOfPool('UserPoolClient', { ExplicitAuthFlows: ['ALLOW_USER_AUTH'] }),
  },
  {
    name: 'refresh token rotation',
    property: 'RefreshTokenRotation.Feature',
    part: partOfPool('UserPoolClient', { RefreshTokenRotation: { Feature: 'ENABLED' } }),
  },
  {
    name: 'managed login',
    property: 'ManagedLoginVersion',
    part: partOfPool('UserPoolDomain', { Domain: 'engine', ManagedLoginVersion: 2 }),
  },
];

const plus: readonly Feature[] = [
  {
    name: 'threat protection',
    property: 'UserPoolAddOns.AdvancedSecurityMode',
    pool: { UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' } },
  },
  {
    name: 'threat protection',
    property: 'UserPoolAddOns.AdvancedSecurityMode',
    pool: { UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' } },
  },
  {
    name: 'threat protection of custom authentication',
    property: 'UserPoolAddOns.AdvancedSecurityAdditionalFlows.CustomAuthMode',
    pool: { UserPoolAddOns: { AdvancedSecurityAdditionalFlows: { CustomAuthMode: 'AUDIT' } } },
  },
  {
    name: 'detection of compromised credentials',
    property: 'CompromisedCredentialsRiskConfiguration',
    part: partOfPool('UserPoolRiskConfigurationAttachment', {
      CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: 'BLOCK' } },
    }),
  },
  {
    name: 'adaptive authentication',
    property: 'AccountTakeoverRiskConfiguration',
    part: partOfPool('UserPoolRiskConfigurationAttachment', {
      AccountTakeoverRiskConfiguration: { Actions: { HighAction: { EventAction: 'BLOCK', Notify: false } } },
    }),
  },
  {
    name: 'export of user activity logs',
    property: 'LogConfigurations.EventSource',
    part: partOfPool('LogDeliveryConfiguration', {
      LogConfigurations: [{ EventSource: 'userNotification' }, { EventSource: 'userAuthEvents' }],
    }),
  },
];

function resourcesWith({ pool, part }: Feature, UserPoolTier: unknown) {
  return { Pool: userPool({ ...ses, ...pool, UserPoolTier }), ...(part && { Part: part }) };
}

describe.each([
  { plan: 'ESSENTIALS', features: essentials, lower: ['LITE'], sufficient: ['ESSENTIALS', 'PLUS', undefined] },
  { plan: 'PLUS', features: plus, lower: ['LITE', 'ESSENTIALS'], sufficient: ['PLUS'] },
])('FeatureNeedsPlan, for features of $plan', ({ plan, features, lower, sufficient }) => {
  describe.each(features)('$name ($property)', (feature) => {
    const { name, property, part } = feature;

    it.each(lower)('is reported on %s', (tier) => {
      const id = part ? 'Part' : 'Pool';
      expect(validate(resourcesWith(feature, tier))).toEqual({
        fails: true,
        findings: [
          [
            `error FeatureNeedsPlan Stack/${id} Properties.${property}`,
            `${id} has ${name} (${property}), but the feature plan of its user pool is ${tier}: ` +
              `set UserPoolTier of Pool to ${plan}, or remove ${property}`,
          ],
        ],
      });
    });

    it.each([...sufficient, { Ref: 'AWS::Region' }])('is accepted on %j', (tier) => {
      expect(validate(resourcesWith(feature, tier))).toEqual(noFindings);
    });
  });
});

describe('FeatureNeedsPlan', () => {
  it('reports a feature of Plus in a pool without a plan, which has Essentials', () => {
    const { findings } = validate({ Pool: userPool({ UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' } }) });
    expect(findings[0]?.[1]).toContain(
      'but the feature plan of its user pool is ESSENTIALS: set UserPoolTier of Pool to PLUS',
    );
  });

  it('accepts passwords, classic pages and error logs on LITE', () => {
    const resources = {
      Pool: userPool({
        ...firstFactors('PASSWORD'),
        EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
        UserPoolTier: 'LITE',
        UserPoolAddOns: { AdvancedSecurityMode: 'OFF' },
        LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: 'V1_0' } },
      }),
      Client: partOfPool('UserPoolClient', {
        ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
        RefreshTokenRotation: { Feature: 'DISABLED' },
      }),
      Domain: partOfPool('UserPoolDomain', { Domain: 'engine', ManagedLoginVersion: 1 }),
      Logs: partOfPool('LogDeliveryConfiguration', { LogConfigurations: [{ EventSource: 'userNotification' }] }),
    };
    expect(validate(resources)).toEqual(noFindings);
  });

  it('accepts a client whose user pool is in another template', () => {
    const properties = { UserPoolId: 'eu-central-1_example', ExplicitAuthFlows: ['ALLOW_USER_AUTH'] };
    const Client = { type: 'AWS::Cognito::UserPoolClient', properties };
    expect(validate({ Pool: userPool({ UserPoolTier: 'LITE' }), Client })).toEqual(noFindings);
  });
});
