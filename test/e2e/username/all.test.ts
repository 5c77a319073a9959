import { runTogether } from '../../../packages/local-run/test/support/run-together';
import { runOnce } from '../support/local-run';
import { usernameStage } from '../support/stages';

runOnce(...usernameStage);
runTogether(__dirname);
