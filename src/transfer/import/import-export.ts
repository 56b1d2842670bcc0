import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bulkLoad } from '../../batch/bulk-load.ts';
import type { FailedWrite } from '../../batch/bulk-report.ts';
import { checkBatchOptions, checkRate } from '../../batch/check-batch.ts';
import type { Connection } from '../../client/connect.ts';
import { RequestError, shown } from '../../errors.ts';
import { checkCallOptions } from '../../operations/check-options.ts';
import { type ImportCheckpoint, openCheckpoint } from './import-checkpoint.ts';
import { type FailedRow, IMPORT_OPTIONS, type ImportOptions } from './import-options.ts';
import { ImportReport } from './import-report.ts';
import { importRows } from './import-rows.ts';
import { type OpenImport, openImport } from './open-import.ts';
import { RowPlaces } from './row-places.ts';

/**
 * Writes the items of an export into a table, each replacing what is there under its key; nothing else is touched. Lines of
 * DynamoDB JSON come back as they were stored; JSON Lines and Parquet as items of their entities, with keys made anew, and with
 * the stamps, versions and expiries that they had. What would come back as something else is refused before anything is
 * written.
 *
 * It does not throw once it has begun: the report says how far it came, and why it ended. A row that cannot be written does
 * not stop the others; a file that is not the one that was exported does, before any of its rows.
 *
 * @throws RequestError for options that do not fit, when there is no export, or one that would not come back as it was.
 * @example
 * ```ts
 * import { connect } from 'monotable';
 * import { importExport } from 'monotable/export';
 * import { shop } from 'monotable/commerce';
 *
 * const db = connect({ table: shop, tableName: 'shop-restored' });
 * const report = await importExport(db, { from: 's3://analytics/shop', checkpoint: './restore.json' });
 * report.throwIfIncomplete();
 * ```
 */
export async function importExport(db: Connection, options: ImportOptions): Promise<ImportReport> {
  checkCallOptions(options, IMPORT_OPTIONS, 'importExport');
  checkBatchOptions(options, 'importExport');
  checkRate(options.writeUnitsPerSecond, 'importExport');
  const { checkpoint: path } = options;
  if (path !== undefined && (typeof path !== 'string' || path === '')) {
    throw new RequestError(`importExport: checkpoint is the path of a file, not ${shown(path)}.`);
  }
  const open = await openImport(db, options);
  try {
    const checkpoint = path === undefined ? undefined : await openCheckpoint(path, open.identity);
    try {
      return await imported(db, options, open, checkpoint);
    } finally {
      await checkpoint?.close();
    }
  } finally {
    open.target.close();
  }
}

async function imported(
  db: Connection,
  options: ImportOptions,
  open: OpenImport,
  checkpoint: ImportCheckpoint | undefined,
): Promise<ImportReport> {
  const { abortSignal, concurrency, writeUnitsPerSecond, onFailed, onProgress } = options;
  const places = new RowPlaces(open.files);
  const before = rowsBefore(checkpoint, options, places);
  const folder = await mkdtemp(join(tmpdir(), 'monotable-import-'));
  const rows = importRows(open, { folder, from: before.rows, abortSignal });
  let { failed } = before;
  /** Failures behind the last checkpoint: who goes on from there meets them again. */
  let behind: number[] = [];
  try {
    const report = await bulkLoad(db, rows, {
      ...(abortSignal && { abortSignal }),
      ...(concurrency !== undefined && { concurrency }),
      ...(writeUnitsPerSecond !== undefined && { writeUnitsPerSecond }),
      onFailed: async (failure) => {
        behind.push(failure.index);
        await onFailed?.(failedRow(failure, before.rows, places));
      },
      onCheckpoint: async (position) => {
        const done = places.at(before.rows + position - 1);
        const later = behind.filter((index) => index >= position);
        failed += behind.length - later.length;
        behind = later;
        if (done !== undefined) await checkpoint?.save({ done, failed });
      },
      onProgress: (progress) =>
        onProgress?.({
          ...progress,
          rows: places.rows,
          read: before.rows + progress.read,
          failed: before.failed + progress.failed,
        }),
    });
    const { firstFailure } = report;
    return new ImportReport({
      ...{ rows: places.rows, before, read: report.read, written: report.written, failed: report.failed },
      firstFailure: firstFailure && failedRow(firstFailure, before.rows, places),
      next: places.at(before.rows + report.position),
      ...{ requests: report.requests, capacity: report.capacity, ms: report.ms },
      ...{ stopped: report.stopped, cause: report.cause },
    });
  } finally {
    // A load that was ended does not wait for it.
    await rows.return().catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  }
}

function rowsBefore(
  checkpoint: ImportCheckpoint | undefined,
  options: ImportOptions,
  places: RowPlaces,
): { readonly rows: number; readonly failed: number } {
  const found = checkpoint?.found;
  if (found === undefined) return { rows: 0, failed: 0 };
  const rows = places.upTo(found.done);
  if (rows !== undefined) return { rows, failed: found.failed };
  throw new RequestError(
    `The checkpoint ${options.checkpoint} is at row ${found.done.row} of ${found.done.file}, which the export has not.`,
  );
}

function failedRow({ index, operation, error }: FailedWrite, before: number, places: RowPlaces): FailedRow {
  const { file = '', row = 0 } = places.at(before + index) ?? {};
  const item = operation !== undefined && 'Item' in operation.input ? operation.input.Item : undefined;
  return { file, row, item, error };
}
