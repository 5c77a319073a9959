import { runOnce } from '../support/local-run';
import { usernameStage } from '../support/stages';
import { describeUserEnumeration } from '../support/user-enumeration';

runOnce(...usernameStage);
describeUserEnumeration('username');
