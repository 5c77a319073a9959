import { parseArgs } from 'node:util';
import { UserError } from '../user-error';

/** What the developer asked for on the command line and in the environment. */
export interface Options {
  /** Context for the app, as `cdk deploy -c` takes it. */
  readonly context: Readonly<Record<string, string>>;
  /** Ports on 127.0.0.1; 0 takes one that is free. */
  readonly port: number;
  readonly cognitoPort: number;
  /** The Cognito to use instead of the embedded one. */
  readonly cognitoEndpoint: string | undefined;
  readonly region: string;
  /** Whether a method that is called too often answers 429, as it would in AWS. */
  readonly throttling: boolean;
  /** An OpenAPI document of the API, served at /_local/openapi.json. */
  readonly openapi: string | undefined;
}

/** Reads the options. Throws a failure that says what is wrong and what to write instead. */
export function parseOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Options {
  const { context = [], openapi } = parseArguments(args);
  return {
    context: readContext(context),
    openapi,
    port: readPort('PORT', environment.PORT, 3000),
    cognitoPort: readPort('COGNITO_PORT', environment.COGNITO_PORT, 9229),
    cognitoEndpoint: readEndpoint(environment.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER),
    region: readRegion(environment),
    throttling: readThrottling(environment.THROTTLING),
  };
}

function readRegion({ AWS_REGION, AWS_DEFAULT_REGION }: NodeJS.ProcessEnv): string {
  const region = AWS_REGION || AWS_DEFAULT_REGION || 'us-east-1';
  if (/^[a-z]{2}(-[a-z]+)+-\d+$/.test(region)) return region;
  throw new UserError(`AWS_REGION is a region such as us-east-1, not "${region}"`);
}

function readContext(given: readonly string[]): Record<string, string> {
  const pairs = given.map((pair) => {
    const [key = '', ...value] = pair.split('=');
    if (!key || value.length === 0) throw new UserError(`Context is given as -c key=value, not "${pair}"`);
    return [key, value.join('=')] as const;
  });
  return Object.fromEntries(pairs);
}

function parseArguments(args: readonly string[]) {
  const options = {
    context: { type: 'string', short: 'c', multiple: true },
    openapi: { type: 'string' },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const [sentence] = (error as Error).message.split(/[.\n]/, 1);
    throw new UserError(`${sentence}. Use: npm start -- -c stage=dev -c signInWith=username`);
  }
}

function readPort(name: string, given: string | undefined, otherwise: number): number {
  if (given === undefined || given === '') return otherwise;
  if (/^\d+$/.test(given) && Number(given) <= 65535) return Number(given);
  throw new UserError(`${name} is a port between 0 and 65535, not "${given}"`);
}

function readEndpoint(given: string | undefined): string | undefined {
  if (!given || URL.canParse(given)) return given || undefined;
  throw new UserError(
    `AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER is a URL such as http://localhost:9229, not "${given}"`,
  );
}

function readThrottling(given: string | undefined): boolean {
  if (!given || given === 'on') return true;
  if (given === 'off') return false;
  throw new UserError(`THROTTLING is on or off, not "${given}"`);
}
