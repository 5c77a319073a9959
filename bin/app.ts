import { App } from 'aws-cdk-lib';
import { AuthStack } from '../lib/auth-stack';
import { stageFrom } from '../lib/stages/stages';
import { ConfigurationError } from '../lib/user-error';

try {
  // Synthesized here and not at exit, where half a stack would be too and bury the first error under a second.
  const app = new App({ autoSynth: false });
  const stage = stageFrom(app.node.getAllContext());
  new AuthStack(app, `cognito-auth-api-${stage.name}`, { stage });
  app.synth();
} catch (error) {
  // Printed here, because Node's own report begins with a line of the CDK's minified source.
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exitCode = 1;
}
