import { bulkLoad } from '../../batch/bulk-load.ts';
import type { BulkReport } from '../../batch/bulk-report.ts';
import type { CommandRun } from '../command-run.ts';
import type { Connected } from '../connected.ts';
import { prepareTable } from '../prepare-table.ts';
import {
  filesBeside,
  type LoadIdentity,
  type LoadProgress,
  openCheckpoint,
  progressText,
} from './checkpoint-file.ts';
import { type CsvColumn, columnsByName } from './csv-column.ts';
import { deadLetters } from './dead-letters.ts';
import { type FileFormat, fileFormat } from './file-format.ts';
import { findEntity, type LoadedEntity } from './find-entity.ts';
import { loadBar } from './load-bar.ts';
import { openInput } from './open-input.ts';
import { readOperations } from './read-operations.ts';
import { checkSeparate } from './separate-files.ts';

/** How a file is loaded; paths are full ones, or relative to the process. */
export interface LoadFileOptions {
  readonly entity?: string;
  readonly dynamodbJson?: true;
  readonly column?: readonly CsvColumn[];
  readonly rate?: number;
  readonly concurrency?: number;
  readonly deadLetter?: string;
  readonly checkpoint?: string;
}

/** What a load came to. */
export interface LoadedFile {
  readonly report: BulkReport;
  /** How far the runs before this one came. */
  readonly before: LoadProgress;
  /** Whether everything in the file was written, by this run and those before. */
  readonly complete: boolean;
  readonly tableName: string;
}

/** What a load tells while it goes on, and what ends it. */
export type LoadRun = Pick<CommandRun, 'note' | 'progress' | 'signal'>;

/** Loads a file into a table. An abort ends it with a checkpoint. */
export async function loadFile(
  path: string,
  options: LoadFileOptions,
  connected: Connected,
  run: LoadRun,
): Promise<LoadedFile> {
  const input = await openInput(path);
  await checkSeparate(filesOf(path, options));
  const format = options.dynamodbJson ? 'stored' : await fileFormat(input);
  const { db, config, place } = connected;
  const entity = findEntity(config.entities, options.entity);
  const columns = columnsByName(options.column ?? []);
  checkFit(path, format, entity, options);
  const ends: (() => unknown)[] = [];
  try {
    const identity: LoadIdentity = {
      input: input.identity,
      format,
      endpoint: place,
      table: db.tableName,
      config: config.path,
      entity: entity?.name ?? null,
      column: Object.fromEntries(
        [...columns].map(([name, { attribute, type }]) => [name, `${attribute}:${type}`]),
      ),
    };
    const checkpoint =
      options.checkpoint === undefined ? undefined : await openCheckpoint(options.checkpoint, identity);
    ends.push(() => checkpoint?.close());
    const before = checkpoint?.found ?? { position: 0, failed: 0 };
    const from = before.position;
    const resumed = checkpoint?.found !== undefined;
    const dead =
      options.deadLetter === undefined ? undefined : await deadLetters(options.deadLetter, resumed, from);
    ends.push(() => dead?.close());
    // Now, and not after a thousand records, it shows whether it can be written.
    await checkpoint?.save(before);
    if (from > 0) run.note(`Resumed after ${progressText(before)}, from ${options.checkpoint}.`);
    await prepareTable(connected, run.signal);
    const bar = loadBar(run, `Loading ${path} into ${db.tableName} at ${place}`, input.identity.size);
    ends.push(bar.end);
    const abortSignal = run.signal;
    const source = readOperations(input, {
      table: db.table,
      entity,
      format,
      columns,
      from,
      abortSignal,
      onRead: bar.read,
    });
    const { concurrency, rate } = options;
    let { failed } = before;
    /** Failures behind the last checkpoint: who goes on from there meets them again. */
    let behind: number[] = [];
    const report = await bulkLoad(db, source, {
      abortSignal,
      ...(concurrency !== undefined && { concurrency }),
      ...(rate !== undefined && { writeUnitsPerSecond: rate }),
      onProgress: bar.show,
      onFailed: async (failure) => {
        behind.push(failure.index);
        await dead?.add(failure);
      },
      onCheckpoint: async (position) => {
        // A checkpoint must not outlive the failures that it passes.
        await dead?.sync();
        const later = behind.filter((index) => index >= position);
        failed += behind.length - later.length;
        behind = later;
        await checkpoint?.save({ position: from + position, failed });
      },
    });
    // A file that is none to be read is no load that was ended.
    if (report.read === 0 && report.stopped === 'error') throw report.cause;
    return { report, before, complete: report.complete && before.failed === 0, tableName: db.tableName };
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

/** Every file that a load reads or writes. */
function filesOf(path: string, { deadLetter, checkpoint }: LoadFileOptions): (readonly [string, string])[] {
  const files: (readonly [string, string])[] = [['file to load', path]];
  if (checkpoint !== undefined) {
    files.push(['checkpoint', checkpoint]);
    for (const beside of filesBeside(checkpoint)) files.push(['file beside the checkpoint', beside]);
  }
  if (deadLetter !== undefined) files.push(['dead-letter file', deadLetter]);
  return files;
}

function checkFit(
  path: string,
  format: FileFormat,
  entity: LoadedEntity | undefined,
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
