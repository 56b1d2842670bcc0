import type { ExportOptions } from '../../transfer/export-options.ts';
import type { ExportDefaults } from '../config.ts';
import type { ColumnArguments, partitionArgument } from './export-arguments.ts';

/** What the command says itself of columns and partitions, and what decides about those of the config. */
export interface GivenForExport {
  readonly entity?: readonly string[];
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
  readonly column?: ColumnArguments;
  readonly partition?: ReturnType<typeof partitionArgument>;
  readonly format?: ExportOptions['format'];
}

/**
 * The columns and partitions of an export: those of the config, as far as they have a meaning for what is exported this time,
 * with those of the command in their places. What the command says is passed on whole, so that an export can refuse it.
 */
export function withDefaults(
  { columns, partitions }: ExportDefaults,
  given: GivenForExport,
): Pick<ExportOptions, 'columns' | 'partitions'> {
  const { entity: entities, format } = given;
  const exported = <T>(byEntity: Readonly<Record<string, T>> = {}) =>
    Object.entries(byEntity).filter(([entity]) => entities?.includes(entity) ?? true);
  const types: Record<string, ColumnArguments[string]> = { ...given.column };
  // Items that are kept whole have no columns.
  for (const [entity, byDefault] of format === 'dynamodb-json' ? [] : exported(columns)) {
    const names = given.attributes?.[entity];
    const wanted = Object.entries(byDefault).filter(([attribute]) => names?.includes(attribute) ?? true);
    types[entity] = { ...Object.fromEntries(wanted), ...given.column?.[entity] };
  }
  const placed = { ...Object.fromEntries(exported(partitions)), ...given.partition };
  return {
    ...(Object.keys(types).length > 0 && { columns: types }),
    ...(Object.keys(placed).length > 0 && { partitions: placed }),
  };
}
