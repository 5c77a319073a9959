import { defaultProvider } from '../../../lambda/shared/no-credentials';

describe('a call that would have to be signed', () => {
  it('fails with the place where the bundles leave out credentials', async () => {
    await expect(defaultProvider()()).rejects.toThrow('lib/handler-code.ts');
  });
});
