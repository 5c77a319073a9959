import * as z from 'zod/mini';
import { documentSchemas } from '../../../lib/openapi/schemas';

const { schemaOf, components } = documentSchemas([]);

describe('the schema of a body', () => {
  it.each([
    ['no pattern when the only one has Unicode properties', z.regex(/^\p{L}+$/u), {}],
    ['no pattern when the only one excludes Unicode properties', z.regex(/^\P{Surrogate}*$/u), {}],
    ['its pattern when every regular expression engine reads it', z.regex(/^\d{6}$/), { pattern: '^\\d{6}$' }],
  ])('has %s', (_, check, patterns) => {
    expect(schemaOf(z.string().check(z.maxLength(9), check), 'input')).toEqual({
      type: 'string',
      maxLength: 9,
      ...patterns,
    });
  });

  it('keeps several patterns that every engine reads, without the others', () => {
    const schema = z.string().check(z.regex(/^[^@]*$/), z.regex(/^\p{L}+$/u), z.regex(/^\w+$/));
    expect(schemaOf(schema, 'input')).toEqual({
      type: 'string',
      allOf: [{ pattern: '^[^@]*$' }, { pattern: '^\\w+$' }],
    });
  });

  it('is inline when it has no name', () => {
    expect(schemaOf(z.strictObject({ text: z.string() }), 'output')).toEqual({
      type: 'object',
      properties: { text: { type: 'string' } },
      required: ['text'],
      additionalProperties: false,
    });
  });
});

describe('the bodies of a feature', () => {
  const Note = z.strictObject({ text: z.string() });
  const Notes = z.strictObject({ notes: z.array(z.string()) });
  const reply = { status: 200, description: 'The notes', schemas: [Notes] };
  const description = { tag: 'Notes', summary: 'Add a note', description: 'Adds a note.', reply };
  const route = { name: 'notes/add', method: 'POST', path: '/notes', request: Note, description } as const;
  const schemas = documentSchemas([route]);

  it('are components with the name of the route', () => {
    expect(schemas.schemaOf(Note, 'input')).toEqual({ $ref: '#/components/schemas/NotesAddRequest' });
    expect(schemas.schemaOf(Notes, 'output')).toEqual({ $ref: '#/components/schemas/NotesAddReply' });
    expect(schemas.components()).toMatchObject({
      NotesAddRequest: { properties: { text: { type: 'string' } } },
      NotesAddReply: { properties: { notes: { type: 'array' } } },
    });
  });
});

describe('the request of POST /challenge', () => {
  it('has a named schema for each challenge, which the discriminator selects', () => {
    const { ChallengeRequest, ...others } = components();
    const mapping = {
      NEW_PASSWORD_REQUIRED: '#/components/schemas/NewPasswordRequiredRequest',
      SOFTWARE_TOKEN_MFA: '#/components/schemas/SoftwareTokenMfaRequest',
      EMAIL_OTP: '#/components/schemas/EmailOtpRequest',
      WEB_AUTHN: '#/components/schemas/WebAuthnRequest',
    };
    expect(ChallengeRequest).toEqual({
      oneOf: Object.values(mapping).map(($ref) => ({ $ref })),
      discriminator: { propertyName: 'challenge', mapping },
    });
    expect(others).toMatchObject({
      NewPasswordRequiredRequest: { properties: { challenge: { const: 'NEW_PASSWORD_REQUIRED' } } },
      SoftwareTokenMfaRequest: { properties: { challenge: { const: 'SOFTWARE_TOKEN_MFA' } } },
      EmailOtpRequest: { properties: { challenge: { const: 'EMAIL_OTP' } } },
      WebAuthnRequest: { properties: { challenge: { const: 'WEB_AUTHN' } } },
    });
  });
});
