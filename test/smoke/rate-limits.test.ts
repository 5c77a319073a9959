import { APIGatewayClient, GetBasePathMappingsCommand, GetStageCommand } from '@aws-sdk/client-api-gateway';
import { mockClient } from 'aws-sdk-client-mock';
import { routesFor } from '../../lib/routes';
import { parseOptions } from '../../smoke/options';
import { checkRateLimits } from '../../smoke/rate-limits';
import { Report } from '../../smoke/report';

const apiGateway = mockClient(APIGatewayClient);
const { stage } = parseOptions([]);
const routes = routesFor(stage.signInWith, stage);
const ApiUrl = 'https://abc123.execute-api.eu-west-1.amazonaws.com/dev';

const limit = (rate: number) => ({ throttlingRateLimit: rate, throttlingBurstLimit: rate });
/** The settings of the stage as API Gateway returns them. */
const configured = Object.fromEntries([
  ['*/*', limit(stage.requestsPerSecond)],
  ...routes.flatMap(({ method, path, rateLimit }) =>
    rateLimit === undefined ? [] : [[`${path.replaceAll('/', '~1')}/${method}`, limit(rateLimit)]],
  ),
]);

async function check(apiUrl = ApiUrl) {
  const report = new Report();
  await checkRateLimits({ outputs: { apiUrl, region: 'eu-west-1' }, stage, routes, report });
  return report.checks.map(({ seen, result }) => [seen, result]);
}

beforeEach(() => {
  apiGateway.reset();
  apiGateway.on(GetStageCommand, { restApiId: 'abc123', stageName: 'dev' }).resolves({ methodSettings: configured });
});

describe('rate limits of the deployed API', () => {
  it('are ok if they equal the settings', async () => {
    expect(await check()).toEqual([['as configured', 'ok']]);
  });

  it('are read with the domain name of the API too', async () => {
    apiGateway
      .on(GetBasePathMappingsCommand, { domainName: 'api.example.com' })
      .resolves({ items: [{ restApiId: 'abc123', stage: 'dev' }] });
    expect(await check('https://api.example.com')).toEqual([['as configured', 'ok']]);
  });

  it('fail if a method has another limit, or none', async () => {
    const { '*/*': _, ...others } = configured;
    const methodSettings = { ...others, '~1sign-in/POST': limit(100) };
    apiGateway.on(GetStageCommand).resolves({ methodSettings });
    const [[seen, result] = []] = await check();
    expect(result).toBe('FAILED');
    expect(seen).toContain('POST /sign-in: 100 instead of 40');
    expect(seen).toContain('GET /hello: none instead of 50');
    expect(seen).not.toContain('/mfa/totp');
  });

  it('fail if they cannot be read', async () => {
    apiGateway.on(GetStageCommand).rejects(Object.assign(new Error(), { name: 'AccessDeniedException' }));
    expect(await check()).toEqual([['AccessDeniedException', 'FAILED']]);
  });

  it('are skipped for an API on this machine', async () => {
    expect(await check('http://localhost:3000')).toEqual([['not an API in AWS', 'skipped']]);
  });
});
