import { sentCommands } from '../support/cognito';
import { ACCESS_TOKEN, load } from '../support/invoke';

const account = { username: 'ada', password: 'Analytical-Engine-1843', email: 'ada@example.com' };
const requests = [
  ['sign-up', account],
  ['resend-code', { username: 'ada' }],
  ['forgot-password', { username: 'ada' }],
  ['change-email', { email: 'ada@example.org' }],
] as const;

describe.each(requests)('the language of the e-mail of %s', (name, body) => {
  const metadataWith = async (header: Record<string, string>, variables = {}) => {
    const authorization = name === 'change-email' ? { Authorization: `Bearer ${ACCESS_TOKEN}` } : {};
    const { status } = await load(name, variables)({ body, headers: { ...authorization, ...header } });
    expect(status).toBeLessThan(300);
    return sentCommands().map(([, input]) => (input as { ClientMetadata?: object }).ClientMetadata);
  };
  const EMAIL_LANGUAGES = 'de,fr';

  it.each([
    [{ 'Accept-Language': 'de-AT,en;q=0.5' }, { language: 'de' }],
    [{ 'accept-language': 'fr' }, { language: 'fr' }],
    [{ 'Accept-Language': 'en,de;q=0.5' }, { language: 'en' }],
    [{ 'Accept-Language': 'es' }, undefined],
    [{}, undefined],
  ])('with the headers %j is passed to Cognito as %j', async (headers, expected) => {
    expect(await metadataWith(headers, { EMAIL_LANGUAGES })).toEqual([expected]);
  });

  it('is not passed to Cognito without the setting', async () => {
    expect(await metadataWith({ 'Accept-Language': 'de' })).toEqual([undefined]);
  });
});
