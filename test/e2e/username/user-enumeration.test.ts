import { runOnce } from '../support/local-run';
import { usernameStage } from '../support/stages';
import { itAnswersAlike } from '../support/user-enumeration';

runOnce(...usernameStage);
itAnswersAlike('username');
