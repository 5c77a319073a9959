import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import * as z from 'zod/mini';
import type { RouteOptions } from '../../../lib/api/auth-api';
import type { Route } from '../../../lib/api/route';
import { AuthStack } from '../../../lib/auth-stack';
import { UserError } from '../../../lib/user-error';
import { type Resource, resourcesOf, stageWith, testApp } from '../support/stacks';

const list = { name: 'notes/list', method: 'GET', path: '/notes' } as const satisfies Route;

/** A stack with these routes in addition, as a feature adds them. */
function stackWith(...routes: (readonly [Route, RouteOptions?])[]) {
  const stack = new AuthStack(testApp(), 'Stack', { stage: stageWith() });
  const functions = routes.map(([row, options]) => stack.api.addRoute(row, options));
  return { stack, functions, template: () => Template.fromStack(stack) };
}

function methodOf(template: Template, httpMethod: string, pathPart: string): Resource['Properties'] {
  const resources = template.findResources('AWS::ApiGateway::Resource');
  const [found] = resourcesOf(template, 'AWS::ApiGateway::Method').filter(
    ([, { Properties }]) =>
      Properties.HttpMethod === httpMethod && resources[Properties.ResourceId.Ref]?.Properties.PathPart === pathPart,
  );
  return found?.[1].Properties;
}

describe('addRoute', () => {
  it('adds a method that requires an ID token when the row has no auth', () => {
    const { template } = stackWith([list]);
    expect(methodOf(template(), 'GET', 'notes')).toMatchObject({
      AuthorizationType: 'COGNITO_USER_POOLS',
      AuthorizerId: { Ref: expect.stringMatching(/Authorizer/) },
    });
  });

  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const)('adds a method %s with path parameters', (method) => {
    const { template } = stackWith([{ ...list, method, path: '/notes/{id}' }]);
    expect(methodOf(template(), method, '{id}')).toMatchObject({ HttpMethod: method });
  });

  it('allows the methods of all routes in the preflight reply', () => {
    const { template } = stackWith([{ ...list, method: 'PATCH' }]);
    const [{ ResponseParameters }] = methodOf(template(), 'OPTIONS', 'hello').Integration.IntegrationResponses;
    expect(ResponseParameters['method.response.header.Access-Control-Allow-Methods']).toBe(
      "'POST,GET,PUT,DELETE,PATCH'",
    );
  });

  it('answers an invalid signature with 403 when a route takes signatures', () => {
    const { template } = stackWith([{ ...list, auth: 'iam' }]);
    const responses = resourcesOf(template(), 'AWS::ApiGateway::GatewayResponse').map(
      ([, { Properties }]) => Properties,
    );
    expect(responses.find(({ ResponseType }) => ResponseType === 'INVALID_SIGNATURE')).toMatchObject({
      StatusCode: '403',
    });
  });

  it('limits the rate of the method when the row has a rateLimit', () => {
    const { template } = stackWith([{ ...list, path: '/notes/{id}', rateLimit: 7 }]);
    const [stage] = resourcesOf(template(), 'AWS::ApiGateway::Stage');
    expect(stage?.[1].Properties.MethodSettings).toContainEqual({
      HttpMethod: 'GET',
      ResourcePath: '/~1notes~1{id}',
      DataTraceEnabled: false,
      ThrottlingRateLimit: 7,
      ThrottlingBurstLimit: 7,
    });
  });

  it('gives the function environment, memory and timeout of the options, besides the variables of all functions', () => {
    const options = { environment: { NOTES_TABLE: 'notes' }, memory: 1024, timeout: Duration.seconds(20) };
    const { stack, functions, template } = stackWith([list, options]);
    const id = stack.getLogicalId(functions[0]?.node.defaultChild as CfnFunction);
    expect(template().findResources('AWS::Lambda::Function')[id]?.Properties).toMatchObject({
      MemorySize: 1024,
      Timeout: 20,
      Environment: { Variables: { NOTES_TABLE: 'notes', SIGN_IN_WITH: 'username', REQUIRED_GROUP: '' } },
    });
  });

  it('returns the function, to which a table can grant access', () => {
    const { stack, functions, template } = stackWith([list]);
    const table = new TableV2(stack, 'Table', { partitionKey: { name: 'owner', type: AttributeType.STRING } });
    for (const lambda of functions) table.grantReadData(lambda);
    const statements = resourcesOf(template(), 'AWS::IAM::Policy').flatMap(
      ([, { Properties }]) => Properties.PolicyDocument.Statement,
    );
    expect(statements).toContainEqual(
      expect.objectContaining({ Action: expect.arrayContaining(['dynamodb:Query']), Effect: 'Allow' }),
    );
  });
});

describe('addRoute throws a UserError', () => {
  const get = (name: string, path: `/${string}`): Route => ({ name, method: 'GET', path });

  it.each<[string, Route[], string]>([
    [
      'when another feature has the route',
      [list, get('all-notes/list', '/notes')],
      'The route "all-notes/list" (GET /notes) exists already, with the handler "notes/list". Change the method or path of one',
    ],
    [
      'when the API itself has the route',
      [{ name: 'accounts/delete', method: 'DELETE', path: '/me' }],
      'The route "accounts/delete" (DELETE /me) exists already, with the handler "delete-me". Change the method or path of one',
    ],
    [
      'when another route has the name',
      [list, get('notes/list', '/all-notes')],
      'The route "notes/list" (GET /all-notes) has the name of the route GET /notes. Give each route a handler of its own',
    ],
    [
      'when a path parameter has another name at the same position',
      [get('notes/get', '/notes/{id}'), get('notes/tags', '/notes/{note}/tags')],
      'The route "notes/tags" (GET /notes/{note}/tags) must name its path parameter {id}, as another route with this path does',
    ],
    [
      'when the schema of the path parameters has other names',
      [{ ...get('notes/get', '/notes/{id}'), pathParameters: z.strictObject({ noteId: z.string() }) }],
      'The route "notes/get" (GET /notes/{id}) must have the same parameters in its path and in the schema "pathParameters"',
    ],
    [
      'when the code of an error of its own is not in snake_case',
      [{ ...list, problems: [{ code: 'noteNotFound', status: 404, title: 'You have no such note' }] }],
      'The route "notes/list" has the error code "noteNotFound". Use lower-case words with underscores',
    ],
    [
      'when the API has another error with the code',
      [{ ...list, problems: [{ code: 'not_found', status: 404, title: 'You have no such note' }] }],
      'The route "notes/list" has another error with the code "not_found": a code has one status and title',
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
    expect(() => stackWith(...rows.map((row) => [row] as const))).toThrow(new UserError(message));
  });

  it.each([
    ['SIGN_IN_WITH', 'which every function has. Use another name'],
    ['REQUIRED_GROUP', 'which every function has. Use another name'],
    ['AWS_REGION', 'which Lambda sets. Use another name'],
    ['LAMBDA_TASK_ROOT', 'which Lambda sets. Use another name'],
  ])('when the options set the variable %s', (name, rest) => {
    expect(() => stackWith([list, { environment: { [name]: 'x' } }])).toThrow(
      new UserError(`The route "notes/list" sets the environment variable ${name}, ${rest}`),
    );
  });

  it('when the name of a variable is invalid', () => {
    expect(() => stackWith([list, { environment: { 'NOTES-TABLE': 'x' } }])).toThrow(
      new UserError(
        'The route "notes/list" sets the environment variable NOTES-TABLE. A name has letters, digits and underscores',
      ),
    );
  });

  it('when the timeout is longer than API Gateway waits', () => {
    expect(() => stackWith([list, { timeout: Duration.seconds(29) }])).toThrow(
      new UserError('The route "notes/list" has a timeout of 29 seconds. API Gateway waits for 29 at most'),
    );
    expect(() => stackWith([list, { timeout: Duration.seconds(28) }])).not.toThrow();
  });

  it('when the rate limit allows more calls than a quota of Cognito', () => {
    expect(() => stackWith([{ ...list, calls: ['DeleteUser'], rateLimit: 10 }])).toThrow(
      /^Lower rateLimit of .*GET \/notes/,
    );
  });
});
