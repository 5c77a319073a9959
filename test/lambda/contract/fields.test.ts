import { regexes } from 'zod/mini';
import { address } from '../../../lambda/contract/fields';

describe('an e-mail address', () => {
  it('is what zod takes for one', () => {
    expect(address.source).toBe(regexes.email.source.replaceAll('\\-', '-'));
    expect(address.flags).toBe(regexes.email.flags);
  });
});
