import { RequestError } from '../../errors.ts';
import type { ExportSource } from '../../export/manifest.ts';
import { patternIndex } from '../../table/entity.ts';
import { entitiesOf, readsOf } from '../../table/registry.ts';
import { findIndex, type IndexModel, type Table } from '../../table/table.ts';

/**
 * Refuses an export of an index that does not hold whole items: written back, they would lose the rest.
 *
 * @throws RequestError that names the index, or the read of which nobody knows its index any more.
 */
export function checkWhole(source: ExportSource, table: Table): void {
  if (source.kind === 'dynamodb-export') return;
  const index = indexOf(source, table);
  if (index?.projection === 'all') return;
  if (index === undefined) {
    throw new RequestError(
      `importExport: the export is of ${described(source)}, which table ${table.name} does not declare, so it is not known whether its items are whole.`,
    );
  }
  throw new RequestError(
    `importExport: the export is of index ${index.name}, which does not hold whole items. Written back, they would lose the rest; export from the table to import it.`,
  );
}

function indexOf(
  source: Exclude<ExportSource, { kind: 'dynamodb-export' }>,
  table: Table,
): IndexModel | undefined {
  if (source.kind !== 'pattern') return findIndex(table, source.index);
  const { entity: name, pattern } = source;
  const read = pattern === '' ? name : `${name}.${pattern}`;
  const known = readsOf(table).find((each) => each.name === read);
  if (known !== undefined) return known.index.model;
  const entity = entitiesOf(table).find((each) => each.name === name);
  const declared = entity?.patterns.get(pattern);
  if (entity === undefined || declared === undefined) return undefined;
  return patternIndex(entity, declared.operation === 'get' ? undefined : declared.index)?.model;
}

function described(source: Exclude<ExportSource, { kind: 'dynamodb-export' }>): string {
  if (source.kind !== 'pattern') return `index ${source.index}`;
  return source.pattern === '' ? source.entity : `${source.entity}.${source.pattern}`;
}
