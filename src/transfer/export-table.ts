import { join, resolve } from 'node:path';
import type { Connection } from '../client/connect.ts';
import { athenaSql } from '../export/athena-sql.ts';
import { type Manifest, manifestOf } from '../export/manifest.ts';
import { ReasonCounts } from '../export/reason-counts.ts';
import type { ExportOptions, ExportProgress } from './export-options.ts';
import { type ExportPlan, exportIdentity, exportPlan, WORK_FOLDER } from './export-plan.ts';
import { countedEntities } from './exported-entities.ts';
import { parquetWriter } from './partition-files.ts';
import type { SegmentState } from './read-segment.ts';
import { readSegments } from './read-segments.ts';
import { findExport, forgetRun, pathsOf, putManifest, replacedBy } from './replaced-export.ts';
import { openSource } from './source/open-source.ts';
import type { Source } from './source/source.ts';
import { openTarget } from './target/open-target.ts';
import type { Target } from './target/target.ts';
import { checkFiles } from './target-files.ts';
import { WorkFolder, workName } from './work-folder.ts';
import { writePartitions } from './write-partitions.ts';
import { writeTextWhole } from './write-whole.ts';

/** What an export came to. */
export interface ExportResult {
  /** `false`: it was aborted, and goes on when it is called again. */
  readonly complete: boolean;
  /** Whether it went on with one that had been ended. */
  readonly resumed: boolean;
  /** What was written; `undefined` when it is not complete. */
  readonly manifest: Manifest | undefined;
  /**
   * Files in the folders of its entities that are neither of this export nor of the one that it replaces, and that queries
   * would read: of an export that was given up, say. At most 100.
   */
  readonly strays: readonly string[];
  readonly progress: ExportProgress;
}

const ATHENA_SQL = 'athena.sql';
const BEGINNING: ExportProgress = {
  phase: 'reading',
  items: 0,
  readUnits: 0,
  segments: { done: 0, all: 0 },
  rowsWritten: 0,
};

/**
 * Writes the items of a table to files, an entity to a folder, with a manifest beside them that is written last. Ended at any
 * moment, even killed, and called again with the same options, it goes on, and the files are the same as without.
 *
 * @throws RequestError for options that do not fit, and when there is an export in the target already.
 * @example
 * ```ts
 * import { connect } from 'monotable';
 * import { exportTable } from 'monotable/export';
 * import { Order, shop } from 'monotable/commerce';
 *
 * const db = connect({ table: shop });
 * await exportTable(db, {
 *   to: 's3://analytics/shop',
 *   entities: [Order],
 *   partitions: { Order: { attribute: 'placedAt', unit: 'iso', timeZone: 'UTC' } },
 * });
 * // s3://analytics/shop/order/dt=2026-01-31/20261121T093000123Z-5f0c1a-0001.jsonl.gz
 * ```
 */
export async function exportTable(db: Connection, options: ExportOptions): Promise<ExportResult> {
  const plan = exportPlan(db, options);
  // Before anything is read and paid for.
  if (plan.format === 'parquet') await parquetWriter();
  const target = await openTarget(options.to, options.s3);
  try {
    const source = await openSource(db, options.from ?? {}, options.s3);
    try {
      return await exported(db, options, plan, source, target);
    } finally {
      source.close?.();
    }
  } finally {
    target.close();
  }
}

async function exported(
  db: Connection,
  options: ExportOptions,
  plan: ExportPlan,
  source: Source,
  target: Target,
): Promise<ExportResult> {
  const place = placeOf(options.to);
  const identity = { to: place, ...(await exportIdentity(db, plan)), source: source.identity };
  const path = workPath(db, place, options.workFolder);
  const work = await WorkFolder.open(path, options.to, identity, {
    now: db.now(),
    restart: options.restart === true,
    forget: async (run) => forgetRun(target, path, run, await findExport(target, options)),
  });
  try {
    return await run(db, { options, plan, source, target, work });
  } finally {
    await work.close();
  }
}

interface Run {
  readonly options: ExportOptions;
  readonly plan: ExportPlan;
  readonly source: Source;
  readonly target: Target;
  readonly work: WorkFolder;
}

async function run(db: Connection, { options, plan, source, target, work }: Run): Promise<ExportResult> {
  const { resumed } = work;
  const abortSignal = options.abortSignal ?? new AbortController().signal;
  const replaced = await replacedBy(await findExport(target, options), options, target, work);
  let progress = BEGINNING;
  const onProgress = (now: ExportProgress): void => {
    progress = now;
    options.onProgress?.(now);
  };
  const complete = async (manifest: Manifest, strays: readonly string[]): Promise<ExportResult> => {
    if (isInS3(options.to)) await writeAthenaSql(manifest, target, work, options);
    const kept = new Set(pathsOf(manifest));
    await target.remove(replaced.paths.filter((path) => !kept.has(path)));
    await work.remove();
    return { complete: true, resumed, manifest, strays, progress };
  };
  if (replaced.complete !== undefined) {
    progress = progressOf(replaced.complete);
    return complete(replaced.complete, []);
  }
  const stopped = (): ExportResult => {
    return { complete: false, resumed, manifest: undefined, strays: [], progress };
  };
  try {
    const segments = await readSegments(db, source, plan, work, { abortSignal, onProgress });
    if (abortSignal.aborted) return stopped();
    const manifest = await writeFiles(segments, { plan, source, target, work }, db, {
      abortSignal,
      onRows: (rows) => {
        onProgress({ ...progress, phase: 'writing', rowsWritten: progress.rowsWritten + rows });
      },
    });
    const prefixes = manifest.entities.map(({ prefix }) => prefix);
    const strays = await checkFiles(target, prefixes, pathsOf(manifest), replaced.paths, { abortSignal });
    await putManifest(manifest, target, replaced, work, { abortSignal });
    return await complete(manifest, strays);
  } catch (error) {
    if (abortSignal.aborted) return stopped();
    throw error;
  }
}

async function writeFiles(
  segments: readonly SegmentState[],
  { plan, source, target, work }: Pick<Run, 'plan' | 'source' | 'target' | 'work'>,
  db: Connection,
  { abortSignal, onRows }: { abortSignal: AbortSignal; onRows: (rows: number) => void },
): Promise<Manifest> {
  const entities = countedEntities(plan, segments);
  const columns = new Map(entities.map(({ entity, typed }) => [entity, typed]));
  const written = await writePartitions({ plan, work, target, segments, columns, abortSignal, onRows });
  const leftOut = new ReasonCounts();
  for (const segment of segments) leftOut.merge(ReasonCounts.from(segment.leftOut));
  return manifestOf({
    run: work.run.run,
    table: db.tableName,
    source: source.described,
    format: plan.format,
    compression: plan.compression,
    startedAt: work.run.startedAt,
    finishedAt: db.now().toISOString(),
    readUnits: segments.reduce((units, segment) => units + segment.readUnits, 0),
    leftOut: leftOut.toJSON(),
    entities: entities.map(({ typed: _, ...entity }) => ({
      ...entity,
      files: written.filter((partition) => partition.entity === entity.entity).flatMap(({ files }) => files),
    })),
  });
}

/** Beside the manifest, so that whoever finds the files can query them. */
async function writeAthenaSql(
  manifest: Manifest,
  target: Target,
  work: WorkFolder,
  options: ExportOptions,
): Promise<void> {
  const file = join(work.files, ATHENA_SQL);
  await writeTextWhole(file, athenaSql(manifest, { location: `${options.to.replace(/\/+$/, '')}/` }));
  await target.publish(file, ATHENA_SQL, options);
}

function progressOf({ rows, readUnits }: Manifest): ExportProgress {
  return { ...BEGINNING, phase: 'writing', items: rows, readUnits, rowsWritten: rows };
}

function workPath(db: Connection, place: string, workFolder: string | undefined): string {
  // A folder of its own in that of the user: it is removed at the end, with all that is in it.
  if (workFolder !== undefined) return join(workFolder, workName(place, db.tableName));
  return isInS3(place) ? join('.monotable', workName(place, db.tableName)) : join(place, WORK_FOLDER);
}

/** One spelling for one place. */
function placeOf(to: string): string {
  return isInS3(to) ? to.replace(/\/+$/, '') : resolve(to);
}

function isInS3(to: string): boolean {
  return to.startsWith('s3://');
}
