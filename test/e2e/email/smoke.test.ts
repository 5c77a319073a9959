import { temporaryFolder } from '../../../packages/local-run/test/support/temporary-folder';
import { localRun, runOnce } from '../support/local-run';
import { expectSuccess, rowsWith, runSmokeTest } from '../support/smoke';
import { emailStage } from '../support/stages';

runOnce(...emailStage);

describe('npm run smoke for a stage with e-mail addresses as usernames', () => {
  const folder = temporaryFolder();
  const args = ['stage=prod', 'signInWith=email', 'allowedOrigins=[]'].flatMap((option) => ['-c', option]);

  it('exits with 0 with the identity pool', async () => {
    const outputs = { IdentityPoolId: localRun().identityPoolId };
    const options = { stage: 'prod', args: [...args, '-c', 'identityPool=true'], outputs };
    const result = await runSmokeTest(folder, options);
    await expectSuccess(result);
    expect(rowsWith('ok', result).map(([name]) => name)).toContain('GET /private with a signature');
  });

  it('exits with 0 without the identity pool', async () => {
    await expectSuccess(await runSmokeTest(folder, { stage: 'prod', args }));
  });

  it('exits with 1 if the stage has user names', async () => {
    const [, , , , ...others] = args;
    const result = await runSmokeTest(folder, { stage: 'prod', args: ['-c', 'stage=prod', ...others] });
    expect(rowsWith('FAILED', result)).toEqual([
      ['Create the test user', 'done', 'InvalidParameterException', 'FAILED'],
    ]);
    expect(result.code).toBe(1);
  });
});
