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
  it.each(['/sign-in', '/challenge'])('is a possible reply of POST %s', (path) => {
    const schema = { anyOf: expect.arrayContaining([{ $ref: '#/components/schemas/Challenge' }]) };
    const content = { 'application/json': { schema } };
    expect(openApiDocument('0.0.0').paths[path]).toMatchObject({ post: { responses: { 200: { content } } } });
  });

  it('has an optional object `parameters`', () => {
    expect(openApiDocument('0.0.0').components.schemas).toMatchObject({
      Challenge: {
        properties: { parameters: expect.objectContaining({ type: 'object' }) },
        required: ['challenge', 'session', 'username'],
      },
    });
  });
});
