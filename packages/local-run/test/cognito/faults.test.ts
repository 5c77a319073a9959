import type { Fault } from '../../src/cognito/faults';
import { eventually } from '../support/eventually';
import { exceptionOf, POOL, signIn, useHarness, WEB } from './support/harness';

const { harness, aws } = useHarness();

const { faults } = harness.cognito;
const listUsers = () => aws.listUsers({ UserPoolId: POOL });
const listGroups = () => aws.listGroups({ UserPoolId: POOL });

afterEach(() => faults.clear());

describe('a fault', () => {
  it.each<[Fault['fault'], number, string]>([
    ['throttle', 400, 'TooManyRequestsException'],
    ['unavailable', 503, 'ServiceUnavailable'],
    ['internalError', 500, 'InternalErrorException'],
  ])('%s answers %d %s', async (fault, status, name) => {
    faults.add({ fault } as Fault);
    const reply = await harness.post('ListUsers', { UserPoolId: POOL });
    expect(reply.status).toBe(status);
    expect(reply.headers.get('x-amzn-errortype')).toBe(`${name}:`);
    await expect(listUsers()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
  });

  it('reset closes the connection without a reply', async () => {
    faults.add({ fault: 'reset', times: 1 });
    await expect(listUsers()).rejects.toThrow('ECONNRESET');
    expect(await exceptionOf(listUsers())).toBe('no exception');
  });

  it('slow performs the operation at once', async () => {
    faults.add({ fault: 'slow', delayMs: 60_000, operation: 'CreateGroup' });
    const canceled = new AbortController();
    const created = aws.createGroup({ UserPoolId: POOL, GroupName: 'slow' }, { abortSignal: canceled.signal });
    const outcome = exceptionOf(created);
    await eventually(async () => (await listGroups()).Groups?.some(({ GroupName }) => GroupName === 'slow'));
    canceled.abort();
    expect(await outcome).toMatch(/^AbortError/);
  });

  it('slow sends the reply after the delay', async () => {
    faults.add({ fault: 'slow', delayMs: 1 });
    expect((await listGroups()).$metadata.httpStatusCode).toBe(200);
  });

  it('of one operation leaves the others alone', async () => {
    faults.add({ fault: 'throttle', operation: 'ListUsers' });
    expect(await exceptionOf(listGroups())).toBe('no exception');
    expect(await exceptionOf(listUsers())).toBe('TooManyRequestsException: Rate exceeded');
  });

  it('applies to so many calls', async () => {
    faults.add({ fault: 'throttle', times: 2 });
    const results = [];
    for (let call = 0; call < 3; call++) results.push(await exceptionOf(listUsers()));
    expect(results).toEqual([
      'TooManyRequestsException: Rate exceeded',
      'TooManyRequestsException: Rate exceeded',
      'no exception',
    ]);
    expect(faults.all).toEqual([]);
  });

  it('without a number applies until clear', async () => {
    faults.add({ fault: 'throttle' });
    for (let call = 0; call < 5; call++) expect(await exceptionOf(listUsers())).toMatch(/^TooManyRequests/);
    faults.clear();
    expect(await exceptionOf(listUsers())).toBe('no exception');
  });

  it('applies before a later one', async () => {
    faults.add({ fault: 'throttle', times: 1 });
    faults.add({ fault: 'unavailable', times: 1 });
    expect(await exceptionOf(listUsers())).toMatch(/^TooManyRequestsException/);
    expect(await exceptionOf(listUsers())).toMatch(/^ServiceUnavailable/);
  });

  it('applies to as many of several concurrent calls as it says', async () => {
    faults.add({ fault: 'throttle', times: 3 });
    const results = await Promise.all(Array.from({ length: 8 }, () => exceptionOf(listUsers())));
    expect(results.filter((it) => it.startsWith('TooManyRequests'))).toHaveLength(3);
  });

  it('does not apply to the public keys', async () => {
    faults.add({ fault: 'unavailable' });
    expect((await fetch(`${harness.endpoint}/${POOL}/.well-known/jwks.json`)).status).toBe(200);
  });

  it('can be read by a page of this machine, as any other exception', async () => {
    faults.add({ fault: 'throttle' });
    const reply = await harness.post('InitiateAuth', {}, { origin: 'http://localhost:5173' });
    expect(reply.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('is not an attempt to sign in', async () => {
    await aws.signUp({
      ClientId: WEB,
      Username: 'faye',
      Password: 'Correct-horse-1',
      UserAttributes: [{ Name: 'email', Value: 'faye@example.org' }],
    });
    await aws.adminConfirmSignUp({ UserPoolId: POOL, Username: 'faye' });
    faults.add({ fault: 'unavailable', times: 10 });
    for (let call = 0; call < 10; call++) await exceptionOf(signIn(aws, 'faye', { secret: 'Wrong-horse-1' }));
    expect(await exceptionOf(signIn(aws, 'faye'))).toBe('no exception');
  });
});
