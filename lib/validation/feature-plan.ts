import type { Rule } from './rule';
import { ofType, type Resource, userPoolOf, valuesAt } from './template';

/** The feature plans of a user pool, in ascending order. */
const plans = ['LITE', 'ESSENTIALS', 'PLUS'] as const;
type Plan = (typeof plans)[number];

interface Feature {
  readonly name: string;
  readonly plan: Plan;
  readonly type: string;
  readonly property: string;
  /** The values of the property that turn the feature on. Without it, every value does. */
  readonly values?: readonly unknown[];
}

const USER_POOL = 'AWS::Cognito::UserPool';
const CLIENT = 'AWS::Cognito::UserPoolClient';
const RISK_CONFIGURATION = 'AWS::Cognito::UserPoolRiskConfigurationAttachment';

/**
 * Sources: "User pool feature plans" in the Cognito developer guide, and the API reference of each setting, which names the
 * plan that the setting needs.
 */
const features: readonly Feature[] = [
  {
    name: 'sign-in without a password',
    plan: 'ESSENTIALS',
    type: USER_POOL,
    property: 'Policies.SignInPolicy.AllowedFirstAuthFactors',
    values: ['WEB_AUTHN', 'EMAIL_OTP', 'SMS_OTP'],
  },
  {
    name: 'e-mail as a second factor',
    plan: 'ESSENTIALS',
    type: USER_POOL,
    property: 'EnabledMfas',
    values: ['EMAIL_OTP'],
  },
  {
    name: 'customization of access tokens',
    plan: 'ESSENTIALS',
    type: USER_POOL,
    property: 'LambdaConfig.PreTokenGenerationConfig.LambdaVersion',
    values: ['V2_0', 'V3_0'],
  },
  {
    name: 'choice-based sign-in',
    plan: 'ESSENTIALS',
    type: CLIENT,
    property: 'ExplicitAuthFlows',
    values: ['ALLOW_USER_AUTH'],
  },
  {
    name: 'refresh token rotation',
    plan: 'ESSENTIALS',
    type: CLIENT,
    property: 'RefreshTokenRotation.Feature',
    values: ['ENABLED'],
  },
  {
    name: 'managed login',
    plan: 'ESSENTIALS',
    type: 'AWS::Cognito::UserPoolDomain',
    property: 'ManagedLoginVersion',
    values: [2],
  },
  {
    name: 'threat protection',
    plan: 'PLUS',
    type: USER_POOL,
    property: 'UserPoolAddOns.AdvancedSecurityMode',
    values: ['AUDIT', 'ENFORCED'],
  },
  {
    name: 'threat protection of custom authentication',
    plan: 'PLUS',
    type: USER_POOL,
    property: 'UserPoolAddOns.AdvancedSecurityAdditionalFlows.CustomAuthMode',
    values: ['AUDIT', 'ENFORCED'],
  },
  {
    name: 'detection of compromised credentials',
    plan: 'PLUS',
    type: RISK_CONFIGURATION,
    property: 'CompromisedCredentialsRiskConfiguration',
  },
  {
    name: 'adaptive authentication',
    plan: 'PLUS',
    type: RISK_CONFIGURATION,
    property: 'AccountTakeoverRiskConfiguration',
  },
  {
    name: 'export of user activity logs',
    plan: 'PLUS',
    type: 'AWS::Cognito::LogDeliveryConfiguration',
    property: 'LogConfigurations.EventSource',
    values: ['userAuthEvents'],
  },
];

/** A feature needs a higher plan than that of the user pool: Cognito answers FeatureUnavailableInTierException. */
export const featureNeedsPlan: Rule = {
  name: 'FeatureNeedsPlan',
  severity: 'error',
  check: (resources) =>
    features.flatMap(({ name, plan, type, property, values }) =>
      ofType(resources, type)
        .filter((resource) => valuesAt(resource, property).some((value) => values?.includes(value) ?? true))
        .flatMap((resource) => {
          const pool = type === USER_POOL ? resource : userPoolOf(resource, resources);
          const poolPlan = pool && planOf(pool);
          if (!pool || !poolPlan || plans.indexOf(poolPlan) >= plans.indexOf(plan)) return [];
          const problem = `has ${name} (${property}), but the feature plan of its user pool is ${poolPlan}`;
          return {
            resource,
            property,
            problem,
            fix: `set UserPoolTier of ${pool.logicalId} to ${plan}, or remove ${property}`,
          };
        }),
    ),
};

/** The plan of a user pool; undefined if it is known at deployment only. Cognito's default is Essentials. */
function planOf(pool: Resource): Plan | undefined {
  const [tier = 'ESSENTIALS'] = valuesAt(pool, 'UserPoolTier');
  return plans.find((plan) => plan === tier);
}
