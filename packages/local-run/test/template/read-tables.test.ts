import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  AttributeType,
  Billing,
  BillingMode,
  Capacity,
  ProjectionType,
  StreamViewType,
  Table,
  TableClass,
  TableEncryption,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { CloudFormationTemplate } from '../../src/template/intrinsics';
import { readOutputs } from '../../src/template/read-outputs';
import { readTables } from '../../src/template/read-tables';
import { ignoredProperties, parseResources } from '../../src/template/resources';
import { Stacks } from '../../src/template/stacks';
import { assemblyOf } from '../support/assembly';

/** The tables and outputs of a stack, as the local run reads them. */
function read(build: (scope: Construct) => void) {
  const stack = new Stack(new App(), 'shop', { env: { region: 'eu-west-1' } });
  build(stack);
  return readTemplate(Template.fromStack(stack).toJSON() as CloudFormationTemplate);
}

/** `others` are templates of other stacks, by stack name. */
function readTemplate(template: CloudFormationTemplate, others: Readonly<Record<string, CloudFormationTemplate>> = {}) {
  const Resources = { ...template.Resources, Api: { Type: 'AWS::ApiGateway::RestApi' } };
  const otherStacks = Object.entries(others).map(([stackName, other]) => ({ stackName, template: other }));
  const stacks = new Stacks(
    assemblyOf([{ stackName: 'shop', template: { ...template, Resources } }, ...otherStacks]),
    'eu-west-1',
  );
  const tables = stacks.resources().filter(({ type }) => type.startsWith('AWS::DynamoDB::'));
  const resolved = tables.map(({ stack, logicalId, type }) => stack.resource(logicalId, ignoredProperties(type)));
  return { tables: readTables(parseResources(resolved)), outputs: readOutputs(stacks) };
}

const keys = {
  partitionKey: { name: 'owner', type: AttributeType.STRING },
  sortKey: { name: 'id', type: AttributeType.NUMBER },
};
const keySchema = [
  { AttributeName: 'owner', KeyType: 'HASH' },
  { AttributeName: 'id', KeyType: 'RANGE' },
];
const attributes = [
  { AttributeName: 'owner', AttributeType: 'S' },
  { AttributeName: 'id', AttributeType: 'N' },
];

it('reads a Table of the CDK with all settings that have no local effect', () => {
  const { tables } = read((stack) => {
    const table = new Table(stack, 'Notes', {
      ...keys,
      billingMode: BillingMode.PROVISIONED,
      readCapacity: 1,
      writeCapacity: 1,
      timeToLiveAttribute: 'expiresAt',
      stream: StreamViewType.NEW_IMAGE,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      tableClass: TableClass.STANDARD_INFREQUENT_ACCESS,
      contributorInsightsSpecification: { enabled: true },
    });
    table.addGlobalSecondaryIndex({ indexName: 'byId', partitionKey: keys.sortKey, readCapacity: 2 });
    table.addLocalSecondaryIndex({
      indexName: 'byTitle',
      sortKey: { name: 'title', type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['text'],
    });
  });
  const [{ name, logicalId, ...table } = { name: '', logicalId: '' }] = tables;
  expect(logicalId).toMatch(/^Notes/);
  expect(name).toMatch(new RegExp(`^shop-${logicalId}-[A-Z0-9]{12}$`));
  expect(table).toEqual({
    createTable: {
      TableName: name,
      KeySchema: keySchema,
      AttributeDefinitions: [...attributes, { AttributeName: 'title', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byId',
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      LocalSecondaryIndexes: [
        {
          IndexName: 'byTitle',
          KeySchema: [
            { AttributeName: 'owner', KeyType: 'HASH' },
            { AttributeName: 'title', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['text'] },
        },
      ],
    },
    timeToLiveAttribute: 'expiresAt',
  });
});

it.each([
  ['on demand', Billing.onDemand({ maxReadRequestUnits: 5, maxWriteRequestUnits: 5 })],
  [
    'by provisioned throughput',
    Billing.provisioned({ readCapacity: Capacity.fixed(1), writeCapacity: Capacity.autoscaled({ maxCapacity: 2 }) }),
  ],
])('reads a TableV2 of the CDK that is billed %s', (_, billing) => {
  const { tables } = read((stack) => {
    new TableV2(stack, 'Notes', {
      ...keys,
      billing,
      globalSecondaryIndexes: [{ indexName: 'byId', partitionKey: keys.sortKey }],
      timeToLiveAttribute: 'expiresAt',
      dynamoStream: StreamViewType.NEW_IMAGE,
      tags: [{ key: 'team', value: 'a' }],
    });
  });
  expect(tables).toMatchObject([
    {
      createTable: {
        KeySchema: keySchema,
        AttributeDefinitions: attributes,
        GlobalSecondaryIndexes: [{ IndexName: 'byId' }],
      },
      timeToLiveAttribute: 'expiresAt',
    },
  ]);
});

describe.each([
  ['Table', Table],
  ['TableV2', TableV2],
])('references to a %s', (_, Type) => {
  it('are its name and its ARN', () => {
    const { tables, outputs } = read((stack) => {
      const table = new Type(stack, 'Notes', { partitionKey: keys.partitionKey });
      new CfnOutput(stack, 'Name', { value: table.tableName });
      new CfnOutput(stack, 'Arn', { value: table.tableArn });
    });
    const [{ name } = { name: '' }] = tables;
    expect(outputs).toEqual({ Name: name, Arn: `arn:aws:dynamodb:eu-west-1:000000000000:table/${name}` });
  });

  it('have the name in the template if there is one', () => {
    const { tables, outputs } = read((stack) => {
      const table = new Type(stack, 'Notes', { partitionKey: keys.partitionKey, tableName: 'notes' });
      new CfnOutput(stack, 'Name', { value: table.tableName });
      new CfnOutput(stack, 'Arn', { value: table.tableArn });
    });
    expect(tables).toMatchObject([{ name: 'notes', createTable: { TableName: 'notes' } }]);
    expect(outputs).toEqual({ Name: 'notes', Arn: 'arn:aws:dynamodb:eu-west-1:000000000000:table/notes' });
  });
});

it('reads the tables of other stacks, under the names that references to them have', () => {
  const app = new App();
  const shop = new Stack(app, 'shop', { env: { region: 'eu-west-1' } });
  const data = new Stack(app, 'data', { env: { region: 'eu-west-1' } });
  new TableV2(shop, 'Orders', { partitionKey: keys.partitionKey });
  const table = new TableV2(data, 'Notes', { partitionKey: keys.partitionKey });
  new CfnOutput(shop, 'Name', { value: table.tableName });
  const templateOf = (stack: Stack) => Template.fromStack(stack).toJSON() as CloudFormationTemplate;
  const { tables, outputs } = readTemplate(templateOf(shop), { data: templateOf(data) });
  expect(tables.map(({ name }) => name)).toEqual([expect.stringMatching(/^shop-Orders/), outputs.Name]);
  expect(outputs.Name).toMatch(/^data-Notes/);
});

it.each([
  ['an unknown property', { Unknown: 1 }, 'Unknown'],
  ['a key of several attributes', { KeySchema: [...keySchema, ...keySchema] }, 'KeySchema'],
  ['an attribute of another type', { AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'M' }] }, 'Attribute'],
])('rejects a table with %s', (_, changes, property) => {
  const Properties = { KeySchema: keySchema, AttributeDefinitions: attributes, ...changes };
  expect(() => readTemplate({ Resources: { Notes: { Type: 'AWS::DynamoDB::Table', Properties } } })).toThrow(
    `Notes (AWS::DynamoDB::Table) has a property or value that the local run does not support: ${property}`,
  );
});
