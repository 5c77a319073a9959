import * as leftOut from '../../../lambda/cognito/sdk-stubs';

describe('a call that needs what the bundles leave out', () => {
  it.each([
    ['credentials', () => leftOut.defaultProvider()()],
    ['a signature', () => new leftOut.SignatureV4()],
    ['the hash of one', () => new leftOut.Sha256()],
    ['a stream of events', () => new leftOut.EventStreamSerde()],
    ['a codec of such streams', () => leftOut.eventStreamSerdeProvider()],
    ['a file', () => leftOut.readFile()],
  ])('fails with the place where they do: %s', async (_, use) => {
    await expect((async () => use())()).rejects.toThrow('lib/api/bundling.ts');
  });
});
