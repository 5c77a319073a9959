import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, 'facts');

/**
 * All facts in one suite: jest gives every suite a cold SDK and zod of its own, which costs 0.4 s, more than the tests
 * of most of these files. Those of one file alone are run by `npx jest cognito -t 'confirm-sign-up'`.
 */
describe.each(readdirSync(folder).map((file) => file.replace('.ts', '')))('%s:', (name) => {
  require(join(folder, name));
});
