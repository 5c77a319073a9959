import { runTogether } from '../../packages/local-run/test/support/run-together';
// First and here, because it clears up once all of the tests have looked at the stacks.
import './support/stacks';

runTogether(__dirname);
