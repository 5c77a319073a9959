import { App } from 'aws-cdk-lib';
import type { Route } from '../api/route';
import { AuthStack } from '../auth-stack';
import type { StageSettings } from '../stages/stage-config';
import { stageFromContext } from '../stages/stages';

/** The routes of the app with these settings, also those that features add. Builds the stack, but bundles no handler. */
export function servedRoutes(settings: Partial<StageSettings>): readonly Route[] {
  const app = new App({
    autoSynth: false,
    context: { 'aws:cdk:bundling-stacks': [], 'aws:cdk:disable-creation-stack-traces': true },
  });
  const { api } = new AuthStack(app, 'Routes', { stage: { ...stageFromContext({}), ...settings } });
  return api.routes.map(({ row }) => row);
}
