import { externalCognitoLines } from '../../src/cli/external-cognito';
import type { TableDefinition } from '../../src/template/deployment';

const cognitoEndpoint = 'http://localhost:9999';
const options = { cognitoEndpoint, dynamodbEndpoint: undefined, state: '.local' };
const triggers = [
  { userPool: 'Pool', name: 'PreSignUp', functionName: 'Check' },
  { userPool: 'Other', name: 'PreSignUp', functionName: 'Check' },
  { userPool: 'Pool', name: 'CustomMessage', functionName: 'Texts' },
];
const table: TableDefinition = {
  logicalId: 'Notes',
  name: 'notes',
  createTable: {
    TableName: 'notes',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  },
  timeToLiveAttribute: undefined,
};
const deployment = { triggers, tables: [table] };

describe('with another Cognito than the embedded one, the start', () => {
  it('names the triggers that are not run, and says that table items are not kept', () => {
    expect(externalCognitoLines(options, deployment)).toEqual([
      '  Triggers are not run, because Cognito is at http://localhost:9999: PreSignUp, CustomMessage',
      '',
      '  Table items are not kept for the next start, because Cognito is at http://localhost:9999.',
      '',
    ]);
  });

  it('says nothing about triggers if there are none', () => {
    expect(externalCognitoLines(options, { ...deployment, triggers: [] }).join()).not.toContain('Triggers');
  });

  it.each([
    ['there are no tables', options, { ...deployment, tables: [] }],
    ['the tables are in another DynamoDB', { ...options, dynamodbEndpoint: 'http://localhost:8001' }, deployment],
    ['nothing is to be kept', { ...options, state: undefined }, deployment],
  ])('says nothing about table items if %s', (_, given, app) => {
    expect(externalCognitoLines(given, app).join()).not.toContain('Table');
  });
});

it('the start has no line about another Cognito if it uses the embedded one', () => {
  expect(externalCognitoLines({ ...options, cognitoEndpoint: undefined }, deployment)).toEqual([]);
});
