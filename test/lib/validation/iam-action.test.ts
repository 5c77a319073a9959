import * as cognitoIdentity from '@aws-sdk/client-cognito-identity';
import * as cognitoIdentityProvider from '@aws-sdk/client-cognito-identity-provider';
import { serviceActions, servicePrefixes } from '../../../lib/validation/iam-actions';
import { noFindings, validate } from '../support/validate';

const policy = (...statements: readonly object[]) => ({
  PolicyDocument: { Version: '2012-10-17', Statement: statements },
});
const role = (statement: object) => ({
  type: 'AWS::IAM::Role',
  properties: {
    AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*' }] },
    Policies: [{ PolicyName: 'Policy', ...policy({ Effect: 'Allow', Resource: '*', ...statement }) }],
  },
});

describe('KnownIamAction', () => {
  const advice = 'correct the spelling, or, if AWS has added the name since, add it to lib/validation/iam-actions.ts';

  it.each([
    ['lgos:PutLogEvents', 'whose service prefix does not exist'],
    ['logs:PutLogEventz', 'which does not exist'],
    ['dynamodb:Gte*', 'which does not exist'],
    ['PutLogEvents', 'which has no service prefix'],
  ])('reports %s', (action, problem) => {
    const sentence = (id: string) => `${id} has the IAM action "${action}", ${problem}: ${advice}`;
    const resources = {
      Role: role({ Action: ['logs:PutLogEvents', action] }),
      Policy: { type: 'AWS::IAM::Policy', properties: policy({ Effect: 'Deny', NotAction: action, Resource: '*' }) },
    };
    expect(validate(resources)).toEqual({
      fails: true,
      findings: [
        ['error KnownIamAction Stack/Role Properties.Policies.0.PolicyDocument.Statement.0.Action', sentence('Role')],
        ['error KnownIamAction Stack/Policy Properties.PolicyDocument.Statement.0.NotAction', sentence('Policy')],
      ],
    });
  });

  it.each([
    ['names in any case', ['logs:PutLogEvents', 'LOGS:createlogstream', 'execute-api:Invoke']],
    ['wildcards', ['*', 's3:*', 's3:GetObject*', 'kms:ReEncrypt*', 'kms:GenerateDataKe?']],
    ['a service whose names it does not know', 'bedrock:InvokeModel'],
    ['an action that only the deployment knows', { 'Fn::Join': [':', ['execute-api', 'Invok']] }],
  ])('accepts %s', (_, Action) => {
    expect(validate({ Role: role({ Action }) })).toEqual(noFindings);
  });

  it('accepts an Action that is not in a policy statement', () => {
    const properties = { Rules: [{ Name: 'Block', Action: 'Block' }] };
    expect(validate({ Acl: { type: 'AWS::WAFv2::WebACL', properties } })).toEqual(noFindings);
  });
});

describe('the list of IAM actions', () => {
  it.each([
    ['cognito-idp', cognitoIdentityProvider],
    ['cognito-identity', cognitoIdentity],
  ])('contains each operation that the SDK has for %s', (prefix, sdk) => {
    const operations = Object.keys(sdk).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1]?.toLowerCase() ?? []);
    expect(operations.length).toBeGreaterThan(20);
    expect(operations.filter((name) => !serviceActions.get(prefix)?.has(name))).toEqual([]);
  });

  it('contains the prefix of each service whose actions it contains', () => {
    expect([...serviceActions.keys()].filter((prefix) => !servicePrefixes.has(prefix))).toEqual([]);
  });
});
