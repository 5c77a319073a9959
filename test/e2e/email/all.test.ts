import { runTogether } from '../../../packages/local-run/test/support/run-together';
import { runOnce } from '../support/local-run';
import { emailStage } from '../support/stages';

runOnce(...emailStage);
runTogether(__dirname);
