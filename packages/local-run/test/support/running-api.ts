import { join } from 'node:path';
import { Gateway } from '../../src/api-gateway/gateway';
import type { SignatureOptions } from '../../src/api-gateway/signatures';
import { DeployedFunctions } from '../../src/functions/deployed-functions';
import { type LoopbackServer, listen } from '../../src/http/loopback-server';
import { createLogger } from '../../src/log/logger';
import type {
  Deployment,
  FunctionDefinition,
  GatewayResponse,
  Method,
  MethodAuth,
  Permission,
  Throttle,
} from '../../src/template/deployment';
import { temporaryFolder, writeFiles } from './temporary-folder';

/** A route of a test API: the source of its handler and its settings. */
export interface Route {
  /** An ES module that exports `handler`. */
  readonly source: string;
  /** Seconds. */
  readonly timeout?: number;
  readonly auth?: MethodAuth;
  readonly throttle?: Throttle;
  readonly models?: Readonly<Record<string, object>>;
}

export interface ApiSettings {
  readonly gatewayResponses?: Readonly<Record<string, GatewayResponse>>;
  /** Further methods, without a function. */
  readonly methods?: readonly Method[];
  readonly cognitoEndpoint?: string;
  readonly throttling?: boolean;
  /** Milliseconds. */
  readonly integrationTimeout?: number;
  /** By default, no access key is known. */
  readonly signatures?: SignatureOptions;
  readonly permissions?: ReadonlyMap<string, readonly Permission[]>;
}

export interface RunningApi {
  readonly url: string;
  /** Lines of the gateway and of the functions. */
  readonly log: readonly string[];
  readonly functions: DeployedFunctions;
}

/** The lines of a log about requests, in the form `GET /hello 200`. */
export function answered(log: readonly string[]): string[] {
  const records = log.filter((line) => line.startsWith('{"time"')).map((line) => JSON.parse(line));
  return records.map(({ method, route, status = 'canceled' }) => `${method} ${route} ${status}`);
}

/** The source of a module whose handler has this body, with the parameters `event` and `context`. */
export function handler(body: string): string {
  return `export const handler = async (event, context) => { ${body} };`;
}

// Worker threads start slowly on a busy machine.
jest.setTimeout(30_000);

const folder = temporaryFolder();
const running: { functions: DeployedFunctions; server: LoopbackServer }[] = [];

afterAll(() => {
  for (const { functions, server } of running) {
    server.close();
    functions.close();
  }
});

/** Serves routes such as `GET /hello`. Their handlers run in worker threads. */
export async function serve(
  routes: Readonly<Record<string, string | Route>>,
  settings: ApiSettings = {},
): Promise<RunningApi> {
  return serveDeployment(deployment(join(folder, String(running.length)), routes, settings), settings);
}

const noCredentials: SignatureOptions = { region: 'eu-west-1', clock: Date.now, credentials: () => undefined };

/** Serves a deployment on a free port. */
export async function serveDeployment(
  deployment: Deployment,
  {
    cognitoEndpoint = 'http://localhost:1',
    throttling = true,
    signatures = noCredentials,
    integrationTimeout,
  }: ApiSettings = {},
): Promise<RunningApi> {
  const log: string[] = [];
  const logger = createLogger({ format: 'json', colors: false, verbose: false }, (line) => log.push(line));
  const runtimeEnvironment = { AWS_REGION: 'eu-west-1' };
  const functions = new DeployedFunctions(deployment.functions, { runtimeEnvironment, log: logger });
  const gateway = new Gateway(deployment, {
    cognitoEndpoint,
    functions,
    throttling,
    clock: signatures.clock,
    signatures,
    integrationTimeout,
    log: logger,
  });
  const server = await listen((incoming, response) => void gateway.handle(incoming, response), 0, 'PORT');
  running.push({ functions, server });
  return { url: server.url, log, functions };
}

function deployment(
  folder: string,
  routes: Readonly<Record<string, string | Route>>,
  { gatewayResponses = {}, methods = [], permissions = new Map() }: ApiSettings,
): Deployment {
  const named = Object.entries(routes).map(([title, route], index) => ({
    title,
    name: `Function${index}`,
    ...(typeof route === 'string' ? { source: route } : route),
  }));
  return {
    stackName: 'test',
    account: '000000000000',
    region: 'eu-west-1',
    restApiId: 'abcdefghij',
    stageName: 'test',
    methods: [...methods, ...named.map(methodOf)],
    functions: named.map((route) => functionOf(join(folder, route.name), route)),
    gatewayResponses: new Map(Object.entries(gatewayResponses)),
    userPools: [],
    triggers: [],
    identityPools: [],
    tables: [],
    permissions,
    outputs: {},
    notServed: [],
    warnings: [],
  };
}

type NamedRoute = Route & { readonly title: string; readonly name: string };

function methodOf({ title, name, auth, throttle, models = {} }: NamedRoute): Method {
  const [httpMethod = '', path = ''] = title.split(' ');
  const integration = { functionName: name };
  return { httpMethod, path, auth, throttle, models: new Map(Object.entries(models)), integration };
}

function functionOf(folder: string, { name, source, timeout = 20 }: NamedRoute): FunctionDefinition {
  writeFiles(folder, { 'index.mjs': source });
  const module = join(folder, 'index.mjs');
  const arn = `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
  return { name, arn, module, handler: 'handler', environment: {}, timeout, memory: 128 };
}
