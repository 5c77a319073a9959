import { readdirSync } from 'node:fs';
import { join } from 'node:path';
// First and here, because it clears up once all of the facts have been looked at.
import './stacks';

const constructs = readdirSync(join(__dirname, 'constructs')).filter((file) => !file.endsWith('.test.ts'));

/**
 * All facts of the stacks in one suite: jest gives every suite a CDK of its own, and making the stacks in it costs seconds.
 * Those of one file alone are run by `npx jest lib/stack -t 'constructs/monitoring'`.
 */
describe.each(['auth-stack', 'gateway-problems', ...constructs.map((file) => `constructs/${file.replace('.ts', '')}`)])(
  '%s:',
  (name) => {
    require(join(__dirname, name));
  },
);
