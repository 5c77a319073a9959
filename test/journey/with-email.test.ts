import { inBrowser } from '../web/browser';
import { emailStory } from '../web/stories/email';
import { runOnce } from './local-run';
import './stories/email';
import { anAppSignsPeopleIn } from './stories/managed-login';
import { strangersLearnNothing } from './stories/strangers';

const [callbackUrl, logoutUrl] = ['https://app.example.com/signed-in', 'https://app.example.com/'];
const managedLogin = { domainPrefix: 'engine', callbackUrls: [callbackUrl], logoutUrls: [logoutUrl] };

runOnce('stage=prod', 'signInWith=email', 'allowedOrigins=[]', `managedLogin=${JSON.stringify(managedLogin)}`);
strangersLearnNothing('email');
anAppSignsPeopleIn(callbackUrl, logoutUrl);
inBrowser('the page', emailStory);
