import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { context } from '../../../cdk.json';
import { AuthStack } from '../../../lib/auth-stack';
import { routesFor } from '../../../lib/routes';
import type { StageConfig } from '../../../lib/stages/stage-config';
import { stackName, stageFromContext } from '../../../lib/stages/stages';
import { productSettings } from '../../support/product-settings';

// test/synthesized-app.test.ts validates the templates.
process.env.CDK_VALIDATION = 'false';

const outputs: string[] = [];
afterAll(() => {
  for (const path of outputs) rmSync(path, { recursive: true });
});

/** Skips bundling and the stack trace of each resource: both are slow, and these tests read neither. */
const fastSynth = { 'aws:cdk:bundling-stacks': [], 'aws:cdk:disable-creation-stack-traces': true };

/**
 * An app with the flags of cdk.json, and without the description of the construct tree for tools, which takes a tenth of the time
 * of these tests.
 */
export function testApp(): App {
  const outdir = mkdtempSync(join(tmpdir(), 'cognito-auth-api-'));
  outputs.push(outdir);
  return new App({ outdir, treeMetadata: false, context: { ...context, ...fastSynth } });
}

/** The stack of a stage, with its synthesized template. */
export function synthesized(stage: StageConfig): { stage: StageConfig; stack: AuthStack; template: Template } {
  // The CDK prints the warnings of the stack.
  const printed = jest.spyOn(console, 'error').mockImplementation();
  try {
    const stack = new AuthStack(testApp(), stackName(stage), { stage });
    return { stage, stack, template: Template.fromStack(stack) };
  } finally {
    printed.mockRestore();
  }
}

/** The synthesized template of a stage. */
export function templateOf(stage: StageConfig): Template {
  return synthesized(stage).template;
}

const defaults = {
  ...productSettings,
  allowedOrigins: '*',
  domain: undefined,
  waf: false,
  sender: undefined,
  alarmAddress: undefined,
};

/** A stage of lib/stages/stages.ts that allows any origin and has no optional feature, with these options. */
export function stageWith(options: Record<string, unknown> = {}): StageConfig {
  return stageFromContext({ ...defaults, ...options });
}

/** Both stages and both sign-in modes, in two stacks. A test that holds for every stack is in a `describe.each(stacks)`. */
export const stacks = [
  { stage: 'dev', signInWith: 'email' },
  { stage: 'prod', signInWith: 'username', allowedOrigins: '[]', sender: { address: 'no-reply@example.com' } },
].map((options) => {
  const stage = stageWith(options);
  return { title: `stage ${stage.name} with sign-in by ${stage.signInWith}`, ...synthesized(stage) };
});

/** The logical ids of the functions that features have added, with the names of their routes. */
export function featureFunctions({ stack, stage }: (typeof stacks)[number]): ReadonlyMap<string, string> {
  const own = new Set(routesFor(stage.signInWith, stage).map(({ name }) => name));
  const added = stack.api.routes.filter(({ row }) => !own.has(row.name));
  return new Map(
    added.map(({ row, lambda }) => [stack.getLogicalId(lambda.node.defaultChild as CfnFunction), row.name]),
  );
}

/** A resource of a template. */
export type Resource = ReturnType<Template['findResources']>[string];

/** All resources of one type, with their logical ids. */
export function resourcesOf(template: Template, type: string): (readonly [id: string, resource: Resource])[] {
  return Object.entries(template.findResources(type));
}

/** The only resource of a type. Throws if there is none or more than one. */
export function onlyOne(template: Template, type: string): readonly [id: string, resource: Resource] {
  const [found, ...others] = resourcesOf(template, type);
  if (!found || others.length > 0) throw new Error(`Expected one ${type}, found ${others.length + (found ? 1 : 0)}`);
  return found;
}

/** The methods of an API as `POST /sign-up`, with their properties. */
export function methodsOf(template: Template): Map<string, Resource['Properties']> {
  return new Map(
    resourcesOf(template, 'AWS::ApiGateway::Method').map(([, { Properties }]) => [
      `${Properties.HttpMethod} ${pathOf(template, Properties.ResourceId)}`,
      Properties,
    ]),
  );
}

function pathOf(template: Template, { Ref }: { Ref?: string }): string {
  const resource = Ref === undefined ? undefined : template.findResources('AWS::ApiGateway::Resource')[Ref];
  if (!resource) return '';
  return `${pathOf(template, resource.Properties.ParentId)}/${resource.Properties.PathPart}`;
}
