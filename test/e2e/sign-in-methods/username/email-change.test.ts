import { describeEmailChange } from '../../support/email-change';
import { runOnce } from '../../support/local-run';
import { signInMethodsStage } from '../../support/stages';

runOnce(...signInMethodsStage('username'));
describeEmailChange('username');
