import { describeEmailChange } from '../../support/email-change';
import { runOnce } from '../../support/local-run';
import { signInMethodsStage } from '../../support/stages';

runOnce(...signInMethodsStage('email'));
describeEmailChange('email');
