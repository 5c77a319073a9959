import { isAllowed } from '../../src/template/permissions';

const allowed = (action: string, resource: string) =>
  isAllowed(
    [{ actions: [action], resources: [resource] }],
    'execute-api:Invoke',
    'arn:aws:execute-api:r:1:a.b/dev/GET/x',
  );

describe('a permission', () => {
  it.each([
    ['execute-api:Invoke', 'arn:aws:execute-api:r:1:a.b/dev/GET/x'],
    ['EXECUTE-API:invoke', 'arn:aws:execute-api:r:1:a.b/dev/GET/x'],
    ['execute-api:*', 'arn:aws:execute-api:r:1:a.b/*/GET/*'],
    ['*', '*'],
    ['execute-api:Invoke', 'arn:aws:execute-api:r:1:a.b/dev/GET/?'],
  ])('with the patterns %s and %s allows the request', (action, resource) => {
    expect(allowed(action, resource)).toBe(true);
  });

  it.each([
    ['execute-api:ManageConnections', '*'],
    ['Invoke', '*'],
    ['execute-api:Invoke', 'arn:aws:execute-api:r:1:a.b/dev/GET/'],
    ['execute-api:Invoke', 'arn:aws:execute-api:r:1:a.b/dev/GET/xy'],
    ['execute-api:Invoke', 'arn:aws:execute-api:r:1:a.b/dev/get/x'],
    ['execute-api:Invoke', 'arn:aws:execute-api:r:1:aXb/dev/GET/x'],
    ['execute-api:Invoke', 'arn:aws:execute-api:r:1:a.b/prod/*'],
    ['execute-api:Invoke', 'arn:aws:execute-api:r:1:a.b/dev/GET/x?'],
    ['', ''],
  ])('with the patterns %s and %s does not allow the request', (action, resource) => {
    expect(allowed(action, resource)).toBe(false);
  });

  it('has to match both the action and the resource', () => {
    const permissions = [
      { actions: ['execute-api:Invoke'], resources: ['another'] },
      { actions: ['another'], resources: ['this'] },
    ];
    expect(isAllowed(permissions, 'execute-api:Invoke', 'this')).toBe(false);
    expect(isAllowed([], 'execute-api:Invoke', 'this')).toBe(false);
  });

  it('matches all characters except * and ? literally', () => {
    expect(isAllowed([{ actions: ['*'], resources: ['a.b'] }], 'any', 'aXb')).toBe(false);
    expect(isAllowed([{ actions: ['*'], resources: ['a|b(c)'] }], 'any', 'a|b(c)')).toBe(true);
  });
});
