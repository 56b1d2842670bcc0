import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type BulkReport,
  bulkLoad,
  type Connection,
  checkTable,
  connect,
  ensureTable,
} from '../../src/index.ts';
import { readCheckpoint, writeCheckpoint } from './checkpointFile.ts';
import type { CsvColumn } from './csvColumn.ts';
import { deadLetters } from './deadLetters.ts';
import { type FileFormat, fileFormat } from './fileFormat.ts';
import { type Declarations, findDeclarations, importDeclarations } from './findDeclarations.ts';
import { loadBar } from './loadBar.ts';
import { openInput } from './openInput.ts';
import { readOperations } from './readOperations.ts';

/** How a file is loaded. */
export interface LoadFileOptions {
  readonly endpoint?: string;
  /** The real service, with the credentials and the Region of the environment. */
  readonly aws?: true;
  readonly module?: string;
  readonly entity?: string;
  readonly dynamodbJson?: true;
  readonly column?: readonly CsvColumn[];
  readonly table?: string;
  readonly rate?: number;
  readonly concurrency?: number;
  readonly deadLetter?: string;
  readonly checkpoint?: string;
}

/** What a load came to. */
export interface LoadedFile {
  readonly report: BulkReport;
  /** How many records an earlier load had done. */
  readonly from: number;
  readonly tableName: string;
}

/** Loads a file into a table. An abort ends it with a checkpoint. */
export async function loadFile(
  path: string,
  options: LoadFileOptions,
  abortSignal: AbortSignal,
): Promise<LoadedFile> {
  const input = await openInput(path);
  const format = options.dynamodbJson ? 'stored' : await fileFormat(input);
  const declarations = findDeclarations(await importDeclarations(options.module), options.entity);
  checkFit(path, format, declarations, options);
  const client = clientOf(options);
  try {
    const db = connect({ table: declarations.table, tableName: options.table, client, capacity: true });
    const endpoint = options.endpoint ?? `aws ${await client.config.region()}`;
    const identity = {
      input: input.identity,
      endpoint,
      table: db.tableName,
      entity: options.entity ?? null,
    };
    const from = options.checkpoint === undefined ? 0 : await readCheckpoint(options.checkpoint, identity);
    if (from > 0)
      console.error(`Resumed after ${from.toLocaleString('en')} records, from ${options.checkpoint}.`);
    await prepareTable(db, options);
    const dead =
      options.deadLetter === undefined ? undefined : await deadLetters(options.deadLetter, from > 0, from);
    const bar = loadBar(`Loading ${path} into ${db.tableName} at ${endpoint}`, input.identity.size);
    const { column: columns = [], concurrency, rate } = options;
    const source = readOperations(input, { ...declarations, format, columns, from, onRead: bar.read });
    try {
      const report = await bulkLoad(db, source, {
        abortSignal,
        ...(concurrency !== undefined && { concurrency }),
        ...(rate !== undefined && { writeUnitsPerSecond: rate }),
        onProgress: bar.show,
        onFailed: (failed) => dead?.add(failed),
        onCheckpoint: async (position) => {
          // A checkpoint must not outlive the failures that it passes.
          await dead?.sync();
          if (options.checkpoint !== undefined)
            await writeCheckpoint(options.checkpoint, identity, from + position);
        },
      });
      return { report, from, tableName: db.tableName };
    } finally {
      bar.end();
      await dead?.close();
    }
  } finally {
    client.destroy();
  }
}

function checkFit(
  path: string,
  format: FileFormat,
  { entity }: Declarations,
  { column }: LoadFileOptions,
): void {
  if (format !== 'stored' && entity === undefined) {
    throw new Error(
      `The file ${path} holds no stored items (DynamoDB JSON); say of which entity its records are: --entity.`,
    );
  }
  if (column !== undefined && format === 'json-lines')
    throw new Error(`The file ${path} is no CSV file, so it has no --column.`);
}

function clientOf({ endpoint, aws }: LoadFileOptions): DynamoDBClient {
  if (aws) return new DynamoDBClient({});
  if (endpoint === undefined) {
    throw new Error('Say where to load: --endpoint for a local server (npm run local starts one), or --aws.');
  }
  if (!URL.canParse(endpoint)) {
    throw new Error(`The endpoint ${JSON.stringify(endpoint)} is not a URL such as http://127.0.0.1:8000.`);
  }
  // No credentials from outside, so that this never writes into a real table.
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new DynamoDBClient({ endpoint, region: 'local', credentials });
}

/** A local table is made where there is none; one of the real service has to be there. */
async function prepareTable(db: Connection, { aws }: LoadFileOptions): Promise<void> {
  if (!aws) {
    await ensureTable(db);
    return;
  }
  const [difference] = await checkTable(db);
  if (difference?.what === 'table') throw new Error(`There is no table ${db.tableName}.`);
}
