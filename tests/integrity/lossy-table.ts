import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Connection, type ConnectOptions, connect } from '../../src/client/connect.ts';
import { type ScriptedServer, startScriptedServer } from '../../src/testing/index.ts';
import { freshTable } from '../integration/clients.ts';
import type { TestEngine } from '../support/engines.ts';

/** A new table on an engine, and a scripted server on the way to it, for the tests of one block. */
export interface LossyTable {
  /** The server, whose scripts are forgotten after each test. */
  server(): ScriptedServer;
  /** Straight to the engine. */
  direct(): Connection;
  /** Through the server, by a client of its own: one that has met many errors makes fewer attempts. */
  through(options?: Partial<ConnectOptions> & { readonly maxAttempts?: number }): Connection;
}

export function lossyTable(engine: TestEngine, table: ConnectOptions['table']): LossyTable {
  let direct: Connection;
  let server: ScriptedServer | undefined;
  const clients: DynamoDBClient[] = [];
  beforeAll(async () => {
    direct = await freshTable(engine, table);
    server = await startScriptedServer({ upstream: engine.settings.endpoint });
  });
  afterEach(() => {
    server?.reset();
    for (const client of clients.splice(0)) client.destroy();
  });
  afterAll(() => server?.stop());
  const started = () => {
    if (server === undefined) throw new Error('The server is there from beforeAll on.');
    return server;
  };
  return {
    server: started,
    direct: () => direct,
    through: ({ maxAttempts = 4, ...options } = {}) => {
      const client = new DynamoDBClient({ ...started().settings, maxAttempts });
      clients.push(client);
      return connect({ table, tableName: direct.tableName, client, ...options });
    },
  };
}
