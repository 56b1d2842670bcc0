import {
  CreateTableCommand,
  DescribeTableCommand,
  type DescribeTableCommandOutput,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { TableDiffers } from '../errors.ts';
import { createTableInput } from '../table/create-table-input.ts';
import { type TableDifference, tableDifferences } from '../table/table-differences.ts';
import type { Connection } from './connect.ts';

/** How long `ensureTable` waits for a new table by default; DynamoDB takes seconds, some minutes with many indexes. */
const DEFAULT_WAIT_SECONDS = 300;

/** What `ensureTable` did. */
export interface EnsuredTable {
  /** It did not exist and was created. */
  readonly created: boolean;
  /** Time to live was off and was switched on. */
  readonly timeToLiveEnabled: boolean;
}

/**
 * Makes sure that the connection's table exists as declared: creates it, waits until it is active, and switches time to
 * live on. May be called again and again. A table that is there is never altered, but for a time to live that is off.
 *
 * @throws TableDiffers when the table exists and is not what the declaration says; it lists every difference.
 */
export async function ensureTable(
  db: Connection,
  options: { readonly maxWaitSeconds?: number; readonly abortSignal?: AbortSignal } = {},
): Promise<EnsuredTable> {
  const client = controlClient(db);
  const sending = options.abortSignal === undefined ? {} : { abortSignal: options.abortSignal };
  const wanted = createTableInput(db.table, db.tableName);
  const created = (await describeTable(db)) === undefined && (await create(client, wanted, sending));
  const wait = {
    client,
    maxWaitTime: options.maxWaitSeconds ?? DEFAULT_WAIT_SECONDS,
    minDelay: 1,
    maxDelay: 10,
    ...sending,
  };
  await waitUntilTableExists(wait, { TableName: db.tableName });
  const timeToLiveEnabled = await enableTimeToLive(db, client, sending);
  const differences = await checkTable(db);
  if (differences.length > 0) {
    const list = differences.map(
      ({ what, declared, actual }) => `${what} is declared ${declared}, and is ${actual}`,
    );
    throw new TableDiffers(`Table ${db.tableName} is not as declared: ${list.join('; ')}.`, { differences });
  }
  return { created, timeToLiveEnabled };
}

/** Every point in which the connection's table differs from its declaration; empty when there is none. Alters nothing. */
export async function checkTable(db: Connection): Promise<TableDifference[]> {
  const description = await describeTable(db);
  if (description === undefined) return [{ what: 'table', declared: db.tableName, actual: 'absent' }];
  const differences = tableDifferences(createTableInput(db.table, db.tableName), description);
  const actual = await timeToLiveAttribute(db, controlClient(db));
  if (actual !== db.table.ttl) {
    differences.push({ what: 'time to live', declared: db.table.ttl ?? 'off', actual: actual ?? 'off' });
  }
  return differences;
}

async function describeTable(db: Connection): Promise<DescribeTableCommandOutput['Table']> {
  try {
    const { Table } = await controlClient(db).send(new DescribeTableCommand({ TableName: db.tableName }));
    return Table;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** `false` when somebody else created it at the same moment. */
async function create(
  client: DynamoDBClient,
  input: ReturnType<typeof createTableInput>,
  sending: { abortSignal?: AbortSignal },
): Promise<boolean> {
  try {
    await client.send(new CreateTableCommand(input), sending);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceInUseException') return false;
    throw error;
  }
}

async function enableTimeToLive(
  db: Connection,
  client: DynamoDBClient,
  sending: { abortSignal?: AbortSignal },
): Promise<boolean> {
  const { ttl } = db.table;
  if (ttl === undefined || (await timeToLiveAttribute(db, client)) !== undefined) return false;
  const TimeToLiveSpecification = { AttributeName: ttl, Enabled: true };
  await client.send(
    new UpdateTimeToLiveCommand({ TableName: db.tableName, TimeToLiveSpecification }),
    sending,
  );
  return true;
}

async function timeToLiveAttribute(db: Connection, client: DynamoDBClient): Promise<string | undefined> {
  const { TimeToLiveDescription } = await client.send(
    new DescribeTimeToLiveCommand({ TableName: db.tableName }),
  );
  const { TimeToLiveStatus, AttributeName } = TimeToLiveDescription ?? {};
  return TimeToLiveStatus === 'ENABLED' || TimeToLiveStatus === 'ENABLING' ? AttributeName : undefined;
}

/** Table commands have no form of their own in lib-dynamodb; a document client sends the low-level ones as they are. */
function controlClient(db: Connection): DynamoDBClient {
  return db.client as DynamoDBClient;
}
