import { runOnce } from './local-run';
import './stories/readme';
import './stories/bad-input';
import './stories/account';
import './stories/admins';
import './stories/amplify';
import { strangersLearnNothing } from './stories/strangers';

runOnce('identityPool=true');
strangersLearnNothing('username');
