import * as stubs from '../../../lambda/cognito/sdk-stubs';

describe('the SDK stubs', () => {
  it.each([
    ['credentials', () => stubs.defaultProvider()()],
    ['signing', () => new stubs.SignatureV4()],
    ['hashing', () => new stubs.Sha256()],
    ['event streams', () => new stubs.EventStreamSerde()],
    ['the provider of event streams', () => stubs.eventStreamSerdeProvider()],
    ['reading a file', () => stubs.readFile()],
  ])('throw an error that names lib/api/bundling.ts when a call needs %s', async (_, use) => {
    await expect((async () => use())()).rejects.toThrow('lib/api/bundling.ts');
  });
});
