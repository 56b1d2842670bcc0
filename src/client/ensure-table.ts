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
import type { SendOptions } from './run-command.ts';

/** How long `ensureTable` waits for a new table by default; DynamoDB takes seconds, some minutes with many indexes. */
const DEFAULT_WAIT_SECONDS = 300;

const TIME_TO_LIVE = 'time to live';
const OFF = 'off';

/** What `ensureTable` did. */
export interface EnsuredTable {
  /** It did not exist and was created. */
  readonly created: boolean;
  /** Time to live was off and was switched on. */
  readonly timeToLiveEnabled: boolean;
}

/**
 * Makes sure that the connection's table exists as declared: creates it, waits until it is active, and switches time to
 * live on. May be called again and again. A table that is there is never altered, but for a time to live that is off on a
 * table that is as declared in every other point.
 *
 * @throws TableDiffers when the table exists and is not what the declaration says; it lists every difference.
 */
export async function ensureTable(
  db: Connection,
  options: SendOptions & { readonly maxWaitSeconds?: number } = {},
): Promise<EnsuredTable> {
  const client = controlClient(db);
  const created = (await describeTable(db, options)) === undefined && (await create(db, options));
  const maxWaitTime = options.maxWaitSeconds ?? DEFAULT_WAIT_SECONDS;
  const wait = {
    client,
    maxWaitTime,
    // The SDK's waiter refuses a delay that is not below the whole time.
    minDelay: Math.min(1, maxWaitTime / 2),
    maxDelay: 10,
    ...sending(options),
  };
  await waitUntilTableExists(wait, { TableName: db.tableName });
  let differences = await checkTable(db, options);
  let timeToLiveEnabled = false;
  // Of a table that is another one altogether, even items that have expired are not ours to delete.
  const [difference] = differences;
  if (differences.length === 1 && difference?.what === TIME_TO_LIVE && difference.actual === OFF) {
    timeToLiveEnabled = await enableTimeToLive(db, options);
    differences = timeToLiveEnabled ? [] : await checkTable(db, options);
  }
  if (differences.length > 0) {
    const list = differences.map(
      ({ what, declared, actual }) => `${what} is declared ${declared}, and is ${actual}`,
    );
    throw new TableDiffers(`Table ${db.tableName} is not as declared: ${list.join('; ')}.`, { differences });
  }
  return { created, timeToLiveEnabled };
}

/** Every point in which the connection's table differs from its declaration; empty when there is none. Alters nothing. */
export async function checkTable(db: Connection, options: SendOptions = {}): Promise<TableDifference[]> {
  const description = await describeTable(db, options);
  if (description === undefined) return [{ what: 'table', declared: db.tableName, actual: 'absent' }];
  const differences = tableDifferences(createTableInput(db.table, db.tableName), description);
  const actual = await timeToLiveAttribute(db, options);
  if (actual !== db.table.ttl) {
    differences.push({ what: TIME_TO_LIVE, declared: db.table.ttl ?? OFF, actual: actual ?? OFF });
  }
  return differences;
}

async function describeTable(
  db: Connection,
  options: SendOptions,
): Promise<DescribeTableCommandOutput['Table']> {
  try {
    const command = new DescribeTableCommand({ TableName: db.tableName });
    const { Table } = await controlClient(db).send(command, sending(options));
    return Table;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** `false` when somebody else created it at the same moment. */
async function create(db: Connection, options: SendOptions): Promise<boolean> {
  try {
    const command = new CreateTableCommand(createTableInput(db.table, db.tableName));
    await controlClient(db).send(command, sending(options));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceInUseException') return false;
    throw error;
  }
}

/** `false` when somebody else did it at the same moment; the service refuses to do it twice. */
async function enableTimeToLive(db: Connection, options: SendOptions): Promise<boolean> {
  const TimeToLiveSpecification = { AttributeName: db.table.ttl, Enabled: true };
  const command = new UpdateTimeToLiveCommand({ TableName: db.tableName, TimeToLiveSpecification });
  try {
    await controlClient(db).send(command, sending(options));
    return true;
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ValidationException')) throw error;
    if ((await timeToLiveAttribute(db, options)) === undefined) throw error;
    return false;
  }
}

async function timeToLiveAttribute(db: Connection, options: SendOptions): Promise<string | undefined> {
  const command = new DescribeTimeToLiveCommand({ TableName: db.tableName });
  const { TimeToLiveDescription } = await controlClient(db).send(command, sending(options));
  const { TimeToLiveStatus, AttributeName } = TimeToLiveDescription ?? {};
  return TimeToLiveStatus === 'ENABLED' || TimeToLiveStatus === 'ENABLING' ? AttributeName : undefined;
}

/** Table commands have no form of their own in lib-dynamodb; a document client sends the low-level ones as they are. */
function controlClient(db: Connection): DynamoDBClient {
  return db.client as DynamoDBClient;
}

function sending({ abortSignal }: SendOptions): { abortSignal?: AbortSignal } {
  return abortSignal === undefined ? {} : { abortSignal };
}
