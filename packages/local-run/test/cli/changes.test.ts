import { describeFiles, describeRouteChanges } from '../../src/cli/changes';
import type { Method, MethodAuth } from '../../src/template/deployment';

const method = (httpMethod: string, path: string, auth?: MethodAuth): Method => ({
  httpMethod,
  path,
  auth,
  throttle: undefined,
  models: new Map(),
  integration: { functionName: 'F' },
});
const idToken = { userPoolIds: ['pool'], scopes: [] };

describe('changed files', () => {
  it.each([
    [['a.ts'], 'a.ts'],
    [['a.ts', 'b.ts', 'c.ts'], 'a.ts, b.ts, c.ts'],
    [['a.ts', 'b.ts', 'c.ts', 'd.ts', 'e.ts'], 'a.ts, b.ts, c.ts and 2 more'],
  ])('%j are shown as %s', (files, text) => {
    expect(describeFiles(files)).toBe(text);
  });
});

describe('changed routes', () => {
  it('are those that came, went, or have another authorization', () => {
    const before = [method('GET', '/old'), method('GET', '/secret'), method('POST', '/same', idToken)];
    const after = [
      method('GET', '/notes', { iam: true }),
      method('GET', '/secret', idToken),
      method('POST', '/same', idToken),
      method('OPTIONS', '/notes'),
    ];
    expect(describeRouteChanges(before, after)).toEqual([
      '- GET /old',
      '+ GET /notes: AWS signature',
      '~ GET /secret: open -> ID token',
    ]);
  });

  it('are none for the same routes in another order', () => {
    const routes = [method('GET', '/a'), method('GET', '/b')];
    expect(describeRouteChanges(routes, routes.toReversed())).toEqual([]);
  });
});
