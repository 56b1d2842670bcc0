import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { connect } from '../../src/client/connect.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { createTableInput } from '../../src/table/create-table-input.ts';
import { defineTable } from '../../src/table/table.ts';
import {
  type MemoryTables,
  memoryTables,
  type ScriptedServer,
  startScriptedServer,
} from '../../src/testing/index.ts';

export const shop = defineTable({ name: 'shop' });

export interface Line {
  readonly orderId: string;
  readonly line: string;
  readonly text: string;
}

export const Line = defineEntity<Line>()({
  name: 'Line',
  table: shop,
  keys: { PK: 'ORDER#{orderId}', SK: 'LINE#{line}' },
});

/** Lines of as many orders. */
export function lines(count: number, orders = count, text = ''): Line[] {
  return Array.from({ length: count }, (_, n) => ({ orderId: `${n % orders}`, line: `${n}`, text }));
}

/** What a test sends to. */
export interface Started {
  readonly server: ScriptedServer;
  readonly tables: MemoryTables;
  /** A client of its own for each call: one that has met many errors stops its retries. */
  client(settings?: DynamoDBClientConfig): DynamoDBClient;
  /** A connection whose client makes one attempt, unless it says otherwise. */
  db(settings?: DynamoDBClientConfig, capacity?: boolean): ReturnType<typeof connect>;
}

/** A server before tables in memory for each test of a block. */
export function startedServer(): () => Started {
  let server: ScriptedServer;
  let tables: MemoryTables;
  const clients: DynamoDBClient[] = [];
  beforeAll(async () => {
    tables = memoryTables(createTableInput(shop));
    server = await startScriptedServer({ upstream: tables });
  });
  afterEach(() => {
    server.reset();
    tables.clear();
    for (const client of clients.splice(0)) client.destroy();
  });
  afterAll(() => server?.stop());
  const client = (settings: DynamoDBClientConfig = {}) => {
    const made = new DynamoDBClient({ ...server.settings, ...settings });
    clients.push(made);
    return made;
  };
  const db = (settings: DynamoDBClientConfig = { maxAttempts: 1 }, capacity = false) =>
    connect({ table: shop, client: client(settings), capacity });
  return () => ({ server, tables, client, db });
}

/** The error that a call ends with. */
export async function failureOf(sent: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  const error = await sent.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('The call succeeded.');
  return error as Error & Record<string, unknown>;
}
