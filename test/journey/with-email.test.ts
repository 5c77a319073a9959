import { runOnce } from './local-run';
import './stories/email';
import { strangersLearnNothing } from './stories/strangers';

runOnce('stage=prod', 'signInWith=email', 'allowedOrigins=[]');
strangersLearnNothing('email');
