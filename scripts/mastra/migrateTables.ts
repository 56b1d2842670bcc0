import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { connect, defineTable, ensureTable } from '../../src/index.ts';
import {
  type MigrationDifference,
  type MigrationReport,
  type MigrationTables,
  migrateLayout,
  nativeTable,
  type VerifyReport,
  verifyMigration,
} from '../../src/mastra/index.ts';
import { itemsBar } from './itemsBar.ts';
import { openMigrationFile } from './migrationFile.ts';
import { sum } from './migrationReport.ts';
import { openSkippedFile } from './skippedFile.ts';

/** Which tables, and how they are migrated. */
export interface MigrateTablesOptions {
  readonly from: string;
  readonly to: string;
  readonly endpoint?: string;
  /** The real service, with the credentials of the environment. */
  readonly aws?: true;
  readonly region?: string;
  readonly ttl?: string;
  readonly resume?: string;
  readonly overwrite?: boolean;
  readonly skipped?: string;
  readonly rate?: number;
  readonly concurrency?: number;
  readonly segments?: number;
}

/** Migrates one table into the other. An abort ends it with a checkpoint. */
export async function migrateTables(
  options: MigrateTablesOptions,
  abortSignal: AbortSignal,
): Promise<MigrationReport> {
  if (options.resume !== undefined && options.resume === options.skipped) {
    throw new Error(`The checkpoint and the file of what is left behind are one file, ${options.resume}.`);
  }
  const client = clientOf(options);
  const ends = [async () => client.destroy()];
  try {
    const endpoint = options.endpoint ?? `aws ${await client.config.region()}`;
    const file = options.resume === undefined ? undefined : await openMigrationFile(options.resume, endpoint);
    ends.push(async () => file?.close());
    const found = file?.found;
    const left =
      options.skipped === undefined ? undefined : await openSkippedFile(options.skipped, found !== undefined);
    ends.push(async () => left?.close());
    await prepareTarget(client, options);
    const before = found === undefined ? 0 : sum(found.migrated) + sum(found.skipped);
    if (found !== undefined) {
      console.error(`Resumed after ${before.toLocaleString('en')} items, from ${options.resume}.`);
    }
    const total = await itemCount(client, options.from);
    const bar = itemsBar(`Migrating ${options.from} into ${options.to} at ${endpoint}`, total, before);
    ends.push(async () => bar.end());
    const { segments, rate, concurrency } = options;
    return await migrateLayout({
      ...tablesOf(client, options),
      abortSignal,
      ...(found !== undefined && { checkpoint: found }),
      overwrite: options.overwrite ?? false,
      ...(segments !== undefined && { segments }),
      ...(rate !== undefined && { writeUnitsPerSecond: rate }),
      ...(concurrency !== undefined && { concurrency }),
      onProgress: ({ read }) => bar.show(read),
      onSkipped: async (item) => left?.add(item),
      onCheckpoint: async (checkpoint) => {
        // A checkpoint must not outlive the items that it passes.
        await left?.sync();
        await file?.save(checkpoint);
      },
    });
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

/** Compares the tables. */
export async function verifyTables(
  options: MigrateTablesOptions,
  onDifference: (difference: MigrationDifference) => void,
  abortSignal: AbortSignal,
): Promise<VerifyReport> {
  const client = clientOf(options);
  try {
    const total = (await itemCount(client, options.from)) + (await itemCount(client, options.to));
    const bar = itemsBar(`Comparing ${options.from} with ${options.to}`, total);
    const { segments } = options;
    try {
      return await verifyMigration({
        ...tablesOf(client, options),
        abortSignal,
        ...(segments !== undefined && { segments }),
        onProgress: bar.show,
        onDifference,
      });
    } finally {
      bar.end();
    }
  } finally {
    client.destroy();
  }
}

function tablesOf(client: DynamoDBClient, { from, to, ttl }: MigrateTablesOptions): MigrationTables {
  const message = ttl === undefined ? undefined : { enabled: true, attributeName: ttl };
  return {
    from: { tableName: from, client },
    to: { tableName: to, client, ...(message && { ttl: { message } }) },
  };
}

function clientOf({ endpoint, aws, region }: MigrateTablesOptions): DynamoDBClient {
  if (aws) return new DynamoDBClient(region === undefined ? {} : { region });
  if (endpoint === undefined) {
    throw new Error(
      'Say where the tables are: --endpoint for a local server (npm run local starts one), or --aws.',
    );
  }
  if (!URL.canParse(endpoint)) {
    throw new Error(`The endpoint ${JSON.stringify(endpoint)} is not a URL such as http://127.0.0.1:8000.`);
  }
  // No credentials from outside, so that this never writes into a real table.
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new DynamoDBClient({ endpoint, region: region ?? 'local', credentials });
}

/** A local table is made where there is none; one of the real service has to be there. */
async function prepareTarget(client: DynamoDBClient, { aws, to, ttl }: MigrateTablesOptions): Promise<void> {
  if (aws) return;
  const table = ttl === undefined ? nativeTable : defineTable({ ...nativeTable.declaration, ttl });
  await ensureTable(connect({ table, tableName: to, client }));
}

/** Of a table that is not there 0; who uses it says so. */
async function itemCount(client: DynamoDBClient, TableName: string): Promise<number> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    return Table?.ItemCount ?? 0;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return 0;
    throw error;
  }
}
