import { localRun, runOnce } from '../../support/local-run';
import { signInMethodsStage } from '../../support/stages';
import { expectedLines, runSteps, testedSteps } from '../../support/tested-commands';

runOnce(...signInMethodsStage('username'));

it('the commands of docs/sign-in-methods.md print the output that the document shows', async () => {
  const steps = testedSteps('docs/sign-in-methods.md');
  expect(steps.length).toBeGreaterThan(2);
  expect(await runSteps(steps, localRun().api)).toEqual(steps.map(expectedLines));
});
