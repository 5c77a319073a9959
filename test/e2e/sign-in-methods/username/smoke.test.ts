import { temporaryFolder } from '../../../../packages/local-run/test/support/temporary-folder';
import { runOnce } from '../../support/local-run';
import { expectSuccess, rowsWith, runSmokeTest } from '../../support/smoke';
import { signInMethodsStage } from '../../support/stages';

runOnce(...signInMethodsStage('username'));

describe('npm run smoke for a stage with every sign-in method', () => {
  const folder = temporaryFolder();

  it('exits with 0, and has called the routes of these methods', async () => {
    const args = signInMethodsStage('username').flatMap((option) => ['-c', option]);
    const result = await runSmokeTest(folder, { args });
    await expectSuccess(result);
    const names = rowsWith('ok', result).map(([name]) => name);
    for (const name of [
      'GET /passkeys with an access token',
      'PUT /me/email without a token',
      'PATCH /me without a token',
    ]) {
      expect(names).toContain(name);
    }
  });
});
