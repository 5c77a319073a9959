import {
  type CognitoIdentityProviderClient,
  DescribeUserPoolCommand,
  type PasswordPolicyType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { StageConfig } from '../lib/stages/stage-config';
import type { Report } from './report';

export interface UserPoolSettingProps {
  readonly cognito: CognitoIdentityProviderClient;
  readonly userPoolId: string;
  readonly stage: StageConfig;
  readonly report: Report;
}

/** Compares settings of the deployed user pool with the stage: they differ after a deployment with other settings. */
export async function checkUserPoolSettings(props: UserPoolSettingProps): Promise<void> {
  const { cognito, userPoolId: UserPoolId, stage, report } = props;
  const pool = await cognito
    .send(new DescribeUserPoolCommand({ UserPoolId }))
    .then(({ UserPool = {} }) => UserPool)
    .catch((error: Error) => error.name);
  if (typeof pool === 'string') {
    report.compare('Settings of the user pool', 'readable', pool);
    return;
  }
  const { minLength, requireLowercase, requireUppercase, requireDigits, requireSymbols } = stage.passwordPolicy;
  const policy = {
    MinimumLength: minLength,
    RequireLowercase: requireLowercase,
    RequireUppercase: requireUppercase,
    RequireNumbers: requireDigits,
    RequireSymbols: requireSymbols,
  };
  report.compare('Password policy', policyText(policy), policyText(pool.Policies?.PasswordPolicy ?? {}));
  const adminsOnly = pool.AdminCreateUserConfig?.AllowAdminCreateUserOnly ?? false;
  report.compare('Self sign-up', onOrOff(stage.selfSignUp), onOrOff(!adminsOnly));
  const isProtected = pool.DeletionProtection === 'ACTIVE';
  report.compare('Deletion protection', onOrOff(stage.deletionProtection), onOrOff(isProtected));
}

const onOrOff = (isOn: boolean) => (isOn ? 'on' : 'off');

function policyText(policy: PasswordPolicyType): string {
  const kinds = [
    policy.RequireLowercase && 'lower',
    policy.RequireUppercase && 'upper',
    policy.RequireNumbers && 'digit',
    policy.RequireSymbols && 'symbol',
  ];
  return [`${policy.MinimumLength} characters`, ...kinds.filter(Boolean)].join(', ');
}
