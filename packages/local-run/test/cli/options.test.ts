import { parseOptions } from '../../src/cli/options';

describe('the options', () => {
  it('are those of a run where nothing is said', () => {
    expect(parseOptions([], {})).toEqual({
      context: {},
      port: 3000,
      cognitoPort: 9229,
      cognitoEndpoint: undefined,
      region: 'us-east-1',
      throttling: true,
      openapi: undefined,
    });
  });

  it('take an OpenAPI document to serve', () => {
    expect(parseOptions(['--openapi', 'docs/openapi.json'], {}).openapi).toBe('docs/openapi.json');
  });

  it('take context as cdk deploy does', () => {
    const args = ['-c', 'stage=prod', '--context', 'signInWith=email', '--context=url=a=b', '-cempty='];
    expect(parseOptions(args, {}).context).toEqual({
      stage: 'prod',
      signInWith: 'email',
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
    ['what stands in quotes', 'productName', ' "Acme" '],
  ])('pass on %s as it stands, for the app to read', (_, key, value) => {
    expect(parseOptions(['-c', `${key}=${value}`], {}).context).toEqual({ [key]: value });
  });

  it('take the last of two values', () => {
    expect(parseOptions(['-c', 'stage=dev', '-c', 'stage=prod'], {}).context).toEqual({ stage: 'prod' });
  });

  it('take ports, the region and another Cognito from the environment', () => {
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
      throttling: false,
    });
  });

  it('leave throttling on for who says so', () => {
    expect(parseOptions([], { THROTTLING: 'on' }).throttling).toBe(true);
  });

  it('take what is empty for not said', () => {
    const environment = { PORT: '', AWS_REGION: '', AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: '', THROTTLING: '' };
    expect(parseOptions([], environment)).toEqual(parseOptions([], {}));
  });
});

describe('what is wrong is one sentence', () => {
  const usage = 'Use: npm start -- -c stage=dev -c signInWith=username';

  it.each<[string, string[], NodeJS.ProcessEnv, string]>([
    ['a port that is a word', [], { PORT: 'http' }, 'PORT is a port between 0 and 65535, not "http"'],
    ['a port too high', [], { PORT: '65536' }, 'PORT is a port between 0 and 65535, not "65536"'],
    ['a port below 0', [], { COGNITO_PORT: '-1' }, 'COGNITO_PORT is a port between 0 and 65535, not "-1"'],
    ['a port with a fraction', [], { PORT: '80.5' }, 'PORT is a port between 0 and 65535, not "80.5"'],
    ['a word for a region', [], { AWS_REGION: 'nowhere' }, 'AWS_REGION is a region such as us-east-1, not "nowhere"'],
    ['a blank port', [], { PORT: ' ' }, 'PORT is a port between 0 and 65535, not " "'],
    [
      'a Cognito that is no URL',
      [],
      { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: 'nowhere' },
      'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER is a URL such as http://localhost:9229, not "nowhere"',
    ],
    ['another word for off', [], { THROTTLING: 'false' }, 'THROTTLING is on or off, not "false"'],
    ['off in capitals', [], { THROTTLING: 'OFF' }, 'THROTTLING is on or off, not "OFF"'],
    ['context without a value', ['-c', 'stage'], {}, 'Context is given as -c key=value, not "stage"'],
    ['context without a key', ['-c', '=prod'], {}, 'Context is given as -c key=value, not "=prod"'],
    ['-c alone', ['-c'], {}, `Option '-c, --context <value>' argument missing. ${usage}`],
    ['an unknown option', ['--stage', 'prod'], {}, `Unknown option '--stage'. ${usage}`],
    ['a bare word', ['prod'], {}, `Unexpected argument 'prod'. ${usage}`],
  ])('%s', (_, args, environment, sentence) => {
    expect(() => parseOptions(args, environment)).toThrow(
      expect.objectContaining({ name: 'UserError', message: expect.stringContaining(sentence) }),
    );
  });
});
