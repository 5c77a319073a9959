import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { TemplateRules } from '../../../lib/validation/template-rules';
import { testApp } from './stacks';

interface ResourceOptions {
  readonly type: string;
  readonly properties: Record<string, unknown>;
}

/** What the rules of lib/validation find in an app. */
export interface Validation {
  /** Whether `cdk synth` fails. */
  readonly fails: boolean;
  /** For each finding `error|warning RULE CONSTRUCT PROPERTY`, and the sentence. */
  readonly findings: readonly (readonly [finding: string, sentence: string])[];
}

/** Synthesizes a stack `Stack` of resources, by logical id, with the rules of lib/validation. */
export function validate(resources: Readonly<Record<string, ResourceOptions>>): Validation {
  const app = testApp();
  const stack = new Stack(app, 'Stack');
  for (const [id, options] of Object.entries(resources)) new CfnResource(stack, id, options);
  return validateApp(app);
}

/** Synthesizes an app with the rules of lib/validation. */
export function validateApp(app: App): Validation {
  Validations.of(app).addPlugins(new TemplateRules());
  const printed = jest.spyOn(console, 'error').mockImplementation();
  let fails = false;
  try {
    app.synth();
  } catch (error) {
    if (!String(error).startsWith('ValidationFailed')) throw error;
    fails = true;
  } finally {
    printed.mockRestore();
  }
  const { pluginReports } = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
  const reports: Report[] = pluginReports.filter(({ pluginName }: Report) => pluginName === 'Template Rules');
  return { fails, findings: reports.flatMap(({ violations }) => violations.flatMap(findingsOf)) };
}

interface Report {
  readonly pluginName: string;
  readonly violations: readonly Violation[];
}

interface Violation {
  readonly ruleName: string;
  readonly severity: string;
  readonly description: string;
  readonly violatingConstructs: readonly {
    readonly constructPath: string;
    readonly cloudFormationResource: { readonly propertyPaths: readonly string[] };
  }[];
}

function findingsOf({ ruleName, severity, description, violatingConstructs }: Violation): Validation['findings'] {
  return violatingConstructs.map(({ constructPath, cloudFormationResource: { propertyPaths } }) => [
    `${severity} ${ruleName} ${constructPath} ${propertyPaths.join()}`,
    description,
  ]);
}

/** The result of an app without a finding. */
export const noFindings: Validation = { fails: false, findings: [] };

/** A user pool. The parts below belong to the one with the logical id Pool. */
export function userPool(properties: Record<string, unknown>): ResourceOptions {
  return { type: 'AWS::Cognito::UserPool', properties };
}

/** A part of the user pool, such as `UserPoolClient`. */
export function partOfPool(type: string, properties: Record<string, unknown>): ResourceOptions {
  return { type: `AWS::Cognito::${type}`, properties: { UserPoolId: { Ref: 'Pool' }, ...properties } };
}

/** The property of a user pool that allows these first factors. */
export function firstFactors(...AllowedFirstAuthFactors: readonly string[]): Record<string, unknown> {
  return { Policies: { SignInPolicy: { AllowedFirstAuthFactors } } };
}

/** The property of a user pool that sends its e-mails with Amazon SES. */
export const ses = {
  EmailConfiguration: { EmailSendingAccount: 'DEVELOPER', SourceArn: 'arn:aws:ses:eu-west-1:1:identity/example.com' },
};
