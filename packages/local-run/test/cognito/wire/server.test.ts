import { connect } from 'node:net';
import * as identityPoolSdk from '@aws-sdk/client-cognito-identity';
import * as userPoolSdk from '@aws-sdk/client-cognito-identity-provider';
import { userPoolOperations } from '../../../src/cognito/operations/user-pool-operations';
import { identityPoolOperationNames, userPoolOperationNames } from '../../../src/cognito/wire/operation-names';
import { call } from '../../support/call';
import { addressOf, LEGACY, POOL, password, useHarness, WEB } from '../support/harness';

const { harness, aws } = useHarness();

const signed = {
  authorization: 'AWS4-HMAC-SHA256 Credential=any/20261120/us-east-1/cognito-idp/aws4_request',
};
const requestId = /^[0-9a-f-]{36}$/;

async function replyTo(operation: string, body: unknown, headers = {}) {
  const response = await harness.post(operation, body, headers);
  return { status: response.status, headers: response.headers, body: (await response.json()) as object };
}

describe('the wire protocol', () => {
  it('answers JSON with a request id and Cache-Control: no-store', async () => {
    const UserAttributes = [{ Name: 'email', Value: addressOf('ada') }];
    const input = { ClientId: WEB, Username: 'ada', Password: password, UserAttributes };
    const reply = await replyTo('SignUp', input);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(reply.headers.get('x-amzn-requestid')).toMatch(requestId);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(reply.body).toMatchObject({ UserConfirmed: false });
  });

  it('answers 400 to an exception, with its name and message in body and headers', async () => {
    const reply = await replyTo('GetUser', { AccessToken: 'x' });
    expect(reply.status).toBe(400);
    expect(reply.headers.get('x-amzn-errortype')).toBe('NotAuthorizedException:');
    expect(reply.headers.get('x-amzn-errormessage')).toBe('Invalid Access Token');
    expect(reply.headers.get('x-amzn-requestid')).toMatch(requestId);
    expect(reply.body).toEqual({ __type: 'NotAuthorizedException', message: 'Invalid Access Token' });
  });

  it('returns dates in seconds', async () => {
    const { body } = await replyTo('AdminGetUser', { UserPoolId: POOL, Username: 'ada' }, signed);
    expect(body).toMatchObject({ UserCreateDate: harness.now / 1_000 });
  });

  it('names an unknown operation in the reply and in the log', async () => {
    const message = 'AdminListDevices is not implemented by the embedded Cognito';
    const reply = await replyTo('AdminListDevices', {}, signed);
    expect(reply.status).toBe(400);
    expect(reply.body).toEqual({ __type: 'UnknownOperationException', message });
    expect(harness.log).toContain(message);
  });

  it('tells a name that is no operation of Cognito from one that is not implemented', async () => {
    const { body } = await replyTo('AdminGetUsers', {}, signed);
    expect(body).toEqual({ __type: 'UnknownOperationException', message: 'Cognito has no operation AdminGetUsers' });
  });

  it('knows the names of all operations in the AWS SDK', () => {
    const operationsOf = (sdk: object) =>
      Object.keys(sdk).flatMap((name) => (/^[A-Z]\w+Command$/.test(name) ? [name.replace(/Command$/, '')] : []));
    expect([...userPoolOperationNames].sort()).toEqual(operationsOf(userPoolSdk).sort());
    expect([...identityPoolOperationNames].sort()).toEqual(operationsOf(identityPoolSdk).sort());
  });

  it.each(['constructor', '__proto__', 'toString', 'SignUp; DROP', ''])(
    'answers UnknownOperationException to the operation "%s"',
    async (operation) => {
      expect((await replyTo(operation, {})).body).toMatchObject({ __type: 'UnknownOperationException' });
    },
  );

  it('answers 400 to a request without X-Amz-Target', async () => {
    const headers = { 'content-type': 'application/x-amz-json-1.1' };
    const response = await fetch(harness.endpoint, { method: 'POST', headers, body: '{}' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'UnknownOperationException' });
  });

  it('requires a signature for the same operations as AWS', async () => {
    for (const operation of userPoolOperations.keys()) {
      const { body } = await replyTo(operation, {});
      const administrative =
        /^(Admin|List(?!WebAuthn)|Describe|GetUserPool|GetIdentityProvider|(Create|Get|Update|Delete)Group)/.test(
          operation,
        );
      expect([operation, body]).toEqual([
        operation,
        administrative
          ? { __type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' }
          : {
              __type: 'InvalidParameterException',
              message: expect.stringMatching(/must not be null|Missing/),
            },
      ]);
    }
  });

  it('accepts any SigV4 signature, and no other Authorization', async () => {
    const input = { UserPoolId: POOL, Username: 'ada' };
    expect((await replyTo('AdminGetUser', input, signed)).status).toBe(200);
    expect((await replyTo('AdminGetUser', input, { authorization: 'Bearer x' })).status).toBe(400);
  });

  it.each([
    ['invalid JSON', '{"ClientId":', 'The request body is not valid JSON'],
    ['an empty body', '', 'The request body is not valid JSON'],
    ['an array', '[]', 'START_ARRAY can not be converted to the type of this field'],
    ['null', 'null', 'UNDEFINED_VALUE can not be converted to the type of this field'],
    ['a string', '"x"', 'STRING_VALUE can not be converted to the type of this field'],
    ['a number for a name', { ClientId: WEB, Username: 7 }, 'NUMBER_VALUE'],
    ['an object for a name', { ClientId: WEB, Username: {} }, 'START_OBJECT'],
    ['a boolean for a name', { ClientId: WEB, Username: true }, 'TRUE_VALUE'],
    ['a string for a list', { ClientId: WEB, Username: 'x', UserAttributes: 'x' }, 'STRING_VALUE'],
    ['deeply nested JSON', '['.repeat(500_000), 'The request body is not valid JSON'],
  ])('answers SerializationException to %s', async (_, body, message) => {
    const reply = await replyTo('SignUp', body);
    expect(reply.status).toBe(400);
    expect(reply.body).toEqual({
      __type: 'SerializationException',
      message: expect.stringContaining(message),
    });
  });

  it('answers SerializationException to a number for an enum', async () => {
    const reply = await replyTo('InitiateAuth', { ClientId: WEB, AuthFlow: 1 });
    expect(reply.body).toMatchObject({ __type: 'SerializationException' });
  });

  it('reports all faults of a request at once, in AWS’s words and without values', async () => {
    const secret = ` ${'s3cret'.repeat(50)}`;
    const input = { ClientId: 'not an id', Password: secret, UserAttributes: [{ Name: '' }, {}] };
    const { body } = await replyTo('SignUp', input);
    const faults = [
      "Value at 'clientId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+]+",
      "Value null at 'username' failed to satisfy constraint: Member must not be null",
      "Value at 'password' failed to satisfy constraint: Member must have length less than or equal to 256",
      "Value at 'userAttributes.1.member.name' failed to satisfy constraint: Member must have length greater than or equal to 1",
      "Value at 'userAttributes.1.member.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r ]+",
      "Value null at 'userAttributes.2.member.name' failed to satisfy constraint: Member must not be null",
    ];
    expect(body).toEqual({
      __type: 'InvalidParameterException',
      message: `6 validation errors detected: ${faults.join('; ')}`,
    });
  });

  it.each([
    ['a user name with a space', { Username: 'a b' }, 'username'],
    ['a user name with a control character', { Username: 'a\u0000' }, 'username'],
    ['a user name that is too long', { Username: 'a'.repeat(129) }, 'username'],
    ['an empty user name', { Username: '' }, 'username'],
    ['a password with a space at its end', { Password: `${password} ` }, 'password'],
  ])('rejects %s', async (_, overrides, field) => {
    const reply = await replyTo('SignUp', { ClientId: WEB, Username: 'x', Password: password, ...overrides });
    expect(reply.body).toMatchObject({
      __type: 'InvalidParameterException',
      message: expect.stringContaining(`Value at '${field}' failed to satisfy constraint`),
    });
  });

  it('lists the allowed values of an enum', async () => {
    const reply = await replyTo('InitiateAuth', { ClientId: WEB, AuthFlow: 'MAGIC' });
    expect(reply.body).toMatchObject({
      message: expect.stringMatching(/'authFlow' failed .* enum value set: \[USER_SRP_AUTH, /),
    });
  });

  it('treats null as absent and ignores unknown members', async () => {
    const input = { ClientId: WEB, Username: 'zoe', Password: password, ClientMetadata: null, Shoes: 42 };
    const UserAttributes = [{ Name: 'email', Value: 'zoe@example.org' }];
    expect((await replyTo('SignUp', { ...input, UserAttributes })).status).toBe(200);
  });

  it('ignores names of built-in properties', async () => {
    const AuthParameters = JSON.parse('{"__proto__": "x", "constructor": "x"}');
    const input = { ClientId: WEB, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters };
    expect((await replyTo('InitiateAuth', input)).body).toMatchObject({
      message: 'Missing required parameter USERNAME',
    });
  });

  it('answers 413 to a body over one megabyte, and matches no pattern against a long text', async () => {
    const reply = await replyTo('SignUp', 'x'.repeat(2_000_000));
    expect(reply.status).toBe(413);
    const Password = `${'x'.repeat(900_000)} `;
    expect((await replyTo('SignUp', { ClientId: WEB, Username: 'x', Password })).body).toMatchObject({
      __type: 'InvalidParameterException',
    });
  });

  it('has a message with line breaks or other letters in the header, without them', async () => {
    const UserAttributes = [{ Name: 'schön', Value: 'x' }];
    const reply = await replyTo('SignUp', { ClientId: LEGACY, Username: 'x', Password: password, UserAttributes });
    expect(reply.headers.get('x-amzn-errormessage')).toMatch(/^Attributes did not conform to the schema: sch n: /);
    const GroupName = `${'x'.repeat(100_000)}`;
    const long = await replyTo('GetGroup', { UserPoolId: POOL, GroupName }, signed);
    expect(long.headers.get('x-amzn-errormessage')).toHaveLength(1_024);
  });

  it('quotes the value of a member that is not sensitive', async () => {
    const { body } = await replyTo('GetGroup', { UserPoolId: 'nowhere', GroupName: 'a b' }, signed);
    expect(body).toMatchObject({
      message: expect.stringMatching(/^2 validation.* Value 'nowhere' at 'userPoolId' .* Value 'a b' at 'groupName' /),
    });
  });

  it.each(['application/json', 'application/x-www-form-urlencoded', 'text/plain'])(
    'does not recognize an operation with the content type %s',
    async (type) => {
      const input = { ClientId: WEB, Username: 'ada' };
      const reply = await replyTo('ForgotPassword', input, { 'content-type': type });
      expect([reply.status, reply.body]).toEqual([
        404,
        { Output: { __type: 'com.amazon.coral.service#UnknownOperationException' }, Version: '1.0' },
      ]);
      const parameters = { 'content-type': 'application/x-amz-json-1.1; charset=utf-8' };
      expect((await replyTo('ForgotPassword', input, parameters)).body).not.toHaveProperty('Output');
    },
  );

  it('answers BadRequest to other methods and other paths', async () => {
    for (const [method, path] of [
      ['PUT', '/'],
      ['DELETE', '/'],
      ['POST', '/elsewhere'],
    ] as const) {
      const reply = await fetch(harness.endpoint + path, { method });
      expect([reply.status, await reply.json()]).toEqual([
        400,
        {
          code: 'BadRequest',
          message: 'The server did not understand the operation that was requested.',
          type: 'client',
        },
      ]);
    }
  });

  it('keeps serving after aborted requests and after requests that are not HTTP', async () => {
    const { port } = new URL(harness.endpoint);
    const head = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{';
    for (const garbage of [head, '\u0000\u0001\u0002\r\n\r\n', 'GET']) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.end(garbage, () => socket.destroy()));
        socket.on('close', () => resolve()).on('error', () => {});
      });
    }
    expect((await replyTo('GetUser', { AccessToken: 'x' })).status).toBe(400);
  });
});

describe('InternalErrorException', () => {
  it('is a 500 whose cause is in the log, without request data', async () => {
    const read = jest.spyOn(userPoolOperations.get('GetUser') ?? { run: async () => ({}) }, 'run');
    read.mockRejectedValueOnce(new TypeError('cannot read s3cret'));
    const reply = await replyTo('GetUser', { AccessToken: 's3cret' });
    expect(reply.status).toBe(500);
    expect(reply.body).toEqual({ __type: 'InternalErrorException', message: 'Something went wrong' });
    expect(harness.log.at(-1)).toMatch(/TypeError\n +at /);
    expect(harness.log.join('\n')).not.toContain('s3cret');
  });
});

describe('a request with another Host, as by DNS rebinding,', () => {
  it.each(['evil.example', 'evil.example:9229', 'localhost.evil.example', 'localhost@evil.example'])(
    'is answered with 403: %s',
    async (host) => {
      const headers = { Host: host, 'X-Amz-Target': 'AWSCognitoIdentityProviderService.ListUsers' };
      const { status, body } = await call(harness.endpoint, { method: 'POST', headers, body: '{}' });
      expect([status, JSON.parse(body)]).toEqual([
        403,
        { __type: 'ForbiddenException', message: 'The Host header must be localhost' },
      ]);
      expect((await call(`${harness.endpoint}/.well-known/jwks.json`, { headers })).status).toBe(403);
    },
  );
});

describe('CORS', () => {
  it.each(['http://evil.example', 'http://localhost.evil.example', 'null'])(
    'does not allow pages of the origin %s, because any signature counts as an administrator’s',
    async (origin) => {
      const preflight = await fetch(harness.endpoint, { method: 'OPTIONS', headers: { origin } });
      expect(preflight.headers.has('access-control-allow-origin')).toBe(false);
      const reply = await harness.post('GetUser', {}, { origin });
      expect(reply.headers.has('access-control-allow-origin')).toBe(false);
    },
  );

  it('allows pages of this machine', async () => {
    const preflight = await fetch(harness.endpoint, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:5173',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-amz-target,x-amz-user-agent',
      },
    });
    expect(preflight.status).toBe(200);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-methods')).toContain('POST');
    expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type,x-amz-target,x-amz-user-agent');
    const reply = await harness.post('GetUser', {}, { origin: 'http://localhost:5173' });
    expect(reply.headers.get('access-control-allow-origin')).toBe('*');
    expect(reply.headers.get('access-control-expose-headers')).toMatch(
      /x-amzn-requestid,x-amzn-errortype,x-amzn-errormessage/,
    );
  });
});

it('lets the AWS SDK throw the exception class of a reply', async () => {
  await expect(aws.getUser({ AccessToken: 'x' })).rejects.toMatchObject({
    name: 'NotAuthorizedException',
    $fault: 'client',
    $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(requestId) },
  });
});
