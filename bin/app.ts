import { App } from 'aws-cdk-lib';
import { AuthStack } from '../lib/auth-stack';
import { ConfigurationError } from '../lib/configuration-error';
import { stageFrom } from '../lib/stage';

try {
  const app = new App();
  const stage = stageFrom({
    stage: app.node.tryGetContext('stage'),
    signInWith: app.node.tryGetContext('signInWith'),
  });
  new AuthStack(app, `cognito-auth-api-${stage.name}`, { stage });
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
