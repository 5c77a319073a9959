import { join } from 'node:path';
import { createClientConfiguration } from '../../src/console/client-configuration';
import type { CloudFormationTemplate } from '../../src/template/intrinsics';
import { readDeployment } from '../../src/template/read-deployment';
import { assemblyOf } from '../support/assembly';
import { temporaryFolder, writeFiles } from '../support/temporary-folder';

const code = writeFiles(join(temporaryFolder(), 'code'), { 'index.mjs': '' });
const RestApiId = { Ref: 'Api' };
const root = { 'Fn::GetAtt': ['Api', 'RootResourceId'] };
const withToken = { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: { Ref: 'Authorizer' } };
const Integration = {
  Type: 'AWS_PROXY',
  IntegrationHttpMethod: 'POST',
  Uri: {
    'Fn::Join': [
      '',
      ['arn:aws:apigateway:eu-west-1:lambda:path/functions/', { 'Fn::GetAtt': ['Notes', 'Arn'] }, '/invocations'],
    ],
  },
};

const method = (HttpMethod: string, Properties: object) => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: { RestApiId, ResourceId: { Ref: 'Note' }, HttpMethod, Integration, ...Properties },
});

const Resources: CloudFormationTemplate['Resources'] = {
  Api: { Type: 'AWS::ApiGateway::RestApi' },
  Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId, StageName: 'dev' } },
  Notes: {
    Type: 'AWS::Lambda::Function',
    Properties: { Code: { S3Key: 'notes.zip' }, Handler: 'index.handler', Runtime: 'nodejs24.x' },
  },
  Pool: { Type: 'AWS::Cognito::UserPool' },
  Authorizer: {
    Type: 'AWS::ApiGateway::Authorizer',
    Properties: {
      RestApiId,
      Type: 'COGNITO_USER_POOLS',
      IdentitySource: 'method.request.header.Authorization',
      ProviderARNs: [{ 'Fn::GetAtt': ['Pool', 'Arn'] }],
    },
  },
  List: { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId, ParentId: root, PathPart: 'notes' } },
  Note: { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId, ParentId: { Ref: 'List' }, PathPart: '{id}' } },
  Get: method('GET', { AuthorizationType: 'NONE' }),
  Put: method('PUT', {
    ...withToken,
    RequestModels: { 'application/json': { Ref: 'NoteModel' } },
    RequestValidatorId: { Ref: 'Validator' },
  }),
  Validator: { Type: 'AWS::ApiGateway::RequestValidator', Properties: { RestApiId, ValidateRequestBody: true } },
  NoteModel: {
    Type: 'AWS::ApiGateway::Model',
    Properties: {
      RestApiId,
      ContentType: 'application/json',
      Schema: { type: 'object', properties: { title: { type: 'string' }, text: {} } },
    },
  },
  Delete: method('DELETE', { ...withToken, AuthorizationScopes: ['notes/delete'] }),
  Any: method('ANY', { AuthorizationType: 'AWS_IAM' }),
  Preflight: method('OPTIONS', {
    AuthorizationType: 'NONE',
    Integration: { Type: 'MOCK', IntegrationResponses: [{ StatusCode: '204' }] },
  }),
};

describe('the configuration for clients', () => {
  it('lists the routes with their authorization and the fields of their request models, without CORS preflights', () => {
    const assembly = assemblyOf([{ template: { Resources } }], { 'notes.zip': code });
    const { routes } = createClientConfiguration(readDeployment(assembly, 'eu-west-1'), {
      apiUrl: 'http://localhost:3000',
      cognito: 'http://localhost:9229',
      embedded: { cognito: true, dynamodb: true },
      productName: undefined,
    });
    expect(routes).toEqual([
      { method: 'GET', path: '/notes/{id}', auth: 'open' },
      { method: 'PUT', path: '/notes/{id}', auth: 'id-token', fields: ['title', 'text'] },
      { method: 'DELETE', path: '/notes/{id}', auth: 'access-token' },
      { method: 'ANY', path: '/notes/{id}', auth: 'iam' },
    ]);
  });
});
