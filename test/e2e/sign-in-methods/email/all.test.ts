import { runTogether } from '../../../../packages/local-run/test/support/run-together';
import { runOnce } from '../../support/local-run';
import { signInMethodsStage } from '../../support/stages';

runOnce(...signInMethodsStage('email'));
runTogether(__dirname);
