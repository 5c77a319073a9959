import { isHelpRequest, parseOptions, USAGE } from '../../src/cli/options';

describe('the options', () => {
  it('have defaults', () => {
    expect(parseOptions([], {})).toEqual({
      context: {},
      port: 3000,
      cognitoPort: 9229,
      cognitoEndpoint: undefined,
      dynamodbPort: 8000,
      identityProviderPort: 9300,
      dynamodbEndpoint: undefined,
      endpointVariables: {},
      functionsEnv: undefined,
      region: 'us-east-1',
      throttling: true,
      openapi: undefined,
      state: '.local',
      fresh: false,
      seed: undefined,
      inspectPort: undefined,
      types: undefined,
    });
  });

  it('take the path of an OpenAPI document', () => {
    expect(parseOptions(['--openapi', 'docs/openapi.json'], {}).openapi).toBe('docs/openapi.json');
  });

  it('take the folder of what is kept, or none', () => {
    expect(parseOptions(['--state', '../users'], {}).state).toBe('../users');
    expect(parseOptions(['--state', 'none'], {}).state).toBeUndefined();
  });

  it('take --fresh and the path of a seed file', () => {
    expect(parseOptions(['--fresh', '--seed', 'seed.json'], {})).toMatchObject({ fresh: true, seed: 'seed.json' });
  });

  it.each([
    ['--inspect', 9230],
    ['--inspect=0', 0],
    ['--inspect=5000', 5000],
  ])('take the port for debuggers from %s', (argument, port) => {
    expect(parseOptions([argument, '-c', 'stage=dev'], {})).toMatchObject({
      inspectPort: port,
      context: { stage: 'dev' },
    });
  });

  it.each([
    ['on', true],
    ['off', false],
    ['', undefined],
  ])('take TYPES=%s', (TYPES, types) => {
    expect(parseOptions([], { TYPES }).types).toBe(types);
  });

  it('take the path of a file with environment variables', () => {
    expect(parseOptions(['--functions-env', '.env'], {}).functionsEnv).toBe('.env');
  });

  it('take the ports of DynamoDB and of identity providers, and the endpoints of all services, from the environment', () => {
    const endpointVariables = {
      AWS_ENDPOINT_URL: 'http://localhost:4566',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://localhost:8001',
      AWS_ENDPOINT_URL_S3: 'https://s3.example.com/path',
    };
    const ports = { DYNAMODB_PORT: '0', IDENTITY_PROVIDER_PORT: '0' };
    const environment = { ...endpointVariables, ...ports, AWS_ENDPOINT_URL_SQS: '', OTHER_URL: 'x' };
    expect(parseOptions([], environment)).toMatchObject({
      dynamodbPort: 0,
      identityProviderPort: 0,
      dynamodbEndpoint: 'http://localhost:8001',
      endpointVariables,
    });
    expect(parseOptions([], environment).endpointVariables).toEqual(endpointVariables);
  });

  it('take context in the forms of cdk deploy', () => {
    const args = ['-c', 'stage=prod', '--context', 'title=Shop', '--context=url=a=b', '-cempty='];
    expect(parseOptions(args, {}).context).toEqual({
      stage: 'prod',
      title: 'Shop',
      url: 'a=b',
      empty: '',
    });
  });

  it.each([
    ['several origins', 'allowedOrigins', 'https://a.example,https://b.example:8443'],
    ['JSON', 'sender', '{"address":"a@b.example","name":"A = B, and C"}'],
    ['a list in JSON', 'allowedOrigins', '["https://a.example", "https://b.example"]'],
    ['true', 'waf', 'true'],
    ['a number', 'requestsPerSecond', '020'],
    ['quotes and spaces', 'productName', ' "Acme" '],
  ])('pass %s in the context on unchanged', (_, key, value) => {
    expect(parseOptions(['-c', `${key}=${value}`], {}).context).toEqual({ [key]: value });
  });

  it('take the last of two values of a context key', () => {
    expect(parseOptions(['-c', 'stage=dev', '-c', 'stage=prod'], {}).context).toEqual({ stage: 'prod' });
  });

  it('take ports, region, Cognito endpoint and throttling from the environment', () => {
    const environment = {
      PORT: '0',
      COGNITO_PORT: '65535',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-2',
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: 'http://localhost:9000',
      THROTTLING: 'off',
    };
    expect(parseOptions([], environment)).toEqual({
      context: {},
      port: 0,
      cognitoPort: 65535,
      region: 'eu-west-1',
      cognitoEndpoint: 'http://localhost:9000',
      dynamodbPort: 8000,
      identityProviderPort: 9300,
      endpointVariables: { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: 'http://localhost:9000' },
      throttling: false,
      state: '.local',
      fresh: false,
    });
  });

  it('accept throttling on', () => {
    expect(parseOptions([], { THROTTLING: 'on' }).throttling).toBe(true);
  });

  it('take an empty variable as not set', () => {
    const environment = { PORT: '', AWS_REGION: '', AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: '', THROTTLING: '' };
    expect(parseOptions([], environment)).toEqual(parseOptions([], {}));
  });
});

describe('the options are rejected with one sentence for', () => {
  it.each<[string, string[], NodeJS.ProcessEnv, string]>([
    ['a port that is not a number', [], { PORT: 'http' }, 'PORT must be a port from 0 to 65535, not "http"'],
    ['a port above 65535', [], { PORT: '65536' }, 'PORT must be a port from 0 to 65535, not "65536"'],
    ['a port below 0', [], { COGNITO_PORT: '-1' }, 'COGNITO_PORT must be a port from 0 to 65535, not "-1"'],
    ['a port with a fraction', [], { PORT: '80.5' }, 'PORT must be a port from 0 to 65535, not "80.5"'],
    [
      'a region of another form',
      [],
      { AWS_REGION: 'nowhere' },
      'AWS_REGION must be a region such as us-east-1, not "nowhere"',
    ],
    ['a blank port', [], { PORT: ' ' }, 'PORT must be a port from 0 to 65535, not " "'],
    [
      'a Cognito endpoint that is not a URL',
      [],
      { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: 'nowhere' },
      'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER must be a URL such as http://localhost:9229, not "nowhere"',
    ],
    [
      'a DynamoDB endpoint without a scheme',
      [],
      { AWS_ENDPOINT_URL_DYNAMODB: 'localhost:8000' },
      'AWS_ENDPOINT_URL_DYNAMODB must be a URL such as http://localhost:8000, not "localhost:8000"',
    ],
    [
      'an endpoint of another service that is not a URL',
      [],
      { AWS_ENDPOINT_URL_S3: 'nowhere' },
      'AWS_ENDPOINT_URL_S3 must be a URL such as http://localhost:9229, not "nowhere"',
    ],
    ['another value for throttling', [], { THROTTLING: 'false' }, 'THROTTLING must be on or off, not "false"'],
    ['a value for throttling in capitals', [], { THROTTLING: 'OFF' }, 'THROTTLING must be on or off, not "OFF"'],
    [
      'a port for debuggers that is not a number',
      ['--inspect=on'],
      {},
      '--inspect must be a port from 0 to 65535, not "on"',
    ],
    ['another value for types', [], { TYPES: 'yes' }, 'TYPES must be on or off, not "yes"'],
    ['context without a value', ['-c', 'stage'], {}, 'Context must have the form -c key=value, not "stage"'],
    ['context without a key', ['-c', '=prod'], {}, 'Context must have the form -c key=value, not "=prod"'],
    [
      '-c without a value',
      ['-c'],
      {},
      `Option '-c, --context <value>' argument missing. Use --help to list the options.`,
    ],
    ['an unknown option', ['--stage', 'prod'], {}, `Unknown option '--stage'. Use --help to list the options.`],
    ['an empty folder of what is kept', ['--state='], {}, '--state must be a folder or none, not ""'],
    ['a positional argument', ['prod'], {}, `Unexpected argument 'prod'. Use --help to list the options.`],
  ])('%s', (_, args, environment, sentence) => {
    expect(() => parseOptions(args, environment)).toThrow(
      expect.objectContaining({ name: 'UserError', message: expect.stringContaining(sentence) }),
    );
  });
});

describe('--help', () => {
  it.each([['--help'], ['-h'], ['-c', 'stage=dev', '--help'], ['--unknown', '-h']])('is requested by %s', (...args) => {
    expect(isHelpRequest(args)).toBe(true);
  });

  it('is not requested by other arguments', () => {
    expect(isHelpRequest(['-c', 'help=me', '--openapi', 'help'])).toBe(false);
  });

  it.each([
    '-c, --context',
    '--functions-env',
    '--openapi',
    '--seed',
    '--fresh',
    '--state',
    '-h, --help',
    'PORT',
    'COGNITO_PORT',
    'DYNAMODB_PORT',
    'IDENTITY_PROVIDER_PORT',
    'AWS_REGION',
    'AWS_DEFAULT_REGION',
    'AWS_ENDPOINT_URL_DYNAMODB',
  ])('describes %s', (name) => {
    expect(USAGE).toMatch(new RegExp(`^(.*, )?${name}\\b.* \\S`, 'm'));
  });

  it('has the defaults of the options', () => {
    const options = parseOptions([], {});
    const { port, cognitoPort, dynamodbPort, identityProviderPort, region } = options;
    const { throttling, cognitoEndpoint, openapi, state } = options;
    const defaultOf = (pattern: RegExp) => USAGE.match(pattern)?.[1];
    expect(defaultOf(/^PORT .* (\S+)$/m)).toBe(String(port));
    expect(defaultOf(/^COGNITO_PORT .* (\S+)$/m)).toBe(String(cognitoPort));
    expect(defaultOf(/^DYNAMODB_PORT .* (\S+)$/m)).toBe(String(dynamodbPort));
    expect(defaultOf(/^IDENTITY_PROVIDER_PORT .* (\S+)$/m)).toBe(String(identityProviderPort));
    expect(defaultOf(/^AWS_REGION.* (\S+)$/m)).toBe(region);
    expect(defaultOf(/^--state .* (\S+)$/m)).toBe(state);
    expect([defaultOf(/^THROTTLING .* (\S+)$/m), throttling]).toEqual(['on', true]);
    expect([defaultOf(/^--openapi .* (\S+)$/m), openapi]).toEqual(['none', undefined]);
    expect([defaultOf(/^AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER\n.* (\S+)$/m), cognitoEndpoint]).toEqual([
      'none',
      undefined,
    ]);
  });

  it('fits in 110 columns', () => {
    expect(Math.max(...USAGE.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(110);
  });
});
