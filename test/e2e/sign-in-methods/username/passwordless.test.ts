import { runOnce } from '../../support/local-run';
import { describePasswordless } from '../../support/passwordless';
import { signInMethodsStage } from '../../support/stages';

runOnce(...signInMethodsStage('username'));
describePasswordless('username');
