import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { RequestError } from '../errors.ts';
import type { AthenaColumn } from '../export/athena-table.ts';
import { hivePath } from '../export/hive-path.ts';
import type { ExportedFile } from '../export/manifest.ts';
import { linkedStop } from '../repositories/linked-stop.ts';
import type { EntityPlan, ExportPlan } from './export-plan.ts';
import { hashFile } from './hash-file.ts';
import { lineFiles, parquetFiles } from './partition-files.ts';
import { linesFolder, type SegmentState } from './read-segment.ts';
import type { SpooledFile } from './spooled-blocks.ts';
import type { Target } from './target/target.ts';
import type { WorkFolder } from './work-folder.ts';
import { WrittenLog, type WrittenPartition } from './written-log.ts';

/** Each has a file open and, with S3, a part or two of it in memory. */
const WRITERS = 4;

/** What files are made of. */
export interface PartitionsToWrite {
  readonly plan: ExportPlan;
  readonly work: WorkFolder;
  readonly target: Target;
  readonly segments: readonly SegmentState[];
  /** Of Parquet, by entity. */
  readonly columns: ReadonlyMap<string, readonly AthenaColumn[]>;
  readonly abortSignal: AbortSignal;
  readonly onRows: (rows: number) => void;
}

interface PartitionLines {
  readonly entity: EntityPlan;
  readonly partition: string;
  readonly lines: SpooledFile[];
  /** That they were counted as when they were read. */
  rows: number;
}

/**
 * Makes the files of every partition out of the lines of all segments, and moves them to the target. What an earlier call
 * has written is not written again. An abort ends it between two files.
 */
export async function writePartitions(writing: PartitionsToWrite): Promise<readonly WrittenPartition[]> {
  const { work, abortSignal, onRows } = writing;
  const log = await WrittenLog.open(join(work.files, 'written.jsonl'));
  const written = new Map(log.found.map((partition) => [idOf(partition), partition]));
  for (const partition of log.found) onRows(rowsOf(partition));
  const { stop, release } = linkedStop(abortSignal);
  const limit = pLimit(WRITERS);
  const tasks = partitionsOf(writing)
    .filter((partition) => !written.has(idOf({ ...partition, entity: partition.entity.name })))
    .map((partition) =>
      limit(async () => {
        stop.signal.throwIfAborted();
        const done = await writePartition(partition, writing, stop.signal);
        await log.add(done);
        for (const { path } of partition.lines) await rm(path, { force: true });
        written.set(idOf(done), done);
        onRows(rowsOf(done));
      }),
    );
  try {
    await Promise.all(tasks);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(tasks);
    throw error;
  } finally {
    release();
  }
  return [...written.values()];
}

async function writePartition(
  { entity, partition, lines, rows }: PartitionLines,
  { plan, work, target, columns }: PartitionsToWrite,
  abortSignal: AbortSignal,
): Promise<WrittenPartition> {
  const folder = `${entity.table}/${entity.partition ? `${hivePath(entity.partition.column, partition)}/` : ''}`;
  const extension =
    plan.format === 'parquet' ? 'parquet' : `jsonl${plan.compression === 'gzip' ? '.gz' : ''}`;
  const nameOf = (number: number): string =>
    `${folder}${work.run.run}-${String(number).padStart(4, '0')}.${extension}`;
  const path = (number: number): string => join(work.files, ...nameOf(number).split('/'));
  const made = { lines, path, fileBytes: plan.fileBytes };
  const local =
    plan.format === 'parquet'
      ? parquetFiles(made, columns.get(entity.name) ?? [])
      : lineFiles(made, plan.compression === 'gzip' ? 'gzip' : 'none');
  const files: ExportedFile[] = [];
  for await (const file of local) {
    abortSignal.throwIfAborted();
    const name = nameOf(files.length + 1);
    const { bytes, sha256 } = await hashFile(file.path);
    await target.publish(file.path, name, { abortSignal });
    files.push({ path: name, rows: file.rows, bytes, sha256, ...(entity.partition && { partition }) });
  }
  const written = { entity: entity.name, partition, files };
  if (rowsOf(written) === rows) return written;
  // What waited here is not what was read: the disk has lost some of it.
  await target.remove(files.map(({ path }) => path));
  throw new RequestError(
    `${work.path} is damaged: of ${rows} rows of ${entity.name} there are ${rowsOf(written)}. Begin anew with restart.`,
  );
}

/** By entity and partition, in an order of their own; the lines of each in the order of the segments. */
function partitionsOf({ plan, work, segments }: PartitionsToWrite): readonly PartitionLines[] {
  const partitions = new Map<string, PartitionLines>();
  for (const [place, segment] of segments.entries()) {
    for (const { entity: name, partition, file, bytes, rows } of segment.lines) {
      const entity = plan.entities.get(name);
      if (entity === undefined) continue;
      const id = idOf({ entity: name, partition });
      const known = partitions.get(id) ?? { entity, partition, lines: [], rows: 0 };
      known.rows += rows;
      known.lines.push({ path: join(linesFolder(work.segment(place)), file), bytes });
      partitions.set(id, known);
    }
  }
  return [...partitions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, partition]) => partition);
}

function idOf({ entity, partition }: { readonly entity: string; readonly partition: string }): string {
  return JSON.stringify([entity, partition]);
}

function rowsOf({ files }: WrittenPartition): number {
  return files.reduce((rows, file) => rows + file.rows, 0);
}
