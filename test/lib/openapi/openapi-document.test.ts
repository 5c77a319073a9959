import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { credentialFor, type Route } from '../../../lib/api/route';
import { descriptionOf } from '../../../lib/openapi/descriptions';
import { openApiDocument } from '../../../lib/openapi/openapi-document';
import { servedRoutes } from '../../../lib/openapi/served-routes';
import { allRoutes, routesFor } from '../../../lib/routes';
import { version } from '../../../package.json';

const routes = servedRoutes({ ...allRoutes, signInWith: 'username' });
const written = JSON.parse(readFileSync('docs/openapi.json', 'utf8'));
const operationOf = ({ method, path }: Route) => written.paths[path][method.toLowerCase()];

/** Every value of a key, anywhere in the document. */
function valuesOf(key: string): unknown[] {
  const values: unknown[] = [];
  JSON.stringify(written, (name, value) => {
    if (name === key) values.push(value);
    return value;
  });
  return values;
}

describe('docs/openapi.json', () => {
  it('is up to date: run `npm run openapi` after a change of routes, schemas or problems', () => {
    expect(written).toEqual(JSON.parse(JSON.stringify(openApiDocument(version))));
  });

  it('is valid OpenAPI 3.1', () => {
    const validator = 'node_modules/@seriousme/openapi-schema-validator/bin/validate-api-cli.js';
    expect(() => execFileSync(process.execPath, [validator, 'docs/openapi.json'])).not.toThrow();
  });

  it('has every route with its security scheme', () => {
    const schemes = ({ scope }: Route) => ({
      open: [],
      'access-token': [{ accessToken: scope ? [scope] : [] }],
      'id-token': [{ idToken: [] }],
      iam: [{ signature: [] }],
    });
    for (const route of routes) {
      expect(operationOf(route).security).toEqual(schemes(route)[credentialFor(route)]);
    }
  });

  it('has an operation id in camelCase for every route, each once', () => {
    const ids = routes.map((route) => operationOf(route).operationId);
    expect(ids).toEqual(ids.map(() => expect.stringMatching(/^[a-z][a-zA-Z0-9]*$/)));
    expect(new Set(ids).size).toBe(routes.length);
  });

  it('has a tag that it describes for every route', () => {
    const names = written.tags.map(({ name }: { name: string }) => name);
    for (const route of routes) expect(names).toContain(operationOf(route).tags[0]);
  });

  it.each(routes)('describes the success of $name in other words than the request', (route) => {
    const { summary, description, responses } = operationOf(route);
    const success = responses[descriptionOf(route).reply.status].description;
    expect(success).not.toBe('');
    expect([summary, description]).not.toContain(success);
  });

  it.each([
    ['POST', '/sign-up', 'Exists unless the setting `selfSignUp` is false.'],
    ['PUT', '/mfa/totp', 'Exists unless the setting `mfa` is off.'],
    ['GET', '/private', 'Exists only if the setting `identityPool` is true.'],
    ['POST', '/challenge/totp', 'Exists only if the setting `mfa` is required.'],
    ['POST', '/sign-in/email-code', 'Exists only if the setting `signInMethods` has `emailCode`.'],
    ['POST', '/sign-in/passkey', 'Exists only if the setting `signInMethods` has `passkey`.'],
    ['DELETE', '/passkeys/{id}', 'Exists only if the setting `signInMethods` has `passkey`.'],
    ['PATCH', '/me', 'Exists only if the setting `profileAttributes` lists attributes.'],
    ['PUT', '/me/email', 'Exists only if the setting `emailChange` is true.'],
  ])('names the setting that %s %s needs', (method, path, sentence) => {
    expect(written.paths[path][method.toLowerCase()].description).toContain(sentence);
  });

  it('has both replies of a route whose status depends on the request', () => {
    const { responses } = written.paths['/reset-password'].post;
    expect(responses[204].content).toBeUndefined();
    const { schema, example } = responses[200].content['application/json'];
    expect(schema).toEqual({ $ref: '#/components/schemas/PasskeyRemoval' });
    expect(example).toEqual({ passkeysRemoved: true });
  });

  it('has 401 reauthentication_required for the routes that require a recent sign-in, and for no others', () => {
    const withStepUp = routes.filter((route) =>
      JSON.stringify(operationOf(route)).includes('reauthentication_required'),
    );
    expect(withStepUp.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'PUT /me/email',
      'POST /change-password',
      'POST /mfa/totp',
      'DELETE /mfa/totp',
      'POST /passkeys',
      'DELETE /passkeys/{id}',
      'DELETE /me',
    ]);
  });

  it('has one body for PATCH /me, the same in both sign-in modes', () => {
    const { schema } = written.paths['/me'].patch.requestBody.content['application/json'];
    expect(schema).toEqual({ $ref: '#/components/schemas/UpdateMeRequest' });
    expect(Object.keys(written.components.schemas.UpdateMeRequest.properties)).toEqual([
      'name',
      'givenName',
      'familyName',
      'locale',
      'picture',
    ]);
  });

  it('describes each route of lib/routes.ts in texts of its own: lib/openapi/descriptions.ts has them', () => {
    const described = routes
      .filter(({ name }) => !name.includes('/'))
      .map((route) => [route.name, descriptionOf(route).reply.status]);
    expect(described.filter(([, status]) => status === '2XX')).toEqual([]);
  });

  it.each(routesFor('username', allRoutes))(
    'has named schemas for the bodies of $name: lib/openapi/schemas.ts names them',
    (route) => {
      const { requestBody, responses } = operationOf(route);
      const { reply, otherReply = reply } = descriptionOf(route);
      const successes = [responses[reply.status], responses[otherReply.status]];
      for (const { content } of [requestBody, ...successes].filter((body) => body?.content)) {
        const { schema } = content['application/json'];
        for (const named of schema.anyOf ?? [schema]) {
          expect(named).toEqual({ $ref: expect.stringMatching(/^#\/components\/schemas\/[A-Z]\w+$/) });
        }
      }
    },
  );

  it('has the patterns only that every regular expression engine reads the same way', () => {
    const patterns = valuesOf('pattern').map(String);
    expect(patterns.length).toBeGreaterThan(0);
    // Escaped: \d, \w, \s and punctuation. Groups: plain and (?: only, no look-around.
    const isPortable = (pattern: string) => !/\\[^dDwWsS\W]|\(\?[^:]/.test(pattern);
    expect(patterns.filter((pattern) => !isPortable(pattern))).toEqual([]);
    for (const pattern of patterns) {
      expect(() => [new RegExp(pattern), new RegExp(pattern, 'u')]).not.toThrow();
    }
  });

  it('refers to components that exist only', () => {
    for (const reference of valuesOf('$ref').map(String)) {
      const [root, ...keys] = reference.split('/');
      expect(root).toBe('#');
      expect(keys.reduce((value, key) => value?.[key], written)).toBeDefined();
    }
  });
});

describe('the examples', () => {
  const withBody = routes.filter(
    (route) => route.request && (descriptionOf(route).request || !route.name.includes('/')),
  );
  // A feature may leave the example out.
  const withReply = routes.filter((route) => {
    const { schemas, example } = descriptionOf(route).reply;
    return schemas && (example || !route.name.includes('/'));
  });

  it.each(withBody)('have a request body that $name accepts', (route) => {
    expect(route.request?.safeParse(descriptionOf(route).request)).toMatchObject({ success: true });
  });

  it.each(withReply)('have a reply that matches the schema of $name', (route) => {
    const { schemas = [], example } = descriptionOf(route).reply;
    expect(schemas.map((schema) => schema.safeParse(example).success)).toContain(true);
  });
});
