import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import * as z from 'zod/mini';
import type { ApiFunction } from '../../../lib/api/api-function';
import { assertNewRoute } from '../../../lib/api/assert-new-route';
import type { RouteOptions } from '../../../lib/api/auth-api';
import { assertFeatureEnvironment, assertReadsVariables } from '../../../lib/api/feature-environment';
import { credentialFor, type Route } from '../../../lib/api/route';
import { AuthStack } from '../../../lib/auth-stack';
import { routesFor } from '../../../lib/routes';
import { UserError } from '../../../lib/user-error';
import { methodsOf, resourcesOf, stageWith, testApp } from '../support/stacks';

const list = { name: 'test-notes/list', method: 'GET', path: '/test-notes' } as const satisfies Route;

const stack = new AuthStack(testApp(), 'Stack', { stage: stageWith() });

describe('addRoute', () => {
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
  const options = { environment: { NOTES_TABLE: 'test-notes' }, memory: 1024, timeout: Duration.seconds(20) };
  let template: Template;
  let lambda: ApiFunction;

  beforeAll(() => {
    lambda = stack.api.addRoute(list, options);
    for (const method of methods) {
      const path = '/test-notes/{id}';
      stack.api.addRoute({ name: `test-notes/${method.toLowerCase()}`, method, path, auth: 'iam', rateLimit: 7 });
    }
    const table = new TableV2(stack, 'Table', { partitionKey: { name: 'owner', type: AttributeType.STRING } });
    table.grantReadData(lambda);
    template = Template.fromStack(stack);
  });

  it('adds a method that requires an ID token when the row has no auth', () => {
    expect(methodsOf(template).get('GET /test-notes')).toMatchObject({
      AuthorizationType: 'COGNITO_USER_POOLS',
      AuthorizerId: { Ref: expect.stringMatching(/Authorizer/) },
    });
  });

  it.each(methods)('adds a method %s with a path parameter', (method) => {
    expect(methodsOf(template).get(`${method} /test-notes/{id}`)).toMatchObject({ AuthorizationType: 'AWS_IAM' });
  });

  it('allows the methods of all routes in the preflight reply', () => {
    const [reply] = methodsOf(template).get('OPTIONS /hello')?.Integration.IntegrationResponses ?? [];
    const allowed: string = reply.ResponseParameters['method.response.header.Access-Control-Allow-Methods'];
    expect(allowed.replaceAll("'", '').split(',').sort()).toEqual([...methods].sort());
  });

  it('answers an invalid signature with 403 when a route takes signatures', () => {
    const responses = resourcesOf(template, 'AWS::ApiGateway::GatewayResponse').map(([, { Properties }]) => Properties);
    const invalidSignature = responses.find(({ ResponseType }) => ResponseType === 'INVALID_SIGNATURE');
    expect(invalidSignature).toMatchObject({ StatusCode: '403' });
  });

  it('limits the rate of the method when the row has a rateLimit', () => {
    const [stage] = resourcesOf(template, 'AWS::ApiGateway::Stage');
    expect(stage?.[1].Properties.MethodSettings).toContainEqual({
      HttpMethod: 'PATCH',
      ResourcePath: '/~1test-notes~1{id}',
      DataTraceEnabled: false,
      ThrottlingRateLimit: 7,
      ThrottlingBurstLimit: 7,
    });
  });

  it('gives the function environment, memory and timeout of the options, besides the variables of all functions', () => {
    const id = stack.getLogicalId(lambda.node.defaultChild as CfnFunction);
    expect(template.findResources('AWS::Lambda::Function')[id]?.Properties).toMatchObject({
      MemorySize: 1024,
      Timeout: 20,
      Environment: { Variables: { NOTES_TABLE: 'test-notes', SIGN_IN_WITH: 'username', REQUIRED_GROUP: '' } },
    });
  });

  it('returns the function, to which a table can grant access', () => {
    const statements = resourcesOf(template, 'AWS::IAM::Policy').flatMap(
      ([, { Properties }]) => Properties.PolicyDocument.Statement,
    );
    expect(statements).toContainEqual(
      expect.objectContaining({ Action: expect.arrayContaining(['dynamodb:Query']), Effect: 'Allow' }),
    );
  });
});

describe('a row with a scope', () => {
  const accessTokenScopes = [{ scope: 'notes/write', group: 'admins' }];
  const row = { ...list, scope: 'notes/write' } as const satisfies Route;

  it('adds a method that requires an access token with the scope', () => {
    const scoped = new AuthStack(testApp(), 'Scoped', { stage: stageWith({ accessTokenScopes }) });
    scoped.api.addRoute(row);
    expect(methodsOf(Template.fromStack(scoped)).get('GET /test-notes')).toMatchObject({
      AuthorizationType: 'COGNITO_USER_POOLS',
      AuthorizerId: { Ref: expect.stringMatching(/Authorizer/) },
      AuthorizationScopes: ['notes/write'],
    });
  });

  it('can get its scope from a trigger of a feature, if the setting is empty', () => {
    const own = new AuthStack(testApp(), 'Own', { stage: stageWith() });
    own.users.triggers.add({ trigger: 'preTokenGeneration', name: 'notes/scopes' });
    expect(() => own.api.addRoute(row)).not.toThrow();
  });

  it('excludes auth and group', () => {
    // @ts-expect-error: a scope is for access tokens
    const withAuth: Route = { ...list, scope: 'notes/write', auth: 'open' };
    // @ts-expect-error: a group is for ID tokens
    const withGroup: Route = { ...list, scope: 'notes/write', group: 'admins' };
    expect([withAuth, withGroup].map(credentialFor)).toEqual(['open', 'access-token']);
  });
});

describe('addRoute throws a UserError', () => {
  const get = (name: string, path: `/${string}`): Route => ({ name, method: 'GET', path });

  it.each<[string, Route[], string]>([
    [
      'when another feature has the route',
      [list, get('all-test-notes/list', '/test-notes')],
      'The route "all-test-notes/list" (GET /test-notes) exists already, with the handler "test-notes/list". Change the method or path of one',
    ],
    [
      'when the API itself has the route',
      [{ name: 'accounts/delete', method: 'DELETE', path: '/me' }],
      'The route "accounts/delete" (DELETE /me) exists already, with the handler "delete-me". Change the method or path of one',
    ],
    [
      'when another route has the name',
      [list, get('test-notes/list', '/all-notes')],
      'The route "test-notes/list" (GET /all-notes) has the name of the route GET /test-notes. Give each route a handler of its own',
    ],
    [
      'when a path parameter has another name at the same position',
      [get('test-notes/get', '/test-notes/{id}'), get('test-notes/tags', '/test-notes/{note}/tags')],
      'The route "test-notes/tags" (GET /test-notes/{note}/tags) must name its path parameter {id}, as another route with this path does',
    ],
    [
      'when the schema of the path parameters has other names',
      [{ ...get('test-notes/get', '/test-notes/{id}'), pathParameters: z.strictObject({ noteId: z.string() }) }],
      'The route "test-notes/get" (GET /test-notes/{id}) must have the same parameters in its path and in the schema "pathParameters"',
    ],
    ...(['/notes/', '/notes//tags', '/notes/{id}.json', '/files/{key+}', '/my notes', '/{a}{b}'] as const).map(
      (path): [string, Route[], string] => [
        `when API Gateway or OpenAPI does not have the path: ${path}`,
        [get('test-notes/get', path)],
        `The route "test-notes/get" (GET ${path}) has an invalid path. Use parts such as /notes and /{id}, without a slash at the end`,
      ],
    ),
    [
      'when a path parameter has the same name twice',
      [get('test-notes/get', '/test-notes/{id}/tags/{id}')],
      'The route "test-notes/get" (GET /test-notes/{id}/tags/{id}) has a path parameter twice. Give each a name of its own',
    ],
    [
      'when a GET route has a body',
      [{ ...list, request: z.strictObject({}) }],
      'The route "test-notes/list" (GET /test-notes) has the column "request", but a GET request has no body. Use "query", or another method',
    ],
    [
      'when an error of its own has the status of a success',
      [{ ...list, problems: [{ code: 'note_not_found', status: 204, title: 'You have no such note' }] }],
      'The route "test-notes/list" has the error "note_not_found" with the status 204. Use one of 400 to 599',
    ],
    [
      'when the route itself has two errors with one code',
      [
        {
          ...list,
          problems: [
            { code: 'too_many', status: 409, title: 'You have too many notes' },
            { code: 'too_many', status: 422, title: 'You have too many tags' },
          ],
        },
      ],
      'The route "test-notes/list" has another error with the code "too_many": a code has one status and title',
    ],
    [
      'when the code of an error of its own is not in snake_case',
      [{ ...list, problems: [{ code: 'noteNotFound', status: 404, title: 'You have no such note' }] }],
      'The route "test-notes/list" has the error code "noteNotFound". Use lower-case words with underscores',
    ],
    [
      'when the API has another error with the code',
      [{ ...list, problems: [{ code: 'not_found', status: 404, title: 'You have no such note' }] }],
      'The route "test-notes/list" has another error with the code "not_found": a code has one status and title',
    ],
    [
      'when another feature has another error with the code',
      [
        { ...list, problems: [{ code: 'too_many', status: 409, title: 'You have too many notes' }] },
        {
          ...get('tags/list', '/tags'),
          problems: [{ code: 'too_many', status: 422, title: 'You have too many tags' }],
        },
      ],
      'The route "tags/list" has another error with the code "too_many": a code has one status and title',
    ],
  ])('%s', (_, rows, message) => {
    const [row = list, ...others] = [...rows].reverse();
    for (const other of others) expect(() => assertNewRoute(other, routesFor('username'))).not.toThrow();
    expect(() => assertNewRoute(row, [...routesFor('username'), ...others])).toThrow(new UserError(message));
  });

  const another = (options: RouteOptions, row: Partial<Route> = {}) => {
    const route = { ...list, name: 'test-notes/another', path: '/test-notes/another', ...row } as Route;
    return () => stack.api.addRoute(route, options);
  };

  it.each([
    ['SIGN_IN_WITH', 'which every function has. Use another name'],
    ['REQUIRED_GROUP', 'which every function has. Use another name'],
    ['AWS_REGION', 'which Lambda sets. Use another name'],
    ['LAMBDA_TASK_ROOT', 'which Lambda sets. Use another name'],
  ])('when the options set the variable %s', (name, rest) => {
    expect(another({ environment: { [name]: 'x' } })).toThrow(
      new UserError(`The route "test-notes/another" sets the environment variable ${name}, ${rest}`),
    );
  });

  it('not when the options set AWS_LAMBDA_EXEC_WRAPPER or TZ, which Lambda and Node.js read', () => {
    const environment = { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper', TZ: 'UTC' };
    expect(() => assertFeatureEnvironment('test-notes/list', environment)).not.toThrow();
    expect(() =>
      assertReadsVariables({ kind: 'route', name: 'test-notes/list' }, environment, { text: '' }),
    ).not.toThrow();
  });

  it('when no user can have the scope of the row', () => {
    expect(another({}, { scope: 'notes/write' })).toThrow(
      new UserError(
        'The route "test-notes/another" needs the scope "notes/write", which no user can have. Add it to the setting ' +
          'accessTokenScopes of each stage in lib/stages/stages.ts, such as {"scope":"notes/write","group":"admins"}',
      ),
    );
  });

  it.each([
    ['test-notes-list', 'TestNotesList'],
    ['rest-api', 'RestApi'],
    ['sign-up-role', 'SignUpRole'],
  ])('when the name %s gives the function the id of another construct', (name, id) => {
    expect(another({}, { name })).toThrow(
      new UserError(`The route "${name}" needs another name: the API has a construct "${id}" already`),
    );
  });

  it('when the name of a variable is invalid', () => {
    expect(another({ environment: { 'NOTES-TABLE': 'x' } })).toThrow(
      new UserError(
        'The route "test-notes/another" sets the environment variable NOTES-TABLE. A name has letters, digits and underscores',
      ),
    );
  });

  it('when the timeout is longer than API Gateway waits', () => {
    expect(another({ timeout: Duration.seconds(29) })).toThrow(
      new UserError('The route "test-notes/another" has a timeout of 29 seconds. API Gateway waits for 29 at most'),
    );
  });

  it('when the rate limit allows more calls than a quota of Cognito', () => {
    expect(another({}, { calls: ['DeleteUser'], rateLimit: 10 })).toThrow(
      /^Lower rateLimit of .*GET \/test-notes\/another/,
    );
  });
});
