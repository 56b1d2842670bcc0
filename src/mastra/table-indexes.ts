import { DescribeTableCommand, type DynamoDBClient, type TableDescription } from '@aws-sdk/client-dynamodb';
import { RequestError } from '../errors.ts';
import { createTableInput } from '../table/create-table-input.ts';
import { tableDifferences } from '../table/table-differences.ts';
import type { MastraDatabase } from './database.ts';

/** What `tableDifferences` says where there is none. */
const NONE = 'absent';

/**
 * Looks at the real table and notes which of the layout's indexes it lacks. One with other keys is of no use either, nor one that
 * holds less than whole items, nor one that is not ready yet. A single DescribeTable.
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
  for (const { IndexName = '', IndexStatus } of actual.GlobalSecondaryIndexes ?? []) {
    if (IndexStatus === 'CREATING') absent.note(IndexName, 'unready');
    if (IndexStatus === 'DELETING') absent.note(IndexName, 'missing');
  }
  for (const { what, declared: wanted, actual: found } of tableDifferences(declared, actual)) {
    if (what === 'key') {
      throw new RequestError(
        `Table ${tableName} has the key ${found}, and the ${layout.name} layout needs ${wanted}. Is it of the other layout?`,
      );
    }
    const [, index, projection] = /^global index (\S+)( projection)?$/.exec(what) ?? [];
    // One that is not the layout's own is the user's.
    if (index === undefined || wanted === NONE) continue;
    const point = projection === undefined ? 'key' : 'projection';
    absent.note(
      index,
      found === NONE ? 'missing' : { other: `has the ${point} ${found}, and needs ${wanted}` },
    );
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
