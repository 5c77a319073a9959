import { runOnce } from '../support/local-run';
import { emailStage } from '../support/stages';
import { itAnswersAlike } from '../support/user-enumeration';

runOnce(...emailStage);
itAnswersAlike('email');
