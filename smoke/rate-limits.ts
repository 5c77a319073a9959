import {
  APIGatewayClient,
  GetBasePathMappingsCommand,
  GetStageCommand,
  type MethodSetting,
} from '@aws-sdk/client-api-gateway';
import type { Route } from '../lib/api/route';
import type { StageConfig } from '../lib/stages/stage-config';
import type { Outputs } from './outputs';
import type { Report } from './report';

export interface RateLimitProps {
  readonly outputs: Pick<Outputs, 'apiUrl' | 'region'>;
  readonly stage: StageConfig;
  readonly routes: readonly Route[];
  readonly report: Report;
}

const CHECK = 'Rate limits of the API';

/** Compares the rate limits of the deployed API's stage with the settings. Sends no burst: it would delay real callers. */
export async function checkRateLimits({ outputs, stage, routes, report }: RateLimitProps): Promise<void> {
  const { hostname } = new URL(outputs.apiUrl);
  if (['localhost', '127.0.0.1'].includes(hostname)) {
    report.skip(CHECK, 'not an API in AWS');
    return;
  }
  const client = new APIGatewayClient({ region: outputs.region });
  const found = await readMethodSettings(client, hostname, stage).catch((error: Error) => error.name);
  const seen = typeof found === 'string' ? found : findDifferences(found, stage, routes).join(', ') || 'as configured';
  report.compare(CHECK, 'as configured', seen);
}

// Keys: `sign-in/POST` for a method with settings of its own; an asterisk for path and method for all others.
async function readMethodSettings(
  client: APIGatewayClient,
  hostname: string,
  stage: StageConfig,
): Promise<ReadonlyMap<string, MethodSetting>> {
  const restApiId = await findRestApi(client, hostname);
  const { methodSettings = {} } = await client.send(new GetStageCommand({ restApiId, stageName: stage.name }));
  const entries = Object.entries(methodSettings);
  // A slash in a path is written ~1.
  return new Map(entries.map(([key, value]) => [key.replaceAll('~1', '/').replace(/^\/+/, ''), value]));
}

/** The id is in the execute-api address. A domain of one's own is mapped to it. */
async function findRestApi(client: APIGatewayClient, hostname: string): Promise<string | undefined> {
  const [, id] = /^(\w+)\.execute-api\./.exec(hostname) ?? [];
  if (id) return id;
  const { items: [mapping] = [] } = await client.send(new GetBasePathMappingsCommand({ domainName: hostname }));
  return mapping?.restApiId;
}

function findDifferences(
  settings: ReadonlyMap<string, MethodSetting>,
  { requestsPerSecond }: StageConfig,
  routes: readonly Route[],
): string[] {
  return routes.flatMap(({ method, path, rateLimit = requestsPerSecond }) => {
    const { throttlingRateLimit, throttlingBurstLimit } =
      settings.get(`${path.slice(1)}/${method}`) ?? settings.get('*/*') ?? {};
    const isEqual = throttlingRateLimit === rateLimit && throttlingBurstLimit === rateLimit;
    return isEqual ? [] : [`${method} ${path}: ${throttlingRateLimit ?? 'none'} instead of ${rateLimit}`];
  });
}
