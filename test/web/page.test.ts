import { runOnce } from '../journey/local-run';
import { inBrowser } from './browser';
import { badInputStories } from './stories/bad-input';
import { life } from './stories/life';
import { looks } from './stories/looks';
import { problemStories } from './stories/problems';

inBrowser('the page', () => {
  runOnce();
  life();
  problemStories();
  badInputStories();
  looks();
});
