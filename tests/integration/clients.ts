import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Connection, type ConnectOptions, connect } from '../../src/client/connect.ts';
import type { DynamoClient } from '../../src/client/dispatch.ts';
import { ensureTable } from '../../src/client/ensure-table.ts';
import { describeEngines, type TestEngine } from '../support/engines.ts';

/** Runs a block of tests on both engines through both kinds of client. */
export function describeClients(
  title: string,
  block: (engine: TestEngine, client: () => DynamoClient) => void,
): void {
  describeEngines(title, (engine) => {
    describe.each([
      ['DynamoDBClient', () => engine.client()],
      ['DynamoDBDocumentClient', () => DynamoDBDocumentClient.from(engine.client())],
    ] as const)('through a %s', (_, client) => block(engine, client));
  });
}

/** A connection to a new table as declared. */
export async function freshTable(
  engine: TestEngine,
  table: ConnectOptions['table'],
  options: Partial<ConnectOptions> = {},
): Promise<Connection> {
  const db = connect({
    table,
    tableName: engine.tableName(table.name),
    client: engine.client(),
    ...options,
  });
  await ensureTable(db);
  return db;
}
