import { App, Validations } from 'aws-cdk-lib';
import { AuthStack } from '../lib/auth-stack';
import { stackName, stageFromContext } from '../lib/stages/stages';
import { UserError } from '../lib/user-error';
import { TemplateRules } from '../lib/validation/template-rules';

try {
  // Explicit synth: the automatic one at exit would also synthesize a half-built stack and print a second error.
  const app = new App({ autoSynth: false });
  Validations.of(app).addPlugins(new TemplateRules());
  const stage = stageFromContext(app.node.getAllContext());
  new AuthStack(app, stackName(stage), { stage });
  app.synth();
} catch (error) {
  // Node's own report would begin with a line of the CDK's minified source.
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
}
