import type { AthenaColumn } from '../export/athena-table.ts';
import { columnNames } from '../export/column-names.ts';
import { columnTypeText } from '../export/column-type.ts';
import { columnTypes } from '../export/column-types.ts';
import type { ExportedColumn, ExportedEntity } from '../export/manifest.ts';
import type { ExportPlan } from './export-plan.ts';
import type { SegmentState } from './read-segment.ts';
import { RowCounts } from './row-counts.ts';

/** An entity as the manifest tells of it, but for its files. */
export interface CountedEntity extends Omit<ExportedEntity, 'files'> {
  readonly typed: readonly AthenaColumn[];
}

/** What all segments together have come to. */
export function countedEntities(
  plan: ExportPlan,
  segments: readonly SegmentState[],
): readonly CountedEntity[] {
  return [...plan.entities.values()].map(({ name, table, partition, columns }): CountedEntity => {
    const counts = new RowCounts();
    for (const segment of segments) {
      const json = segment.counts[name];
      if (json !== undefined) counts.merge(new RowCounts(json));
    }
    const types = columnTypes(counts.seen, columns);
    const attributes = types.columns.map(({ attribute }) => attribute);
    const names = columnNames(attributes, partition === undefined ? [] : [partition.column]);
    const typed = types.columns.map(({ attribute, type }, place) => ({
      attribute,
      column: names[place]?.column ?? attribute,
      type,
    }));
    return {
      entity: name,
      prefix: `${table}/`,
      ...(partition && { partition: partition.by }),
      columns: typed.map(
        ({ attribute, column, type }, place): ExportedColumn => ({
          attribute,
          column,
          type: columnTypeText(type),
          from: types.columns[place]?.from ?? 'seen',
        }),
      ),
      totals: counts.totals.toJSON(),
      conflicts: types.conflicts,
      misfits: counts.misfits.toJSON(),
      unplaced: counts.unplaced.toJSON(),
      typed,
    };
  });
}
