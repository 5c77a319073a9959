import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import inspector from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Gateway } from './api-gateway/gateway';
import type { Options } from './cli/options';
import { deliveryDetails } from './cognito/emails/send-email';
import { EmbeddedCognito } from './cognito/embedded-cognito';
import { type CognitoState, decodeState, encodeState, STATE_VERSION } from './cognito/state/cognito-state';
import { awsReply } from './console/aws';
import { type ClientConfiguration, createClientConfiguration, withLocalOutputs } from './console/client-configuration';
import { consoleReply } from './console/console';
import { LiveEvents } from './console/live-events';
import { readTitle } from './console/product-name';
import { Clock } from './control/clock';
import { controlReply } from './control/control';
import { Dynamodb } from './dynamodb/dynamodb';
import { DeployedFunctions } from './functions/deployed-functions';
import { readEnvironmentFile } from './functions/environment-file';
import { createTriggerCalls } from './functions/trigger-calls';
import { continueChain } from './functions/trigger-chain';
import { type LoopbackServer, listen } from './http/loopback-server';
import { sendReply } from './http/reply';
import { providerDefinitions } from './identity-provider/definition';
import { LocalIdentityProviders } from './identity-provider/identity-providers';
import type { Logger } from './log/logger';
import { applySeed, type SeedResult } from './seed/seed';
import { StateFolder } from './state/state-folder';
import { stateName } from './state/state-name';
import type { RunApp } from './synth/app-process';
import { synthesize } from './synth/assembly';
import { PrewarmedAppProcess } from './synth/prewarmed-app-process';
import type { Deployment } from './template/deployment';
import { readDeployment } from './template/read-deployment';
import { UserError } from './user-error';

/** URLs of the API and of Cognito. */
export interface Endpoints {
  readonly api: string;
  readonly cognito: string;
}

/** What is kept between starts, and where. */
export interface Kept {
  readonly users: number;
  readonly messages: number;
  /** Items of the tables. Undefined if the template has had no table yet, or if another DynamoDB is used. */
  readonly items: number | undefined;
  /** Path of the folder. */
  readonly folder: string;
}

/** What an AWS SDK needs in order to sign. Not those of the developer: a function must not change anything in AWS by mistake. */
const DUMMY_CREDENTIALS = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

/** Milliseconds that a trigger may take while a debugger can be attached: a breakpoint must not end the operation. */
const DEBUG_TRIGGER_TIMEOUT = 86_400_000;

/** Serves the CDK app in the working directory: API, functions and, unless another one is configured, Cognito. */
export class LocalRun {
  private readonly folder = mkdtempSync(join(tmpdir(), 'cdk-local-run-'));
  private readonly events = new LiveEvents();
  private readonly clock = new Clock(() => this.events.signal('clock'));
  private cognito: EmbeddedCognito | undefined;
  private readonly dynamodb: Dynamodb;
  private readonly identityProviders: LocalIdentityProviders;
  private region: string;
  private readonly app = new PrewarmedAppProcess(join(this.folder, 'modules.json'));
  private readonly runApp: RunApp = (command, environment) => this.app.run(command, environment);
  private readonly servers: LoopbackServer[] = [];
  private functions: DeployedFunctions | undefined;
  private gateway: Gateway | undefined;
  private configuration: ClientConfiguration | undefined;
  private loads = 0;
  /** Names of the folders of the served load and of the one before. */
  private servedFolders: readonly string[] = [];
  /** Set by the first load. */
  private stateName: string | undefined;
  /** Undefined if nothing is kept. */
  private state: StateFolder<CognitoState> | undefined;

  constructor(
    private readonly options: Options,
    private readonly log: Logger,
  ) {
    this.region = options.region;
    this.dynamodb = new Dynamodb({
      endpoint: options.dynamodbEndpoint,
      port: options.dynamodbPort,
      onChange: () => this.events.signal('items'),
      log,
    });
    this.identityProviders = new LocalIdentityProviders(log);
    if (!options.cognitoEndpoint) this.cognito = this.createCognito();
  }

  /** Opens the ports. Until the app is loaded, the API answers 503. */
  async listen(): Promise<Endpoints> {
    const { port, cognitoPort, cognitoEndpoint = '' } = this.options;
    const api = await listen((incoming, response) => this.handle(incoming, response), port, 'PORT');
    this.servers.push(api);
    if (!this.cognito) return { api: api.url, cognito: cognitoEndpoint };
    const cognito = await listen(
      (incoming, response) => {
        response.on('close', () => this.state?.changed());
        continueChain(incoming, () => this.cognito?.listener(incoming, response));
      },
      cognitoPort,
      'COGNITO_PORT',
    );
    this.servers.push(cognito);
    return { api: api.url, cognito: cognito.url };
  }

  /** Synthesizes the app and serves it. Keeps the users. If it throws, the app that was loaded before is still served. */
  async load({ api, cognito }: Endpoints): Promise<Deployment> {
    const { context, throttling, endpointVariables, functionsEnv } = this.options;
    const environmentOverrides = functionsEnv === undefined ? {} : readEnvironmentFile(functionsEnv);
    const name = `load-${this.loads++}`;
    const folder = join(this.folder, name);
    const deployment = withLocalOutputs(
      readDeployment(await synthesize(folder, context, this.runApp), this.options.region),
      cognito,
    );
    const { region, tables } = deployment;
    this.useRegion(region);
    this.openState(stateName(deployment));
    await this.dynamodb.start(tables, this.state);
    const providers = this.cognito ? providerDefinitions(deployment.userPools) : [];
    await this.identityProviders.start(providers, this.options.identityProviderPort);
    const functions = new DeployedFunctions(deployment.functions, {
      runtimeEnvironment: {
        AWS_REGION: region,
        ...DUMMY_CREDENTIALS,
        ...endpointVariables,
        ...(this.dynamodbUrl !== undefined && { AWS_ENDPOINT_URL_DYNAMODB: this.dynamodbUrl }),
        AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito,
        // The SDK's warning concerns the Node.js version of the deployed function, which is another one than here.
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      },
      environmentOverrides,
      log: this.log,
      assembly: folder,
    });
    const gateway = new Gateway(deployment, {
      cognitoEndpoint: cognito,
      functions,
      throttling,
      clock: this.clock.now,
      signatures: {
        region,
        credentials: (accessKeyId) => this.cognito?.credentials(accessKeyId),
      },
      log: this.log,
    });
    const productName = readTitle(this.options.openapi);
    this.configureCognito(deployment, productName ?? deployment.stackName);
    this.identityProviders.configure(providers);
    // From here on, Cognito may call a new function.
    const before = this.functions;
    this.functions = functions;
    await this.dynamodb.configure(deployment, credentialsOf(environmentOverrides));
    this.state?.changed();
    before?.close();
    this.gateway = gateway;
    this.configuration = createClientConfiguration(deployment, {
      apiUrl: api,
      cognito,
      embedded: { cognito: this.cognito !== undefined, dynamodb: this.options.dynamodbEndpoint === undefined },
      productName,
    });
    this.servedFolders = [name, ...this.servedFolders.slice(0, 1)];
    this.removeOtherLoads();
    this.events.signal('app');
    return deployment;
  }

  /** Creates the users and items of the file of `--seed` in a loaded deployment. Undefined without such a file. */
  async seed({ userPools, tables }: Deployment): Promise<SeedResult | undefined> {
    const { cognito } = this;
    if (this.options.seed === undefined) return undefined;
    const result = await applySeed(this.options.seed, {
      userPools,
      tables,
      planUsers: cognito && ((users) => cognito.planUsers(users)),
      performDynamodb: (operation, input) => this.dynamodb.perform(operation, input),
    });
    this.state?.changed();
    this.events.signal('users');
    return result;
  }

  /** URL of the DynamoDB that the functions use; undefined if the template has had no table yet. */
  get dynamodbUrl(): string | undefined {
    return this.dynamodb.url;
  }

  /** URL of the stand-ins for identity providers; undefined if the template has had none yet. */
  get identityProviderUrl(): string | undefined {
    return this.identityProviders.url;
  }

  /** What is kept now. Undefined before the app is loaded, and if nothing is kept. */
  get kept(): Kept | undefined {
    if (!this.cognito || !this.state) return undefined;
    const { userPools, messages } = this.cognito.state;
    const users = [...userPools.values()].reduce((sum, pool) => sum + pool.users.users.length, 0);
    return { users, messages: messages.length, items: this.dynamodb.keptItems, folder: this.state.path };
  }

  /** Writes the last changes now. Returns what the next start has, or undefined if nothing can be kept. */
  save(): Kept | undefined {
    return this.state?.save() ? this.kept : undefined;
  }

  /** Closes the ports, writes what is kept, and removes the temporary files. */
  close(): void {
    for (const server of this.servers) server.close();
    this.state?.close();
    this.functions?.close();
    this.dynamodb.close();
    this.identityProviders.close();
    this.app.close();
    // A synth that has just been ended may still create a file, and then the first attempt fails: the folder is not empty.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  }

  /**
   * Each load takes megabytes. The load that was served before is kept for requests in progress, whose workers may import
   * from it; loads that failed in between do not count.
   */
  private removeOtherLoads(): void {
    for (const name of readdirSync(this.folder)) {
      if (!name.startsWith('load-') || this.servedFolders.includes(name)) continue;
      rmSync(join(this.folder, name), { recursive: true, force: true });
    }
  }

  /** The region of the stack is known only after the first synth. A later change would invalidate all ids and tokens. */
  private useRegion(region: string): void {
    if (region === this.region) return;
    if (this.gateway) {
      throw new UserError(
        `The region of the stack has changed from ${this.region} to ${region}. Restart the local run.`,
      );
    }
    this.region = region;
    if (this.cognito) this.cognito = this.createCognito();
  }

  private createCognito(): EmbeddedCognito {
    return new EmbeddedCognito({
      region: this.region,
      clock: this.clock.now,
      log: this.log,
      onEmail: ({ to }) => this.announceEmail(to),
      onChange: (changed) => this.events.signal(changed),
      state: this.state?.content,
      identityProviders: (userPoolId, name) => this.identityProviders.endpoint(userPoolId, name),
      invokeFunction: createTriggerCalls(() => this.functions, this.log),
      ...(inspector.url() !== undefined && { triggerTimeoutMs: DEBUG_TRIGGER_TIMEOUT }),
    });
  }

  /** Tells a person who reads the log that an e-mail can be read. It contains a code, which the log must not. */
  private announceEmail(to: string): void {
    const { Destination } = deliveryDetails(to);
    if (this.log.output.format === 'text') this.log(`E-mail to ${Destination}: read it at /_local/messages`);
  }

  /** Starts with what was kept for this stack and sign-in mode. A later change of them would need other users. */
  private openState(name: string): void {
    const { state: root, fresh } = this.options;
    if (root === undefined || !this.cognito || name === this.stateName) return;
    if (this.stateName !== undefined) {
      throw new UserError(
        `The stack or the sign-in mode has changed from ${this.stateName} to ${name}, which has users of its own. ` +
          'Restart the local run.',
      );
    }
    const { log } = this;
    this.state = StateFolder.open({
      ...{ root, name, fresh, log },
      version: STATE_VERSION,
      decode: decodeState,
      encode: () => this.cognito && encodeState(this.cognito.state),
    });
    this.stateName = name;
    this.cognito = this.createCognito();
  }

  private configureCognito({ userPools, identityPools }: Deployment, productName: string): void {
    const named = userPools.map(({ managedLogin, ...pool }) => ({
      ...pool,
      managedLogin: managedLogin && { ...managedLogin, productName },
    }));
    try {
      this.cognito?.configure(named, identityPools);
    } catch (error) {
      throw new UserError((error as Error).message);
    }
  }

  private handle(incoming: IncomingMessage, response: ServerResponse): void {
    this.reply(incoming, response).catch((error) => {
      // An incomplete request means that the client canceled it.
      if (incoming.complete) this.log(`A request could not be answered: ${error.stack}`);
      response.destroy();
    });
  }

  private async reply(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { clock, cognito, configuration, dynamodb, log } = this;
    const isLoaded = configuration !== undefined;
    if (this.events.handle(incoming, response, isLoaded)) return;
    const reply =
      (await controlReply(incoming, { clock, cognito, isLoaded, log })) ??
      (await awsReply(incoming, { cognito, dynamodb, isLoaded })) ??
      consoleReply(incoming, { cognito, configuration, openapi: this.options.openapi });
    if (reply) {
      if (incoming.method !== 'GET') this.state?.changed();
      return sendReply(response, reply);
    }
    if (this.gateway) return this.gateway.handle(incoming, response);
    response.writeHead(503, { 'Retry-After': '2' }).end();
  }
}

/** The credentials that the functions have. */
function credentialsOf({
  AWS_ACCESS_KEY_ID: accessKeyId = DUMMY_CREDENTIALS.AWS_ACCESS_KEY_ID,
  AWS_SECRET_ACCESS_KEY: secretAccessKey = DUMMY_CREDENTIALS.AWS_SECRET_ACCESS_KEY,
  AWS_SESSION_TOKEN: sessionToken,
}: Readonly<Record<string, string>>) {
  return { accessKeyId, secretAccessKey, sessionToken };
}
