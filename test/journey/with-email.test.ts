import { inBrowser } from '../web/browser';
import { emailStory } from '../web/stories/email';
import { runOnce } from './local-run';
import './stories/email';
import { strangersLearnNothing } from './stories/strangers';

runOnce('stage=prod', 'signInWith=email', 'allowedOrigins=[]');
strangersLearnNothing('email');
inBrowser('the page', emailStory);
