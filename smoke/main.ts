import { UserError } from '../lib/user-error';
import { explainAwsError } from './aws-errors';
import { isHelpRequest, parseOptions, USAGE } from './options';
import { Report } from './report';
import { smokeTest } from './smoke-test';

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (isHelpRequest(args)) {
    console.log(USAGE);
    return;
  }
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => interruption.abort(new UserError('Interrupted.')));
  }
  const options = parseOptions(args);
  const report = new Report();
  try {
    await smokeTest(options, report, interruption.signal);
  } finally {
    // After an error or an interruption too: the last row says whether the test user was deleted.
    if (report.checks.length > 0) console.log(report.toString());
  }
  if (!report.isOk) process.exitCode = 1;
}

main().catch((thrown) => {
  const error = explainAwsError(thrown);
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
});
