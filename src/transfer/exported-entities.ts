import type { AthenaColumn } from '../export/athena-table.ts';
import { columnNames } from '../export/column-names.ts';
import { columnTypeText } from '../export/column-type.ts';
import { columnTypes } from '../export/column-types.ts';
import type { ExportedColumn, ExportedEntity, StoredAs } from '../export/manifest.ts';
import { seenNothing } from '../export/seen-values.ts';
import type { ExportPlan } from './export-plan.ts';
import { type Standing, storedAs } from './import/stored-as.ts';
import { MISFITS_COLUMN } from './parquet/parquet-column.ts';
import type { SegmentState } from './read-segment.ts';
import { RowCounts, tooManyAttributes } from './row-counts.ts';

/** An entity as the manifest tells of it, but for its files. */
export interface CountedEntity extends Omit<ExportedEntity, 'files'> {
  readonly typed: readonly AthenaColumn[];
}

/** What all segments together have come to. */
export function countedEntities(
  plan: ExportPlan,
  segments: readonly SegmentState[],
): readonly CountedEntity[] {
  return [...plan.entities.values()].map(
    ({ name, table, partition, attributes: chosen, columns }): CountedEntity => {
      const counts = new RowCounts();
      for (const segment of segments) {
        const json = segment.counts[name];
        if (json !== undefined) counts.merge(new RowCounts(json), columns);
      }
      const types = columnTypes(counts.seen, columns);
      const attributes = types.columns.map(({ attribute }) => attribute);
      if (plan.format === 'parquet' && counts.seen.attributes.many) throw tooManyAttributes(name);
      const taken = plan.format === 'parquet' ? [MISFITS_COLUMN] : [];
      const names = columnNames(attributes, partition === undefined ? taken : [partition.column, ...taken]);
      const typed = types.columns.map(({ attribute, type }, place) => ({
        attribute,
        column: names[place]?.column ?? attribute,
        type,
      }));
      const misfits = counts.misfits.toJSON();
      const odd = new Set(misfits.map(({ attribute }) => attribute));
      return {
        entity: name,
        prefix: `${table}/`,
        ...(partition && { partition: partition.by }),
        ...(chosen && { attributes: [...chosen].sort() }),
        columns: typed.map(({ attribute, column, type }, place): ExportedColumn => {
          const from = types.columns[place]?.from ?? 'seen';
          const standing = { column: { type, from }, format: plan.format, misfits: odd.has(attribute) };
          const stored = storedIn(counts, attribute, standing);
          return { attribute, column, type: columnTypeText(type), from, ...(stored && { stored }) };
        }),
        totals: counts.totals.toJSON(),
        conflicts: types.conflicts,
        misfits,
        unplaced: counts.unplaced.toJSON(),
        typed,
      };
    },
  );
}

function storedIn({ seen }: RowCounts, attribute: string, standing: Standing): StoredAs | undefined {
  // Lines of DynamoDB JSON say it themselves; of too many attributes nothing is known.
  if (standing.format === 'dynamodb-json' || seen.attributes.many) return undefined;
  return storedAs(seen.attributes.names.get(attribute) ?? seenNothing(), standing);
}
