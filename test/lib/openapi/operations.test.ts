import type { RouteDescription } from '../../../lib/openapi/descriptions';
import { describeOperation } from '../../../lib/openapi/operations';

const description: RouteDescription = {
  tag: 'Examples',
  summary: 'Get a note',
  description: 'A note of the caller.',
  reply: { status: 204, description: 'No note' },
};
const note = { name: 'get-note', method: 'GET', path: '/notes/{id}' } as const;

describe('the operation of a route', () => {
  it('has a required parameter for each part of the path in braces', () => {
    const schema = { type: 'string' };
    const route = { ...note, path: '/folders/{folder}/notes/{id}' } as const;
    expect(describeOperation(route, description, [])).toMatchObject({
      parameters: [
        { name: 'folder', in: 'path', required: true, schema },
        { name: 'id', in: 'path', required: true, schema },
      ],
    });
  });

  it('has no parameters when the path has none', () => {
    expect(describeOperation({ ...note, path: '/notes' }, description, [])).not.toHaveProperty('parameters');
  });

  it.each([
    ['get-note', 'getNote'],
    ['notes', 'notes'],
    ['notes/list-all', 'notesListAll'],
  ])('has the name %s in camelCase as its id', (name, operationId) => {
    expect(describeOperation({ ...note, name }, description, [])).toMatchObject({ operationId });
  });

  it('has the description of the row, and names no setting, when it is not in the table of routes', () => {
    expect(describeOperation(note, description, [])).toMatchObject({ description: 'A note of the caller.' });
  });

  it('names the group that the route requires', () => {
    expect(describeOperation({ ...note, group: 'admins' }, description, [])).toMatchObject({
      description: 'A note of the caller. The caller must be a member of the group `admins`.',
    });
  });

  it.each([
    ['sign-up', 'Exists unless the setting `selfSignUp` is false.'],
    ['enable-totp', 'Exists unless the setting `mfa` is off.'],
    ['private', 'Exists only if the setting `identityPool` is true.'],
  ])('names the setting that the route %s needs', (name, sentence) => {
    expect(describeOperation({ ...note, name }, description, [])).toMatchObject({
      description: `A note of the caller. ${sentence}`,
    });
  });
});
