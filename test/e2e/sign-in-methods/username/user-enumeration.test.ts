import { runOnce } from '../../support/local-run';
import { signInMethodsStage } from '../../support/stages';
import { describeSignInMethodEnumeration } from '../../support/user-enumeration';

runOnce(...signInMethodsStage('username'));
describeSignInMethodEnumeration('username');
