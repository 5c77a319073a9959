import { parseArgs } from 'node:util';
import { UserError } from '../user-error';

/** What the developer has set on the command line and in the environment. */
export interface Options {
  /** Context for the app, as for `cdk deploy -c`. */
  readonly context: Readonly<Record<string, string>>;
  /** Port of the API on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Port of the embedded Cognito on 127.0.0.1; 0 takes a free one. */
  readonly cognitoPort: number;
  /** URL of the Cognito to use instead of the embedded one. */
  readonly cognitoEndpoint: string | undefined;
  /** Port of the embedded DynamoDB on 127.0.0.1; 0 takes a free one. */
  readonly dynamodbPort: number;
  /** URL of the DynamoDB to use instead of the embedded one. */
  readonly dynamodbEndpoint: string | undefined;
  /** Port of the stand-ins for identity providers on 127.0.0.1; 0 takes a free one. */
  readonly identityProviderPort: number;
  /** All variables AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_*, which the functions get. */
  readonly endpointVariables: Readonly<Record<string, string>>;
  /** Path of a file with environment variables of the functions. */
  readonly functionsEnv: string | undefined;
  readonly region: string;
  /** Whether the API answers 429 when a rate limit of the template is exceeded. */
  readonly throttling: boolean;
  /** Path of an OpenAPI document, which is served at /_local/openapi.json. */
  readonly openapi: string | undefined;
  /** Folder that keeps users, messages and table items between starts. Undefined: nothing is kept. */
  readonly state: string | undefined;
  /** Whether to start without what was kept, and to delete it. */
  readonly fresh: boolean;
  /** Path of a file with users and table items to create at the start. */
  readonly seed: string | undefined;
  /** Port for debuggers on 127.0.0.1. Undefined if no debugger can attach. */
  readonly inspectPort?: number | undefined;
  /** Whether to check the types in the background. Undefined: only if the output is a terminal. */
  readonly types?: boolean | undefined;
}

const DEFAULT_PORT = 3000;
const DEFAULT_COGNITO_PORT = 9229;
/** Not 9229, the default of Node.js, which is the port of the embedded Cognito. */
const DEFAULT_INSPECT_PORT = 9230;
const DEFAULT_DYNAMODB_PORT = 8000;
const DEFAULT_IDENTITY_PROVIDER_PORT = 9300;
const DEFAULT_REGION = 'us-east-1';
const DEFAULT_STATE = '.local';
/** Value of --state that keeps nothing. */
const NO_STATE = 'none';
const COGNITO_ENDPOINT = 'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER';
const DYNAMODB_ENDPOINT = 'AWS_ENDPOINT_URL_DYNAMODB';
const ENDPOINT_VARIABLE = /^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$/;

const parameters = {
  context: { type: 'string', short: 'c', multiple: true },
  'functions-env': { type: 'string' },
  openapi: { type: 'string' },
  seed: { type: 'string' },
  state: { type: 'string' },
  fresh: { type: 'boolean' },
  inspect: { type: 'string' },
} as const;

/** The text for `--help`. */
export const USAGE = `Serves the CDK app in this folder on this machine: its REST API, its Lambda functions and Amazon Cognito.

Usage: local-run [options]
       local-run totp SECRET       print the current code of a TOTP key

Option                             Meaning                                                Default
-c, --context KEY=VALUE            context for the app, as for cdk deploy; repeatable     context in cdk.json
--functions-env FILE               lines NAME=value: variables of the functions           none
--openapi FILE                     OpenAPI document to serve at /_local/openapi.json      none
--seed FILE                        JSON file with users and table items to create         none
--fresh                            delete what earlier starts have kept                   kept
--state FOLDER                     folder for what is kept; ${NO_STATE} to keep nothing         ${DEFAULT_STATE}
--inspect[=PORT]                   let a debugger attach; functions then have no timeout  ${DEFAULT_INSPECT_PORT}
-h, --help                         print this text

Environment variable               Meaning                                                Default
PORT                               port of the API, 0 for a free one                      ${DEFAULT_PORT}
COGNITO_PORT                       port of the embedded Cognito, 0 for a free one         ${DEFAULT_COGNITO_PORT}
DYNAMODB_PORT                      port of the embedded DynamoDB, 0 for a free one        ${DEFAULT_DYNAMODB_PORT}
IDENTITY_PROVIDER_PORT             port of the stand-ins for Google and other providers,  ${DEFAULT_IDENTITY_PROVIDER_PORT}
                                   0 for a free one
AWS_REGION, AWS_DEFAULT_REGION     region of the simulated deployment                     ${DEFAULT_REGION}
THROTTLING                         on or off: rate limits of the API                      on
LOG                                text, json, or verbose: text that includes the records  text in a terminal,
                                   of functions that repeat the line of their request     json otherwise
NO_COLOR, FORCE_COLOR              no colors in text, or colors outside a terminal        colors in a terminal
TYPES                              on or off: check the types in the background           on in a terminal
${COGNITO_ENDPOINT}
                                   URL of a Cognito to use instead of the embedded one    none
${DYNAMODB_ENDPOINT}          URL of a DynamoDB to use instead of the embedded one   none
AWS_ENDPOINT_URL_*                 URLs of other services, for the functions              none
`;

/** Whether the arguments ask for help. */
export function isHelpRequest(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h');
}

/** Parses the options. Throws a UserError that says what is wrong and what is expected. */
export function parseOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Options {
  const values = parseArguments(args);
  const { context = [], openapi, inspect, 'functions-env': functionsEnv } = values;
  const { seed, state = DEFAULT_STATE, fresh = false } = values;
  const endpointVariables = parseEndpoints(environment);
  return {
    inspectPort: inspect === undefined ? undefined : parsePort('--inspect', inspect, DEFAULT_INSPECT_PORT),
    types: parseSwitch('TYPES', environment.TYPES),
    context: parseContext(context),
    openapi,
    seed,
    state: parseState(state),
    fresh,
    port: parsePort('PORT', environment.PORT, DEFAULT_PORT),
    cognitoPort: parsePort('COGNITO_PORT', environment.COGNITO_PORT, DEFAULT_COGNITO_PORT),
    cognitoEndpoint: endpointVariables[COGNITO_ENDPOINT],
    dynamodbPort: parsePort('DYNAMODB_PORT', environment.DYNAMODB_PORT, DEFAULT_DYNAMODB_PORT),
    dynamodbEndpoint: endpointVariables[DYNAMODB_ENDPOINT],
    identityProviderPort: parsePort(
      'IDENTITY_PROVIDER_PORT',
      environment.IDENTITY_PROVIDER_PORT,
      DEFAULT_IDENTITY_PROVIDER_PORT,
    ),
    endpointVariables,
    functionsEnv,
    region: parseRegion(environment),
    throttling: parseSwitch('THROTTLING', environment.THROTTLING) ?? true,
  };
}

function parseArguments(args: readonly string[]) {
  try {
    // `parseArgs` has no options whose value is optional.
    const complete = args.map((argument) =>
      argument === '--inspect' ? `--inspect=${DEFAULT_INSPECT_PORT}` : argument,
    );
    return parseArgs({ args: complete, options: parameters }).values;
  } catch (error) {
    const [sentence] = (error as Error).message.split(/[.\n]/, 1);
    throw new UserError(`${sentence}. Use --help to list the options.`);
  }
}

function parseContext(pairs: readonly string[]): Record<string, string> {
  const entries = pairs.map((pair) => {
    const [key = '', ...value] = pair.split('=');
    if (!key || value.length === 0) throw new UserError(`Context must have the form -c key=value, not "${pair}"`);
    return [key, value.join('=')] as const;
  });
  return Object.fromEntries(entries);
}

function parseState(folder: string): string | undefined {
  if (folder === '') throw new UserError(`--state must be a folder or ${NO_STATE}, not ""`);
  return folder === NO_STATE ? undefined : folder;
}

function parseRegion({ AWS_REGION, AWS_DEFAULT_REGION }: NodeJS.ProcessEnv): string {
  const region = AWS_REGION || AWS_DEFAULT_REGION || DEFAULT_REGION;
  if (/^[a-z]{2}(-[a-z]+)+-\d+$/.test(region)) return region;
  throw new UserError(`AWS_REGION must be a region such as us-east-1, not "${region}"`);
}

function parsePort(name: string, value: string | undefined, defaultPort: number): number {
  if (value === undefined || value === '') return defaultPort;
  if (/^\d+$/.test(value) && Number(value) <= 65535) return Number(value);
  throw new UserError(`${name} must be a port from 0 to 65535, not "${value}"`);
}

function parseEndpoints(environment: NodeJS.ProcessEnv): Record<string, string> {
  const variables = Object.entries(environment).flatMap(([name, value]) => {
    if (!value || !ENDPOINT_VARIABLE.test(name)) return [];
    if (/^https?:\/\//.test(value) && URL.canParse(value)) return [[name, value] as const];
    const example = name === DYNAMODB_ENDPOINT ? 'http://localhost:8000' : 'http://localhost:9229';
    throw new UserError(`${name} must be a URL such as ${example}, not "${value}"`);
  });
  return Object.fromEntries(variables);
}

/** Undefined if the variable is not set. */
function parseSwitch(name: string, value: string | undefined): boolean | undefined {
  if (!value) return undefined;
  if (value === 'on') return true;
  if (value === 'off') return false;
  throw new UserError(`${name} must be on or off, not "${value}"`);
}
