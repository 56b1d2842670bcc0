import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { Connection } from '../client/connect.ts';
import type { SendOptions } from '../client/run-command.ts';
import { RequestError, shown } from '../errors.ts';
import { checkCallOptions } from '../operations/check-options.ts';
import {
  DOLLARS_PER_MILLION_READS,
  type ExportEstimate,
  type ExportSize,
  estimateCost,
} from './estimate-cost.ts';
import type { ExportFrom, ExportOptions } from './export-options.ts';
import { describedTable, pointInTimeRecovery } from './native/described-table.ts';
import { openDynamodbExport } from './source/dynamodb-export-source.ts';
import { openSource } from './source/open-source.ts';

/** What would be exported, and at what price. */
export interface EstimateOptions
  extends Pick<ExportOptions, 'from' | 's3' | 'readUnitsPerSecond'>,
    SendOptions {
  /** Dollars for a million read request units, where the table is. Default 0.125: us-east-1, table class Standard. */
  readonly pricePerMillionReads?: number;
}

const CALL = 'estimateExport';
const OPTIONS: readonly (keyof EstimateOptions)[] = [
  ...(['from', 's3', 'readUnitsPerSecond', 'pricePerMillionReads', 'abortSignal'] as const),
];

/**
 * What an export would take, before it is begun: from the size of the table or index, which the service counts every six hours.
 * Of a partition or a pattern nothing is known but that it is at most all of it. Nothing is read.
 *
 * @throws RequestError for options that do not fit.
 * @example
 * ```ts
 * import { connect } from 'monotable';
 * import { estimateExport } from 'monotable/export';
 * import { shop } from 'monotable/commerce';
 *
 * const db = connect({ table: shop });
 * const { dollars, seconds, advice } = await estimateExport(db, { readUnitsPerSecond: 1000 });
 * // Of a table of 8 GiB: dollars 0.131, seconds 1049
 * ```
 */
export async function estimateExport(db: Connection, options: EstimateOptions = {}): Promise<ExportEstimate> {
  checkCallOptions(options, OPTIONS, CALL);
  const { readUnitsPerSecond: rate, pricePerMillionReads = DOLLARS_PER_MILLION_READS } = options;
  if (rate !== undefined && !(typeof rate === 'number' && rate > 0 && Number.isFinite(rate))) {
    throw new RequestError(`${CALL}: readUnitsPerSecond is a number above 0, not ${shown(rate)}.`);
  }
  if (!(typeof pricePerMillionReads === 'number' && pricePerMillionReads >= 0)) {
    throw new RequestError(
      `${CALL}: pricePerMillionReads is a number of dollars, not ${shown(pricePerMillionReads)}.`,
    );
  }
  const { from = {} } = options;
  const size =
    typeof from === 'object' && from !== null && 'dynamodbExport' in from
      ? await exportedSize(from, options)
      : await readSize(db, from, options);
  return estimateCost(size, { rate, dollarsPerMillion: pricePerMillionReads });
}

async function exportedSize(
  from: Extract<ExportFrom, { dynamodbExport: string }>,
  { s3 }: EstimateOptions,
): Promise<ExportSize> {
  const { target, manifest } = await openDynamodbExport(from, s3);
  target.close();
  const { items, billedBytes = 0 } = manifest;
  return {
    ...{ items, bytes: billedBytes, of: 'export', consistent: false },
    ...{ tableBytes: billedBytes, recoverable: true, provisioned: false },
  };
}

async function readSize(db: Connection, from: ExportFrom, options: EstimateOptions): Promise<ExportSize> {
  // What it refuses is refused here as well.
  (await openSource(db, from, options.s3)).close?.();
  const table = await describedTable(db, options);
  const name = indexOf(from);
  const index = name === undefined ? undefined : indexNamed(table, name);
  if (name !== undefined && index === undefined) {
    throw new RequestError(`${CALL}: table ${db.tableName} has no index ${shown(name)}.`);
  }
  const { ItemCount: items = 0 } = index ?? table;
  const { TableSizeBytes = 0, LocalSecondaryIndexes = [] } = table;
  const local = LocalSecondaryIndexes.reduce((sum, { IndexSizeBytes = 0 }) => sum + IndexSizeBytes, 0);
  const part = 'query' in from || 'partitionKey' in from;
  return {
    items,
    bytes: index === undefined ? TableSizeBytes : (index.IndexSizeBytes ?? 0),
    of: part ? 'part' : index === undefined ? 'table' : 'index',
    consistent:
      'query' in from
        ? from.query.input.ConsistentRead === true
        : 'consistent' in from && from.consistent === true,
    tableBytes: TableSizeBytes + local,
    recoverable: await isRecoverable(db, options),
    provisioned: table.BillingModeSummary?.BillingMode !== 'PAY_PER_REQUEST',
  };
}

function indexOf(from: ExportFrom): string | undefined {
  return 'query' in from ? from.query.input.IndexName : 'index' in from ? from.index : undefined;
}

function indexNamed(
  { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] }: TableDescription,
  name: string,
) {
  return [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes].find(({ IndexName }) => IndexName === name);
}

/** Local servers do not know the command, and whoever may read a table need not be allowed to ask. */
async function isRecoverable(db: Connection, options: SendOptions): Promise<boolean> {
  try {
    return (await pointInTimeRecovery(db, options)) !== undefined;
  } catch (error) {
    if (UNANSWERED.includes((error as { name?: unknown }).name)) return false;
    throw error;
  }
}

const UNANSWERED: readonly unknown[] = ['UnknownOperationException', 'AccessDeniedException'];
