import { inBrowser } from '../web/browser';
import { emailStory } from '../web/stories/email';
import { managedLoginStory } from '../web/stories/managed-login';
import { runOnce } from './local-run';
import './stories/email';
import { anAppSignsPeopleIn } from './stories/managed-login';
import './stories/signed';
import { strangersLearnNothing } from './stories/strangers';

const [callbackUrl, logoutUrl] = ['https://app.example.com/signed-in', 'https://app.example.com/'];
const managedLogin = (page: string) => {
  const urls = { callbackUrls: [callbackUrl, page], logoutUrls: [logoutUrl, page] };
  return `managedLogin=${JSON.stringify({ domainPrefix: 'engine', ...urls })}`;
};

runOnce('stage=prod', 'signInWith=email', 'allowedOrigins=[]', 'identityPool=true', managedLogin);
strangersLearnNothing('email');
anAppSignsPeopleIn(callbackUrl, logoutUrl);
inBrowser('the page', () => {
  emailStory();
  managedLoginStory();
});
