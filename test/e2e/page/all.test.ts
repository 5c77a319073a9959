import { runTogether } from '../../../packages/local-run/test/support/run-together';
import { runOnce } from '../support/local-run';

runOnce();
runTogether(__dirname);
