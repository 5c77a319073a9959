import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { context } from '../../../cdk.json';
import { AuthStack } from '../../../lib/auth-stack';
import type { StageConfig } from '../../../lib/stages/stage-config';
import { stageFromContext } from '../../../lib/stages/stages';

// What CloudFormation's own rules say is a test of its own: test/lib/app.test.ts.
process.env.CDK_VALIDATION = 'false';

const outputs: string[] = [];
afterAll(() => {
  for (const path of outputs) rmSync(path, { recursive: true });
});

/** For esbuild, and for where each resource was made: these tests have no use for either, and both take their time. */
const spared = { 'aws:cdk:bundling-stacks': [], 'aws:cdk:disable-creation-stack-traces': true };

/** An app with the flags of cdk.json. */
export function testApp(): App {
  const outdir = mkdtempSync(join(tmpdir(), 'cognito-auth-api-'));
  outputs.push(outdir);
  return new App({ outdir, context: { ...context, ...spared } });
}

/** The template that a stage becomes. */
export function templateOf(stage: StageConfig): Template {
  return Template.fromStack(new AuthStack(testApp(), `cognito-auth-api-${stage.name}`, { stage }));
}

/** Settings that are for each product to choose in lib/stage.ts: no test depends on what stands there. */
const chosen = { allowedOrigins: '*', domain: undefined, waf: false, sender: undefined, alarmAddress: undefined };

/** A stage as in lib/stage.ts, in which all that is free to choose is as here: any origin, and no option on. */
export function stageWith(options: Record<string, unknown> = {}): StageConfig {
  return stageFromContext({ ...chosen, ...options });
}

/** Every stage and every way to sign in, though not each with each. A fact of all stacks is a `describe.each(stacks)`. */
export const stacks = [
  { stage: 'dev', signInWith: 'email' },
  { stage: 'prod', signInWith: 'username', allowedOrigins: '[]', sender: { address: 'no-reply@example.com' } },
].map((options) => {
  const stage = stageWith(options);
  const stack = new AuthStack(testApp(), `cognito-auth-api-${stage.name}`, { stage });
  const title = `${stage.name}, signing in with ${stage.signInWith}`;
  return { title, stage, stack, template: Template.fromStack(stack) };
});

/** A resource as it stands in a template. */
export type Resource = ReturnType<Template['findResources']>[string];

/** All resources of one type, with their logical ids. */
export function resourcesOf(template: Template, type: string): (readonly [id: string, resource: Resource])[] {
  return Object.entries(template.findResources(type));
}

/** The one resource of a type. */
export function onlyOne(template: Template, type: string): readonly [id: string, resource: Resource] {
  const [found, ...others] = resourcesOf(template, type);
  if (!found || others.length > 0) throw new Error(`Expected one ${type}, found ${others.length + (found ? 1 : 0)}`);
  return found;
}
