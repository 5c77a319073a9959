import { isAllowed } from '../../src/api-gateway/permissions';

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
  ])('allows what it names, with * and ?: %s on %s', (action, resource) => {
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
  ])('allows nothing else: %s on %s', (action, resource) => {
    expect(allowed(action, resource)).toBe(false);
  });

  it('needs the action and the resource in one and the same', () => {
    const permissions = [
      { actions: ['execute-api:Invoke'], resources: ['another'] },
      { actions: ['another'], resources: ['this'] },
    ];
    expect(isAllowed(permissions, 'execute-api:Invoke', 'this')).toBe(false);
    expect(isAllowed([], 'execute-api:Invoke', 'this')).toBe(false);
  });

  it('takes all but * and ? as they stand', () => {
    expect(isAllowed([{ actions: ['*'], resources: ['a.b'] }], 'any', 'aXb')).toBe(false);
    expect(isAllowed([{ actions: ['*'], resources: ['a|b(c)'] }], 'any', 'a|b(c)')).toBe(true);
  });
});
