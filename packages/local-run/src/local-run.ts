import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Gateway } from './api-gateway/gateway';
import { send } from './api-gateway/proxy-reply';
import type { Options } from './cli/options';
import { EmbeddedCognito } from './cognito/embedded-cognito';
import { type ClientConfiguration, createClientConfiguration, withLocalOutputs } from './console/client-configuration';
import { consoleReply } from './console/console';
import { type LoopbackServer, listen } from './http/loopback-server';
import type { RunApp } from './synth/app-process';
import { synthesize } from './synth/assembly';
import { PrewarmedAppProcess } from './synth/prewarmed-app-process';
import { type Deployment, readDeployment } from './template/read-deployment';
import { UserError } from './user-error';

/** Where things answer. */
export interface Endpoints {
  readonly api: string;
  readonly cognito: string;
}

/** The app on this machine: its gateway, its functions and, unless another one is named, its Cognito. */
export class LocalRun {
  private readonly folder = mkdtempSync(join(tmpdir(), 'cognito-auth-api-'));
  private readonly cognito: EmbeddedCognito | undefined;
  private readonly app = new PrewarmedAppProcess(join(this.folder, 'modules.json'));
  private readonly runApp: RunApp = (command, environment) => this.app.run(command, environment);
  private readonly servers: LoopbackServer[] = [];
  private gateway: Gateway | undefined;
  private configuration: ClientConfiguration | undefined;
  private loads = 0;

  constructor(
    private readonly options: Options,
    private readonly log: (line: string) => void,
  ) {
    if (!options.cognitoEndpoint) this.cognito = new EmbeddedCognito({ region: options.region, log });
  }

  /** Opens the ports. A request that arrives before the app is loaded is turned away. */
  async listen(): Promise<Endpoints> {
    const { port, cognitoPort, cognitoEndpoint = '' } = this.options;
    const api = await listen((incoming, response) => this.respond(incoming, response), port, 'PORT');
    this.servers.push(api);
    if (!this.cognito) return { api: api.url, cognito: cognitoEndpoint };
    const cognito = await listen(this.cognito.listener, cognitoPort, 'COGNITO_PORT');
    this.servers.push(cognito);
    return { api: api.url, cognito: cognito.url };
  }

  /** Synthesizes the app and serves it from now on; users stay. If that fails, what was served before goes on. */
  async load({ cognito }: Endpoints): Promise<Deployment> {
    const { context, region, throttling } = this.options;
    const folder = join(this.folder, String(this.loads++));
    const deployment = withLocalOutputs(
      readDeployment(await synthesize(folder, context, this.runApp), region),
      cognito,
    );
    const gateway = new Gateway(deployment, {
      cognitoEndpoint: cognito,
      runtimeEnvironment: {
        AWS_REGION: region,
        AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito,
        // The SDK's advice on Node versions is about the deployed function, which does not run on this machine's Node.
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      },
      throttling,
      signatures: {
        region,
        clock: Date.now,
        credentials: (accessKeyId) => this.cognito?.credentials(accessKeyId),
      },
      log: this.log,
    });
    this.configureCognito(deployment);
    this.gateway?.close();
    this.gateway = gateway;
    this.configuration = createClientConfiguration(deployment, cognito);
    this.forgetLoadsBefore(this.loads - 2);
    return deployment;
  }

  /** Closes the ports and removes what was synthesized. */
  close(): void {
    for (const server of this.servers) server.close();
    this.gateway?.close();
    this.app.close();
    // A synth that was just ended may have one more file on its way: then the folder is not empty at the first try.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  }

  /** Megabytes at each save. The latest but one stays: requests that are under way may still load from it. */
  private forgetLoadsBefore(load: number): void {
    for (const name of readdirSync(this.folder)) {
      if (Number(name) < load) rmSync(join(this.folder, name), { recursive: true, force: true });
    }
  }

  private configureCognito({ userPools, identityPools }: Deployment): void {
    try {
      this.cognito?.configure(userPools, identityPools);
    } catch (error) {
      throw new UserError((error as Error).message);
    }
  }

  private respond(incoming: IncomingMessage, response: ServerResponse): void {
    this.answer(incoming, response).catch((error) => {
      this.log(`A request could not be answered: ${error.stack}`);
      response.destroy();
    });
  }

  private async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const page = consoleReply(incoming, {
      cognito: this.cognito,
      configuration: this.configuration,
      openapi: this.options.openapi,
    });
    if (page) return send(response, page);
    if (this.gateway) return this.gateway.handle(incoming, response);
    response.writeHead(503, { 'Retry-After': '2' }).end();
  }
}
