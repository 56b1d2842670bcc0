import { RequestError } from '../errors.ts';
import { createTableInput } from '../table/create-table-input.ts';
import type { Table } from '../table/table.ts';

/** The AWS CLI's command that adds a declared index to a table that lacks it. */
export function addIndexCommand(table: Table, tableName: string, index: string): string {
  const { GlobalSecondaryIndexes = [], AttributeDefinitions } = createTableInput(table, tableName);
  const declared = GlobalSecondaryIndexes.find(({ IndexName }) => IndexName === index);
  if (declared === undefined)
    throw new RequestError(`Table ${table.name} declares no global index ${index}.`);
  const names = new Set(declared.KeySchema.map(({ AttributeName }) => AttributeName));
  const types = AttributeDefinitions.filter(({ AttributeName }) => names.has(AttributeName)).map(
    ({ AttributeName, AttributeType }) => `AttributeName=${AttributeName},AttributeType=${AttributeType}`,
  );
  return [
    'aws dynamodb update-table',
    `--table-name ${tableName}`,
    `--attribute-definitions ${types.join(' ')}`,
    `--global-secondary-index-updates '${JSON.stringify([{ Create: declared }])}'`,
  ].join(' ');
}
