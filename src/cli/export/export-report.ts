import type { Manifest, ManifestEntity } from '../../export/manifest.ts';
import type { ExportResult } from '../../transfer/export-table.ts';
import { textTable } from '../text-table.ts';

const HEADER = ['entity', 'rows', 'files', 'bytes', 'partitions'];

/** What an export came to, for people. */
export function exportReport({ manifest, strays, progress }: ExportResult, to: string): string {
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
  const summary = `${counted(manifest.rows, 'row')} in ${to}, run ${manifest.run}; ${manifest.readUnits} read units.`;
  return [textTable(HEADER, rows, undefined), ...remarks(manifest), ...strays.map(ofStray), summary].join(
    '\n',
  );
}

/** What a user should know of an export that is complete: nothing of it is an error. */
function remarks(manifest: Manifest): readonly string[] {
  return [
    ...manifest.leftOut.map(
      ({ attribute, reason, count, example }) =>
        `Left out: ${counted(count, 'item')} whose ${attribute} ${reason} (for example ${plain(example)}).`,
    ),
    ...manifest.entities.flatMap(ofEntity),
  ];
}

function ofEntity({ entity, conflicts, misfits, unplaced }: ManifestEntity): readonly string[] {
  return [
    // That of too many attributes is about all of them.
    ...conflicts.map(
      ({ attribute, reason }) => `${entity}${attribute === '' ? '' : `.${plain(attribute)}`}: ${reason}.`,
    ),
    ...misfits.map(
      ({ attribute, reason, count, example }) =>
        `${entity}.${plain(attribute)}: of ${counted(count, 'value')}, each ${reason}, and is in the files as it is (for example in ${plain(example)}).`,
    ),
    ...unplaced.map(
      ({ reason, count, example }) =>
        `${entity}: ${counted(count, 'item')} in the default partition, each of which ${reason} (for example ${plain(example)}).`,
    ),
  ];
}

function ofStray(path: string): string {
  return `Not of this export, but queries would read it as well: ${plain(path)}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** What stands in the data must not write on the terminal as it likes. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
}
