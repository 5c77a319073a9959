import { UserError } from '../lib/user-error';
import { explainAwsError } from '../smoke/aws-errors';
import { isHelpRequest } from '../smoke/options';
import { readDeployment } from './deployment';
import { linesFor } from './lines';
import { readLocalRun } from './local-run';
import { parseOptions, USAGE } from './options';

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (isHelpRequest(args)) {
    console.log(USAGE);
    return;
  }
  const { stage, ...format } = parseOptions(args);
  const variables = stage ? await readDeployment(stage) : await readLocalRun(process.env.PORT || '3000');
  process.stdout.write(linesFor(variables, format));
}

main().catch((thrown) => {
  const error = explainAwsError(thrown);
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
});
