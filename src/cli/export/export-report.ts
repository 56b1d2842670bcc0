import type { Manifest, ManifestEntity } from '../../export/manifest.ts';
import type { ExportResult } from '../../transfer/export-table.ts';
import { textTable } from '../text-table.ts';

const HEADER = ['entity', 'rows', 'files', 'bytes', 'partitions'];

/** What an export came to, for people. */
export function exportReport({ manifest, progress }: ExportResult, to: string): string {
  if (manifest === undefined) {
    return `Ended before its end, with ${progress.items} items read. The same command goes on with it.`;
  }
  const rows = manifest.entities.map(({ entity, rows, files, bytes, partitions }) => [
    entity,
    String(rows),
    String(files.length),
    String(bytes),
    partitions === undefined ? '' : `${partitions.first} to ${partitions.last}`,
  ]);
  const summary = `${manifest.rows} rows in ${to}, run ${manifest.run}; ${manifest.readUnits} read units.`;
  return [textTable(HEADER, rows, undefined), ...remarks(manifest), summary].join('\n');
}

/** What a user should know of an export that is complete: nothing of it is an error. */
function remarks(manifest: Manifest): readonly string[] {
  return [
    ...manifest.leftOut.map(
      ({ attribute, reason, count, example }) =>
        `Left out: ${count} items whose ${attribute} ${reason} (${example}).`,
    ),
    ...manifest.entities.flatMap(ofEntity),
  ];
}

function ofEntity({ entity, conflicts, misfits, unplaced }: ManifestEntity): readonly string[] {
  return [
    ...conflicts.map(({ attribute, reason }) => `${entity}.${attribute}: ${reason}.`),
    ...misfits.map(
      ({ attribute, reason, count, example }) =>
        `${entity}.${attribute}: ${count} values are kept as they are, because each ${reason} (${example}).`,
    ),
    ...unplaced.map(
      ({ reason, count, example }) =>
        `${entity}: ${count} items are in the default partition, because each ${reason} (${example}).`,
    ),
  ];
}
