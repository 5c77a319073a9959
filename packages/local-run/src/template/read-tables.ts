import type { TableDefinition, TableIndex } from './deployment';
import type { Resources } from './resources';

/** Reads the DynamoDB tables. All are on-demand: no throughput is limited locally. */
export function readTables(resources: Resources): TableDefinition[] {
  const tables = [...resources['AWS::DynamoDB::Table'], ...resources['AWS::DynamoDB::GlobalTable']];
  return tables.map(({ logicalId, id, properties }): TableDefinition => {
    const { TableName = id, KeySchema, AttributeDefinitions, TimeToLiveSpecification } = properties;
    const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = properties;
    return {
      logicalId,
      name: TableName,
      createTable: {
        TableName,
        KeySchema,
        AttributeDefinitions,
        BillingMode: 'PAY_PER_REQUEST',
        ...(GlobalSecondaryIndexes.length > 0 && { GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(readIndex) }),
        ...(LocalSecondaryIndexes.length > 0 && { LocalSecondaryIndexes: LocalSecondaryIndexes.map(readIndex) }),
      },
      timeToLiveAttribute: TimeToLiveSpecification?.Enabled ? TimeToLiveSpecification.AttributeName : undefined,
    };
  });
}

/** Leaves out the properties that have no effect locally. */
function readIndex({ IndexName, KeySchema, Projection }: TableIndex): TableIndex {
  return { IndexName, KeySchema, Projection };
}
