import { DescribeTableCommand, type DynamoDBClient, type TableDescription } from '@aws-sdk/client-dynamodb';
import { RequestError } from '../errors.ts';
import { createTableInput } from '../table/create-table-input.ts';
import { tableDifferences } from '../table/table-differences.ts';
import type { MastraDatabase } from './database.ts';

/**
 * Looks at the real table and notes which of the layout's indexes it lacks; one with other keys is of no use either. A single
 * DescribeTable.
 *
 * @throws RequestError when there is no table, or its key is another one.
 */
export async function describeIndexes(database: MastraDatabase): Promise<void> {
  const { connection, absent, layout } = database;
  const { tableName, table } = connection;
  const actual = await describe(database);
  if (actual === undefined) {
    throw new RequestError(
      `Table ${tableName} does not exist. Create it with ensureTable() of the store, or as docs/mastra.md says.`,
    );
  }
  const declared = createTableInput(table, tableName);
  for (const { what, declared: wanted, actual: found } of tableDifferences(declared, actual)) {
    if (what === 'key') {
      throw new RequestError(
        `Table ${tableName} has the key ${found}, and the ${layout.name} layout needs ${wanted}. Is it of the other layout?`,
      );
    }
    const [, index] = /^global index (\S+)$/.exec(what) ?? [];
    if (index !== undefined && wanted !== 'absent') absent.add(index);
  }
}

async function describe({ connection }: MastraDatabase): Promise<TableDescription | undefined> {
  const { client, tableName } = connection;
  try {
    // A document client sends commands about tables as they are.
    const { Table } = await (client as DynamoDBClient).send(
      new DescribeTableCommand({ TableName: tableName }),
    );
    return Table;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
