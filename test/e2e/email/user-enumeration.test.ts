import { runOnce } from '../support/local-run';
import { emailStage } from '../support/stages';
import { describeUserEnumeration } from '../support/user-enumeration';

runOnce(...emailStage);
describeUserEnumeration('email');
