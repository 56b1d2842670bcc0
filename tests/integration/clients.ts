import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Connection, type ConnectOptions, connect } from '../../src/client/connect.ts';
import { createClient } from '../../src/client/create-client.ts';
import type { DynamoClient } from '../../src/client/dispatch.ts';
import { ensureTable } from '../../src/client/ensure-table.ts';
import { describeEngines, type TestEngine } from '../support/engines.ts';

/** An engine with the client that a block of tests sends through. */
export interface ClientEngine extends TestEngine {
  readonly connected: () => DynamoClient;
}

/** Runs a block of tests on both engines through every way to send. */
export function describeClients(
  title: string,
  block: (engine: ClientEngine, client: () => DynamoClient) => void,
): void {
  describeEngines(title, (engine) => {
    describe.each([
      ['a DynamoDBClient', false, () => engine.client()],
      ['a DynamoDBDocumentClient', false, () => DynamoDBDocumentClient.from(engine.client())],
      ['createClient()', true, () => createClient(engine.settings)],
    ] as const)('through %s', (_, own, make) => {
      let client: DynamoClient | undefined;
      const connected = () => {
        client ??= make();
        return client;
      };
      // The others are the engine's, which destroys it itself.
      if (own) afterAll(() => client?.destroy());
      block({ ...engine, connected }, connected);
    });
  });
}

/** A connection to a new table as declared. */
export async function freshTable(
  engine: TestEngine | ClientEngine,
  table: ConnectOptions['table'],
  options: Partial<ConnectOptions> = {},
): Promise<Connection> {
  const db = connect({
    table,
    tableName: engine.tableName(table.name),
    client: 'connected' in engine ? engine.connected() : engine.client(),
    ...options,
  });
  await ensureTable(db);
  return db;
}
