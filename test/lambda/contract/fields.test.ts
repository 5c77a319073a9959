import { regexes } from 'zod/mini';
import { address } from '../../../lambda/contract/fields';

describe('the pattern of e-mail addresses', () => {
  it('equals the pattern of zod, without unnecessary escapes', () => {
    expect(address.source).toBe(regexes.email.source.replaceAll('\\-', '-'));
    expect(address.flags).toBe(regexes.email.flags);
  });
});
