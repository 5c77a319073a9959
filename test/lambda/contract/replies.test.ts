import { Challenge } from '../../../lambda/contract/replies';
import { openApiDocument } from '../../../lib/openapi/openapi-document';

const challenge = { challenge: 'SOFTWARE_TOKEN_MFA', session: 'session-of-the-challenge', username: 'ada.lovelace' };

describe('the schema of a challenge', () => {
  it.each([
    ['parameters is missing', challenge],
    ['parameters is empty', { ...challenge, parameters: {} }],
    [
      'parameters has values of several types',
      { ...challenge, parameters: { text: 'a', list: [1], nested: { a: 1 } } },
    ],
  ])('accepts a reply when %s', (_, reply) => {
    expect(Challenge.safeParse(reply)).toEqual({ success: true, data: reply });
  });

  it.each([
    ['parameters is null', { ...challenge, parameters: null }],
    ['parameters is a string', { ...challenge, parameters: 'a' }],
    ['parameters is an array', { ...challenge, parameters: ['a'] }],
    ['session is missing', { ...challenge, session: undefined }],
    ['the reply has an unknown field', { ...challenge, secret: 'a' }],
  ])('rejects a reply when %s', (_, reply) => {
    expect(Challenge.safeParse(reply).success).toBe(false);
  });
});

describe('the challenge in the OpenAPI document', () => {
  it.each(['/sign-in', '/challenge'])('has an optional object `parameters` in the reply of POST %s', (path) => {
    const reply = expect.objectContaining({
      properties: expect.objectContaining({ parameters: expect.objectContaining({ type: 'object' }) }),
      required: ['challenge', 'session', 'username'],
    });
    const content = { 'application/json': { schema: { anyOf: expect.arrayContaining([reply]) } } };
    expect(openApiDocument('0.0.0').paths[path]).toMatchObject({ post: { responses: { 200: { content } } } });
  });
});
