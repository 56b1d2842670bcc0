import type { ColumnType } from '../../export/column-type.ts';
import { DEFAULT_PARTITION, hivePath } from '../../export/hive-path.ts';
import type { ExportedFile, ManifestEntity } from '../../export/manifest.ts';
import { type PartitionBy, partitionBy } from '../../export/partition.ts';
import type { Duckdb } from './duckdb.ts';
import { distinctValues, unmarked } from './measure-sql.ts';

/** What is wrong with the directory of a file: it is not that of its partition in the manifest. */
export function pathDifference(
  file: ExportedFile,
  { prefix }: ManifestEntity,
  by: PartitionBy | undefined,
): string | undefined {
  const { path, partition } = file;
  const directory =
    by === undefined || partition === undefined ? '' : `${hivePath(partitionBy(by).column, partition)}/`;
  const name = path.slice(prefix.length + directory.length);
  if (path.startsWith(`${prefix}${directory}`) && !name.includes('/')) return undefined;
  return `${path}: its partition is ${partition ?? 'none'} in the manifest, which its path does not say.`;
}

/**
 * What is wrong with the rows of a file: they belong to another partition than the manifest says. Each value of the partition
 * attribute is placed again.
 *
 * @param values a query that gives (attribute, form, t)
 */
export async function rowsElsewhere(
  duckdb: Duckdb,
  values: string,
  file: ExportedFile,
  by: PartitionBy,
  type: ColumnType,
): Promise<string | undefined> {
  const { place } = partitionBy(by);
  let count = 0;
  let example = '';
  for await (const rows of duckdb.stream(distinctValues(values, by.attribute))) {
    for (const { form, t } of rows) {
      const value = storedValue(String(form), unmarked(t), by, type);
      const found = value === undefined ? DEFAULT_PARTITION : place({ [by.attribute]: value }).value;
      if (found === file.partition) continue;
      count += 1;
      if (example === '' || found < example) example = found;
    }
  }
  if (count === 0) return undefined;
  return `${file.path} has values of ${by.attribute} that belong elsewhere, one to partition ${example}: ${count}.`;
}

/** The value as the table has it, as far as it decides on a partition. */
function storedValue(form: string, t: string, { unit }: PartitionBy, type: ColumnType): unknown {
  const numeric = unit === 'seconds' || unit === 'milliseconds' || type.kind === 'decimal';
  if (form === 'number' || (numeric && /^-?\d+(\.\d+)?$/.test(t))) {
    return { value: t, toAttributeValue: () => ({}) };
  }
  if (form === 'text') return t;
  return form === 'other' && (t === 'true' || t === 'false') ? t === 'true' : undefined;
}
