import { readFileSync } from 'node:fs';
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib';
import { emailCodesNeedSes, emailSecondFactorNeedsRecovery } from './email-codes';
import { featureNeedsPlan } from './feature-plan';
import { knownGatewayResponseType } from './gateway-response-type';
import { knownIamAction } from './iam-action';
import { mappedAttributesAreMutable, mappedAttributesAreWritable } from './mapped-attributes';
import { rotationExcludesRefreshFlow } from './refresh-token-rotation';
import { relyingPartyIdFitsDomain } from './relying-party-id';
import { requiredMfaLimitsFirstFactors } from './required-mfa';
import type { Rule } from './rule';
import { parseResources } from './template';
import { userPoolSchema } from './user-pool-schema';

const rules: readonly Rule[] = [
  emailCodesNeedSes,
  emailSecondFactorNeedsRecovery,
  featureNeedsPlan,
  knownGatewayResponseType,
  knownIamAction,
  mappedAttributesAreMutable,
  mappedAttributesAreWritable,
  relyingPartyIdFitsDomain,
  requiredMfaLimitsFirstFactors,
  rotationExcludesRefreshFlow,
  userPoolSchema,
];

/**
 * Validation plugin for mistakes that neither CloudFormation Validate nor cdk-nag finds. The rules read the synthesized
 * templates only, so they apply to any app. They compare resources of one template, and literal values: the result of an
 * intrinsic function is not known at synth, and is accepted.
 *
 * An error makes `cdk synth` fail, unless a construct acknowledges it:
 * `Validations.of(construct).acknowledge({ id: 'Template-Rules::FeatureNeedsPlan', reason: '…' })`.
 */
export class TemplateRules implements IPolicyValidationPlugin {
  readonly name = 'Template Rules';
  readonly ruleIds = rules.map(({ name }) => name);

  validate({ stackTemplates }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = stackTemplates.flatMap(({ templatePath }) => violationsIn(templatePath));
    return { success: violations.every(({ severity }) => severity !== 'error'), violations };
  }
}

function violationsIn(templatePath: string): PolicyViolation[] {
  const resources = parseResources(JSON.parse(readFileSync(templatePath, 'utf8')));
  return rules.flatMap(({ name, severity, check }) =>
    check(resources).map(({ resource: { logicalId }, property, problem, fix }) => ({
      ruleName: name,
      severity,
      description: `${logicalId} ${problem}: ${fix}`,
      violatingResources: [{ resourceLogicalId: logicalId, templatePath, locations: [`Properties.${property}`] }],
    })),
  );
}
