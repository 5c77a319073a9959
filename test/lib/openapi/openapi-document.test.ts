import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { descriptionOf } from '../../../lib/openapi/descriptions';
import { openApiDocument } from '../../../lib/openapi/openapi-document';
import { routesFor } from '../../../lib/routes';
import { version } from '../../../package.json';

const routes = routesFor('username', { identityPool: true });
const written = JSON.parse(readFileSync('docs/openapi.json', 'utf8'));

describe('docs/openapi.json', () => {
  it('is up to date: run `npm run openapi` after a change of routes, schemas or problems', () => {
    expect(written).toEqual(JSON.parse(JSON.stringify(openApiDocument(version))));
  });

  it('is valid OpenAPI 3.1', () => {
    const validator = 'node_modules/@seriousme/openapi-schema-validator/bin/validate-api-cli.js';
    expect(() => execFileSync(process.execPath, [validator, 'docs/openapi.json'])).not.toThrow();
  });

  it('has every route with its security scheme', () => {
    const schemes = {
      open: [],
      'access-token': [{ accessToken: [] }],
      'id-token': [{ idToken: [] }],
      iam: [{ signature: [] }],
    };
    for (const { method, path, auth } of routes) {
      expect(written.paths[path][method.toLowerCase()].security).toEqual(schemes[auth ?? 'id-token']);
    }
  });
});

describe('the examples', () => {
  const withBody = routes.filter(({ request }) => request !== undefined);
  const withReply = routes.filter((route) => descriptionOf(route).reply.schemas);

  it.each(withBody)('have a request body that $name accepts', (route) => {
    expect(route.request?.safeParse(descriptionOf(route).request)).toMatchObject({ success: true });
  });

  it.each(withReply)('have a reply that matches the schema of $name', (route) => {
    const { schemas = [], example } = descriptionOf(route).reply;
    expect(schemas.map((schema) => schema.safeParse(example).success)).toContain(true);
  });
});
