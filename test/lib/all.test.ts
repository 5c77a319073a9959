import { runTogether } from '../../packages/local-run/test/support/run-together';
// Imported at the top level: its afterAll deletes the synthesized stacks, which the files below share.
import './support/stacks';

runTogether(__dirname);
