import AjvDraft4 from 'ajv-draft-04';
import type { Template } from 'aws-cdk-lib/assertions';
import { credentialFor, takesSignedRequests } from '../../../lib/api/route';
import { descriptionOf } from '../../../lib/openapi/descriptions';
import { routesFor } from '../../../lib/routes';
import { UserError } from '../../../lib/user-error';
import { withIdentityPool } from '../support/identity-pool-stack';
import { methodsOf, onlyOne, type Resource, resourcesOf, stacks, stageWith, templateOf } from '../support/stacks';

/** The fields that the model of a method's body lists. */
function fieldsOf(template: Template, name: string): string[] {
  const { Ref } = methodsOf(template).get(name)?.RequestModels['application/json'] ?? {};
  return Object.keys(template.findResources('AWS::ApiGateway::Model')[Ref]?.Properties.Schema.properties);
}

function withoutPreflight(template: Template): (readonly [string, Resource['Properties']])[] {
  return [...methodsOf(template)].filter(([name]) => !name.startsWith('OPTIONS '));
}

describe.each([...stacks, withIdentityPool])('the API, $title', ({ stage, stack, template }) => {
  const table = stack.api.routes.map(({ row }) => row);
  const ofThisApi = routesFor(stage.signInWith, stage);
  const ofFeatures = table.filter((row) => !ofThisApi.some(({ name }) => name === row.name));
  const methods = withoutPreflight(template);
  const [apiId] = onlyOne(template, 'AWS::ApiGateway::RestApi');
  const [authorizerId] = onlyOne(template, 'AWS::ApiGateway::Authorizer');
  const [poolId] = onlyOne(template, 'AWS::Cognito::UserPool');

  it('has the routes of lib/routes.ts and of features, and no others', () => {
    expect(table.filter((row) => !ofFeatures.includes(row))).toEqual(ofThisApi);
    expect(methods.map(([name]) => name).sort()).toEqual(table.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it("has exactly these routes without authorization, and those of features with auth: 'open'", () => {
    const open = methods.filter(([, { AuthorizationType }]) => AuthorizationType === 'NONE').map(([name]) => name);
    const openInFeatures = ofFeatures
      .filter(({ auth }) => auth === 'open')
      .map(({ method, path }) => `${method} ${path}`);
    expect(open.sort()).toEqual(
      [
        ...openInFeatures,
        'GET /hello',
        'POST /challenge',
        'POST /confirm',
        'POST /forgot-password',
        'POST /refresh',
        'POST /resend-code',
        'POST /reset-password',
        'POST /sign-in',
        'POST /sign-out',
        'POST /sign-up',
      ].sort(),
    );
  });

  it.each(table)('authorizes $method $path as the auth or scope of its row says', (row) => {
    const { method, path, scope } = row;
    const { AuthorizationType, AuthorizerId, AuthorizationScopes } = methodsOf(template).get(`${method} ${path}`) ?? {};
    const cognito = ['COGNITO_USER_POOLS', { Ref: authorizerId }];
    // With a scope, API Gateway accepts access tokens that carry it and no ID tokens; without one, ID tokens only.
    const expected = {
      open: ['NONE', undefined, undefined],
      'access-token': [...cognito, [scope ?? 'aws.cognito.signin.user.admin']],
      'id-token': [...cognito, undefined],
      iam: ['AWS_IAM', undefined, undefined],
    };
    expect([AuthorizationType, AuthorizerId, AuthorizationScopes]).toEqual(expected[credentialFor(row)]);
  });

  it('accepts tokens of its own user pool only', () => {
    expect(onlyOne(template, 'AWS::ApiGateway::Authorizer')[1].Properties).toMatchObject({
      Type: 'COGNITO_USER_POOLS',
      ProviderARNs: [{ 'Fn::GetAtt': [poolId, 'Arn'] }],
      IdentitySource: 'method.request.header.Authorization',
      RestApiId: { Ref: apiId },
    });
  });

  it('caches no result of the authorizer, so that no token is accepted after it has expired', () => {
    const { AuthorizerResultTtlInSeconds } = onlyOne(template, 'AWS::ApiGateway::Authorizer')[1].Properties;
    expect(AuthorizerResultTtlInSeconds).toBe(0);
  });

  it.each(table)('integrates $method $path with the function of the route', ({ name, method, path }) => {
    const id = onlyFunctionIn(methodsOf(template).get(`${method} ${path}`));
    const constructId = name.replace(/(^|[-/])([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
    expect(id).toMatch(new RegExp(`^Api${constructId}[0-9A-F]{8}$`));
  });

  it('may invoke each function from its own route and stage only, and no other caller may', () => {
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
    const [stageId] = onlyOne(template, 'AWS::ApiGateway::Stage');
    const expected = methods.map(([name, method]) => ({
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      FunctionName: { 'Fn::GetAtt': [onlyFunctionIn(method), 'Arn'] },
      SourceArn: {
        'Fn::Join': [
          '',
          expect.arrayContaining([
            { Ref: apiId },
            { Ref: stageId },
            `/${name.replace(' ', '').replace(/\{[^}]+\}/g, '*')}`,
          ]),
        ],
      },
    }));
    expect(permissions).toHaveLength(expected.length);
    expect(permissions).toEqual(expect.arrayContaining(expected));
  });

  it.each(table.filter(({ request }) => request))(
    'accepts objects only as the body of $method $path',
    ({ method, path }) => {
      const { RequestModels, RequestValidatorId } = methodsOf(template).get(`${method} ${path}`) ?? {};
      const validator = template.findResources('AWS::ApiGateway::RequestValidator')[RequestValidatorId.Ref];
      expect(validator?.Properties).toMatchObject({ ValidateRequestBody: true, RestApiId: { Ref: apiId } });
      expect(Object.keys(RequestModels)).toEqual(['application/json']);
      const model = template.findResources('AWS::ApiGateway::Model')[RequestModels['application/json'].Ref]?.Properties;
      expect(model).toMatchObject({ ContentType: 'application/json', RestApiId: { Ref: apiId } });
      expect(model?.Schema.$schema).toBe('http://json-schema.org/draft-04/schema#');
      const check = new AjvDraft4().compile(model?.Schema);
      expect([{}, { username: 1, password: null }].map((body) => check(body))).toEqual([true, true]);
      expect([null, [], 'text', 1, true].map((body) => check(body))).toEqual([false, false, false, false, false]);
    },
  );

  it.each(table.filter(({ request }) => request))(
    'lists the fields of $method $path in the model of its body',
    (route) => {
      // The example of POST /confirm has a field that only other sign-in methods than the password add: see below.
      const shown = Object.keys(descriptionOf(route).request ?? {}).filter((field) => field !== 'signIn');
      expect(fieldsOf(template, `${route.method} ${route.path}`)).toEqual(expect.arrayContaining(shown));
    },
  );

  it('lists the fields of every challenge in the model of POST /challenge', () => {
    const fields = ['username', 'session', 'challenge', 'newPassword', 'code'];
    expect(fieldsOf(template, 'POST /challenge').sort()).toEqual(fields.sort());
  });

  it('does not list the field of POST /confirm that only other sign-in methods than the password add', () => {
    expect(fieldsOf(template, 'POST /confirm').sort()).toEqual(['code', 'password', 'username']);
  });

  it('has a regional endpoint', () => {
    expect(onlyOne(template, 'AWS::ApiGateway::RestApi')[1].Properties.EndpointConfiguration).toEqual({
      Types: ['REGIONAL'],
    });
  });
});

describe('a route with the auth iam', () => {
  const routeNames = (template: Template) => withoutPreflight(template).map(([name]) => name);
  const { template } = withIdentityPool;

  it('exists only with the setting identityPool', () => {
    expect(routeNames(template)).toContain('GET /private');
    for (const { template: without } of stacks) expect(routeNames(without)).not.toContain('GET /private');
  });

  it('answers an invalid signature with 403 and the code invalid_signature', () => {
    const replies = resourcesOf(template, 'AWS::ApiGateway::GatewayResponse').map(([, { Properties }]) => Properties);
    const bad = replies.find(({ ResponseType }) => ResponseType === 'INVALID_SIGNATURE');
    expect([bad?.StatusCode, bad?.ResponseTemplates['application/json']]).toEqual([
      '403',
      expect.stringContaining('"code":"invalid_signature"'),
    ]);
  });

  it('allows the headers of a signature in the preflight reply of every path', () => {
    const preflights = [...methodsOf(template)].filter(([name]) => name.startsWith('OPTIONS '));
    expect(preflights.length).toBeGreaterThan(0);
    for (const [, { Integration }] of preflights) {
      const [{ ResponseParameters }] = Integration.IntegrationResponses;
      expect(ResponseParameters['method.response.header.Access-Control-Allow-Headers']).toBe(
        "'Authorization,Content-Type,X-Amz-Date,X-Amz-Security-Token,X-Amz-Content-Sha256'",
      );
    }
  });
});

describe.each([
  ['selfSignUp', false, ['POST /sign-up', 'POST /confirm', 'POST /resend-code']],
  ['mfa', 'off', ['POST /mfa/totp', 'PUT /mfa/totp', 'DELETE /mfa/totp']],
] as const)('the setting %s with the value %s', (setting, value, removed) => {
  const template = templateOf(stageWith({ stage: 'dev', signInWith: 'email', [setting]: value }));

  it(`removes the routes ${removed.join(', ')} and no others`, () => {
    const [{ template: all } = { template }] = stacks;
    const names = withoutPreflight(template).map(([name]) => name);
    const missing = withoutPreflight(all).flatMap(([name]) => (names.includes(name) ? [] : name));
    expect([missing.sort(), names.length]).toEqual([
      [...removed].sort(),
      withoutPreflight(all).length - removed.length,
    ]);
    expect(resourcesOf(template, 'AWS::Lambda::Function')).toHaveLength(names.length);
  });
});

describe.each([
  ['mfa required', { mfa: 'required' }, ['POST /challenge/totp', 'PUT /challenge/totp'], []],
  ['codes by e-mail', { signInMethods: ['password', 'emailCode'] }, ['POST /sign-in/email-code'], []],
  [
    'passkeys',
    { signInMethods: ['password', 'passkey'], passkeyRelyingPartyId: 'example.com' },
    ['POST /sign-in/passkey'],
    ['GET /passkeys', 'POST /passkeys', 'PUT /passkeys', 'DELETE /passkeys/{id}'],
  ],
  ['profile attributes', { profileAttributes: ['name'] }, [], ['PATCH /me']],
  ['emailChange', { emailChange: true }, [], ['PUT /me/email', 'POST /me/email/confirm']],
  ['stepUpMinutes', { stepUpMinutes: 5 }, [], []],
])('a stage with %s', (_, settings, open, withAccessToken) => {
  const template = templateOf(stageWith({ stage: 'dev', signInWith: 'email', ...settings }));

  const withMethods = 'signInMethods' in settings;

  it(`lists ${withMethods ? 'the' : 'no'} fields of other sign-in methods than the password in the models of bodies`, () => {
    const fields = [...fieldsOf(template, 'POST /confirm'), ...fieldsOf(template, 'POST /challenge')];
    expect(fields.filter((field) => ['signIn', 'credential'].includes(field))).toEqual(
      withMethods ? ['signIn', 'credential'] : [],
    );
  });

  it(`adds the routes ${[...open, ...withAccessToken].join(', ') || 'none'} and no others, with their authorization`, () => {
    const [{ template: all } = { template }] = stacks;
    const before = new Set(withoutPreflight(all).map(([name]) => name));
    const added = withoutPreflight(template).filter(([name]) => !before.has(name));
    expect(withoutPreflight(template)).toHaveLength(before.size + added.length);
    const authorization = added.map(([name, { AuthorizationType, AuthorizationScopes }]) => {
      return [name, AuthorizationType, AuthorizationScopes];
    });
    expect(authorization.sort()).toEqual(
      [
        ...open.map((name) => [name, 'NONE', undefined]),
        ...withAccessToken.map((name) => [name, 'COGNITO_USER_POOLS', ['aws.cognito.signin.user.admin']]),
      ].sort(),
    );
  });
});

describe('requestsPerSecond above a quota of Cognito', () => {
  it('throws a UserError', () => {
    expect(() => templateOf(stageWith({ requestsPerSecond: 1000 }))).toThrow(UserError);
  });
});

describe('a CORS preflight request', () => {
  it.each(stacks.filter(({ stage }) => stage.allowedOrigins.length > 0))(
    'is answered without authorization on every path: $title',
    ({ stack, template }) => {
      const methods = methodsOf(template);
      // A feature may add a route that takes signed requests.
      const isSigned = takesSignedRequests(stack.api.routes.map(({ row }) => row));
      const signatureHeaders = isSigned ? ',X-Amz-Date,X-Amz-Security-Token,X-Amz-Content-Sha256' : '';
      for (const [name] of withoutPreflight(template)) {
        const preflight = methods.get(name.replace(/^\w+/, 'OPTIONS'));
        expect(preflight).toMatchObject({ AuthorizationType: 'NONE', Integration: { Type: 'MOCK' } });
        const [reply] = preflight?.Integration.IntegrationResponses ?? [];
        expect(reply.ResponseParameters).toMatchObject({
          'method.response.header.Access-Control-Allow-Origin': "'*'",
          'method.response.header.Access-Control-Allow-Headers': `'Authorization,Content-Type${signatureHeaders}'`,
          'method.response.header.Access-Control-Allow-Methods': expect.stringContaining(name.split(' ')[0] ?? ''),
        });
        expect(JSON.stringify(reply)).not.toContain('Allow-Credentials');
      }
    },
  );

  it.each(stacks.filter(({ stage }) => stage.allowedOrigins.length === 0))(
    'is not answered if no origin is allowed: $title',
    ({ template }) => {
      expect([...methodsOf(template).keys()].filter((name) => name.startsWith('OPTIONS'))).toEqual([]);
      expect(JSON.stringify(template.toJSON())).not.toContain('Access-Control');
    },
  );
});

function onlyFunctionIn(method: Resource['Properties']): string {
  const parts: unknown[] = method.Integration.Uri['Fn::Join'][1];
  const [id] = parts.flatMap((part) => (part as { 'Fn::GetAtt'?: string[] })['Fn::GetAtt'] ?? []);
  return String(id);
}
