import { describeChanges, describeFiles } from '../../src/cli/changes';
import type { Method, MethodAuth } from '../../src/template/deployment';

const method = (httpMethod: string, path: string, auth?: MethodAuth): Method => ({
  httpMethod,
  path,
  auth,
  throttle: undefined,
  models: new Map(),
  integration: { functionName: 'F' },
});
const withMethods = (methods: readonly Method[]) => ({ methods, triggers: [] });
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
    expect(describeChanges(withMethods(before), withMethods(after))).toEqual([
      '- GET /old',
      '+ GET /notes: AWS signature',
      '~ GET /secret: open -> ID token',
    ]);
  });

  it('are none for the same routes in another order', () => {
    const routes = [method('GET', '/a'), method('GET', '/b')];
    expect(describeChanges(withMethods(routes), withMethods(routes.toReversed()))).toEqual([]);
  });
});

describe('changed triggers', () => {
  const trigger = (name: string, functionName: string, userPool = 'Pool') => ({ userPool, name, functionName });

  it('are those that came, went, or have another function', () => {
    const before = [trigger('PreSignUp', 'A'), trigger('CustomMessage', 'B'), trigger('UserMigration', 'C')];
    const after = [trigger('PreSignUp', 'Z'), trigger('UserMigration', 'C'), trigger('UserMigration', 'C', 'Other')];
    const withTriggers = (triggers: typeof before) => ({ methods: [], triggers });
    expect(describeChanges(withTriggers(before), withTriggers(after))).toEqual([
      '- trigger CustomMessage of Pool',
      '~ trigger PreSignUp of Pool: A -> Z',
      '+ trigger UserMigration of Other: C',
    ]);
  });
});
