import * as z from 'zod/mini';
import type { Route, RouteDescription } from '../../../lib/api/route';
import { describeOperation } from '../../../lib/openapi/operations';
import { documentSchemas } from '../../../lib/openapi/schemas';

const description: RouteDescription = {
  tag: 'Notes',
  summary: 'Get a note',
  description: 'A note of the caller.',
  reply: { status: 204, description: 'No note' },
};
const note = { name: 'get-note', method: 'GET', path: '/notes/{id}', description } as const;
const describeRoute = (route: Route, existence: readonly string[] = []) =>
  describeOperation(route, { requests: [], existence, schemas: documentSchemas([route]) });

describe('the operation of a route', () => {
  it('has a required parameter for each part of the path in braces', () => {
    const schema = { type: 'string' };
    expect(describeRoute({ ...note, path: '/folders/{folder}/notes/{id}' })).toMatchObject({
      parameters: [
        { name: 'folder', in: 'path', required: true, schema },
        { name: 'id', in: 'path', required: true, schema },
      ],
    });
  });

  it('has the schemas of its row for the parameters of path and query', () => {
    const id = z.string().check(z.maxLength(36));
    const query = z.strictObject({ limit: z.string(), cursor: z.optional(z.string()) });
    expect(describeRoute({ ...note, pathParameters: z.strictObject({ id }), query })).toMatchObject({
      parameters: [
        { name: 'id', in: 'path', required: true, schema: { type: 'string', maxLength: 36 } },
        { name: 'limit', in: 'query', required: true, schema: { type: 'string' } },
        { name: 'cursor', in: 'query', required: false, schema: { type: 'string' } },
      ],
      responses: { 400: { $ref: '#/components/responses/invalid_request' } },
    });
  });

  it('has the description of a schema as the description of its parameter', () => {
    const id = z.string().check(z.maxLength(36));
    const schemas = { ...documentSchemas([]), schemaOf: () => ({ type: 'string', description: 'The id of a note' }) };
    const route: Route = { ...note, pathParameters: z.strictObject({ id }) };
    expect(describeOperation(route, { requests: [], existence: [], schemas })).toMatchObject({
      parameters: [{ name: 'id', description: 'The id of a note', schema: { type: 'string' } }],
    });
  });

  it('has the description of each parameter from its schema, or one made of its name', () => {
    const query = z.strictObject({ limit: z.string().check(z.describe('At most 100')), cursor: z.string() });
    expect(describeRoute({ ...note, query })).toMatchObject({
      parameters: [
        { name: 'id', description: 'The part {id} of the path' },
        { name: 'limit', description: 'At most 100' },
        { name: 'cursor', description: 'The query parameter cursor' },
      ],
    });
  });

  it('has no parameters when the path has none', () => {
    expect(describeRoute({ ...note, path: '/notes' })).not.toHaveProperty('parameters');
  });

  it.each([
    ['get-note', 'getNote'],
    ['notes', 'notes'],
    ['notes/list-all', 'notesListAll'],
  ])('has the name %s in camelCase as its id', (name, operationId) => {
    expect(describeRoute({ ...note, name })).toMatchObject({ operationId });
  });

  it('has the texts of the row', () => {
    expect(describeRoute(note)).toMatchObject({
      tags: ['Notes'],
      summary: 'Get a note',
      description: 'A note of the caller.',
    });
  });

  it('has texts made of method, path and file when the row has none', () => {
    expect(describeRoute({ name: 'notes/list', method: 'GET', path: '/notes' })).toMatchObject({
      tags: ['Notes'],
      summary: 'GET /notes',
      description: 'Handled by lambda/notes/list.ts.',
      responses: { '2XX': { content: { 'application/json': { schema: {} } } } },
    });
  });

  it('has the errors of a feature with the errors of the API', () => {
    const problems = [{ code: 'note_not_found', status: 404, title: 'You have no such note' }, 'not_found'] as const;
    expect(describeRoute({ ...note, problems })).toMatchObject({
      responses: { 404: { $ref: '#/components/responses/not_found.or.note_not_found' } },
    });
  });

  it('names the group that the route requires', () => {
    expect(describeRoute({ ...note, group: 'admins' })).toMatchObject({
      description: 'A note of the caller. The caller must be a member of the group `admins`.',
    });
  });

  it('names the settings without which the route does not exist', () => {
    const sentence = 'Exists unless the setting `mfa` is off.';
    expect(describeRoute(note, [sentence])).toMatchObject({ description: `A note of the caller. ${sentence}` });
  });
});
