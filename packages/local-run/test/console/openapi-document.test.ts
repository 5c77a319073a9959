import { describeThisRun } from '../../src/console/openapi-document';

const document = {
  openapi: '3.1.0',
  servers: [{ url: 'https://api.example' }],
  paths: {
    '/notes': { summary: 'Notes', get: { operationId: 'list' }, post: { operationId: 'add' } },
    '/notes/{id}': { parameters: [], delete: { operationId: 'remove' } },
    '/private': { parameters: [], get: { operationId: 'private' } },
  },
};

const described = (...routes: [method: string, path: string][]) =>
  describeThisRun(document, {
    apiUrl: 'http://localhost:4000',
    routes: routes.map(([method, path]) => ({ method, path, auth: 'open' })),
  });

describe('the OpenAPI document of a run', () => {
  it('names the address of the run as its server', () => {
    expect(described().servers).toEqual([{ url: 'http://localhost:4000', description: 'This local run' }]);
  });

  it('leaves out operations and paths that the run does not serve', () => {
    expect(described(['GET', '/notes'], ['DELETE', '/notes/{id}']).paths).toEqual({
      '/notes': { summary: 'Notes', get: { operationId: 'list' } },
      '/notes/{id}': { parameters: [], delete: { operationId: 'remove' } },
    });
  });

  it.each([
    ['a method ANY', ['ANY', '/notes'], ['/notes']],
    ['a proxy path', ['ANY', '/{proxy+}'], ['/notes', '/notes/{id}', '/private']],
  ] as const)('keeps what %s serves', (_, [method, path], paths) => {
    expect(Object.keys(described([method, path]).paths)).toEqual(paths);
  });

  it('keeps a document without paths as it is', () => {
    const empty = { openapi: '3.1.0', info: { title: 'x' } };
    expect(describeThisRun(empty, { apiUrl: 'http://localhost:4000', routes: [] })).toMatchObject(empty);
  });
});
