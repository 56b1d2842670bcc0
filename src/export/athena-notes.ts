import type { AthenaTable } from './athena-table.ts';
import { isReserved, queryName } from './athena-words.ts';
import type { Manifest, ManifestEntity } from './manifest.ts';
import type { ReasonCount } from './reason-counts.ts';

/** What there is to say of an export before its statements, as comments. */
export function exportNotes({ table, run, rows, note, leftOut }: Manifest): string {
  return comments([
    `Tables of Athena over the export ${run} of the table ${table}: ${counted(rows, 'row')}.`,
    note,
    ...leftOut.map(
      ({ attribute, reason, count }) => `In no file: ${counted(count, 'item')} whose ${attribute} ${reason}.`,
    ),
    'Run the statements one at a time. Tables of an earlier export are to be dropped first: DROP TABLE leaves the files of an',
    'external table as they are. Their views are to be made again as well.',
  ]);
}

/** What there is to say of one entity, as comments: everything that somebody who knows its items would not expect. */
export function athenaNotes(table: AthenaTable, entity: ManifestEntity): string {
  const { columns, conflicts, misfits, unplaced, rows, prefix } = entity;
  const names = [
    ...columns.map(({ column }) => column),
    ...(table.partition ? [table.partition.column] : []),
  ];
  return comments([
    `${entity.entity}: ${counted(rows, 'row')}`,
    ...(`${table.name}/` === prefix
      ? []
      : [`Its table is ${table.name}, because a name made of ${prefix.slice(0, -1)} is another table's.`]),
    ...columns
      .filter(({ attribute, column }) => attribute.toLowerCase() !== column)
      .map(
        ({ attribute, column }) =>
          `Renamed: the attribute ${JSON.stringify(attribute)} is the column ${column}.`,
      ),
    ...[table.name, ...names]
      .filter(isReserved)
      .map((name) => `Reserved: ${name} has to be ${queryName(name)} in queries.`),
    ...conflicts.map(({ attribute, reason, kinds }) => {
      const met = kinds.map(({ kind, count }) => `${kind} ${count}`).join(', ');
      return `Conflict: of ${attribute || 'the whole'}, ${reason}${met === '' ? '' : ` (${met})`}.`;
    }),
    ...misfits.map((misfit) => `Misfit: ${ofRows(misfit)}; the files have it as it is.`),
    ...unplaced.map((reason) => `Without a partition: ${ofItems(reason)}; ${placeOf(table)}.`),
  ]);
}

/** Of an entity without columns: why there is no table for it. */
export function noTableNote({ entity, rows, conflicts }: ManifestEntity): string {
  if (rows === 0) return comments([`${entity} has no rows, and so no table.`]);
  const many = conflicts.find(({ attribute }) => attribute === '');
  const why = many?.reason ?? 'its items have no attributes but those that are left out';
  return comments([`${entity}: ${counted(rows, 'row')}, but no columns, and so no table: ${why}.`]);
}

function ofRows({ attribute, reason, count }: ReasonCount): string {
  return `in ${counted(count, 'row')}, ${attribute} ${reason}`;
}

/** Of a partition, the reason names the attribute itself. */
function ofItems({ reason, count }: ReasonCount): string {
  return `${counted(count, 'row')}, each of which ${reason}`;
}

function placeOf({ name, partition }: AthenaTable): string {
  const column = partition?.column;
  if (partition?.unit === 'value') return `their ${column} is null`;
  return `they are in ${name}_unplaced, and in the view, where their ${column} is null`;
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
}

/** What stands in the data must not end a comment. */
function comments(lines: readonly string[]): string {
  return lines.map((line) => `-- ${line.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')}`).join('\n');
}
