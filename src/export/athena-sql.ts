import { RequestError } from '../errors.ts';
import { checkChoice } from '../operations/check-options.ts';
import { createTables } from './athena-ddl.ts';
import { athenaNotes, exportNotes, noTableNote } from './athena-notes.ts';
import { type AthenaTable, checkTable } from './athena-table.ts';
import { createView } from './athena-view.ts';
import { parseColumnType } from './column-type.ts';
import { DEFAULT_PARTITION } from './hive-path.ts';
import { createIcebergTable, fillIcebergInSteps, icebergUpkeep } from './iceberg-ddl.ts';
import type { Manifest, ManifestEntity } from './manifest.ts';
import { partitionBy } from './partition.ts';

/** Where an export is, and how Athena is to see it. */
export interface AthenaSqlOptions {
  /** The export's target: `s3://bucket/prefix/`. */
  readonly location: string;
  /** Of Athena. Default: the one that is chosen when the statements are run. */
  readonly database?: string;
  /** What reads JSON Lines. `hive` knows no renamed columns and no JSON of any kind. Default `openx`. */
  readonly serde?: 'openx' | 'hive';
}

/** What the names of an entity's other tables end with. */
const SUFFIXES = ['_view', '_unplaced', '_iceberg'];

/**
 * The text of `athena.sql`: for each entity of an export its tables and its view, then what a copy as an Iceberg table needs,
 * with notes on everything that is not as one would expect it. All of it comes from the manifest.
 *
 * @throws RequestError for a location or database that Athena cannot take.
 */
export function athenaSql(manifest: Manifest, options: AthenaSqlOptions): string {
  const { location, database, serde = 'openx' } = options;
  checkChoice('serde', serde, ['openx', 'hive'], 'athenaSql');
  checkAthenaPlace(options);
  const head = exportNotes(manifest);
  if (manifest.format === 'dynamodb-json') {
    const why =
      '-- Its lines are in the format dynamodb-json, which says the type of each value: there is no table for it.\n-- Export as json-lines or parquet for Athena.';
    return `${head}\n${why}\n`;
  }
  const names = tableNames(manifest.entities);
  const parts = manifest.entities.map((entity) => {
    const name = names.get(entity) ?? '';
    if (entity.columns.length === 0) return { tables: noTableNote(entity), iceberg: [] };
    const format = manifest.format === 'parquet' ? 'parquet' : serde;
    return statementsOf(tableOf(entity, { name, format, location, database, manifest }), entity);
  });
  const iceberg = parts.flatMap((part) => part.iceberg);
  const sections = [head, ...parts.map(({ tables }) => tables)];
  if (iceberg.length > 0) {
    sections.push(
      '-- Only if you want copies as Iceberg tables, which can be changed and have to be kept in order. Each has a folder of its own\n-- beside the export, which may as well be elsewhere.',
      ...iceberg,
    );
  }
  return `${sections.join('\n\n')}\n`;
}

function statementsOf(
  table: AthenaTable,
  entity: ManifestEntity,
): { readonly tables: string; readonly iceberg: readonly string[] } {
  const notes = athenaNotes(table, entity);
  let statements: readonly string[];
  try {
    statements = [...createTables(table), createView(table)];
  } catch (error) {
    // Only the Hive SerDe refuses what an export can hold; the tables of other entities are none the worse for it.
    if (table.format !== 'hive' || !(error instanceof RequestError)) throw error;
    return { tables: `${notes}\n-- It has no table here. ${error.message}`, iceberg: [] };
  }
  const iceberg = { name: `${table.name}_iceberg`, location: `${parentOf(table)}${table.name}_iceberg/` };
  const copies = [
    createIcebergTable(table, iceberg),
    ...fillIcebergInSteps(table, iceberg, partitionsOf(entity)),
  ];
  return {
    tables: `${notes}\n${statements.map(ended).join('\n\n')}`,
    iceberg: [...copies.map(ended), icebergUpkeep(iceberg.name, table.database)],
  };
}

function tableOf(
  entity: ManifestEntity,
  {
    manifest,
    location,
    database,
    ...rest
  }: Pick<AthenaTable, 'name' | 'format' | 'location'> & {
    readonly database: string | undefined;
    readonly manifest: Manifest;
  },
): AthenaTable {
  const { partition: by, partitions: days } = entity;
  return {
    ...rest,
    ...(database !== undefined && { database }),
    location: `${location}${entity.prefix}`,
    columns: entity.columns.map(({ attribute, column, type }) => ({
      attribute,
      column,
      type: parseColumnType(type, `${entity.entity}.${attribute}`),
    })),
    ...(by && {
      partition: {
        column: partitionBy(by).column,
        attribute: by.attribute,
        unit: by.unit,
        ...(by.timeZone !== undefined && { timeZone: by.timeZone }),
        days: by.unit === 'value' ? undefined : days,
        exportedOn: manifest.finishedAt.slice(0, 10),
        unplaced: entity.unplaced.length > 0,
      },
    }),
  };
}

/** A table for each entity, so that the names made of it are no other's: beside an entity `order_view`, `order` is `order_2`. */
function tableNames(entities: readonly ManifestEntity[]): ReadonlyMap<ManifestEntity, string> {
  const own = (entity: ManifestEntity): string => entity.prefix.replace(/\/$/, '');
  const used = new Set(entities.map(own));
  const names = new Map<ManifestEntity, string>();
  for (const entity of entities) {
    // Its own name is its own; any other is to be free as well as those made of it.
    const taken = (name: string): boolean => name !== own(entity) && used.has(name);
    let name = own(entity);
    for (let number = 2; taken(name) || madeOf(name).some(taken); number += 1)
      name = `${own(entity)}_${number}`;
    for (const each of [name, ...madeOf(name)]) used.add(each);
    names.set(entity, name);
  }
  return names;
}

function madeOf(name: string): readonly string[] {
  return SUFFIXES.map((suffix) => name + suffix);
}

function partitionsOf({ files }: ManifestEntity): readonly (string | null)[] {
  const values = files.flatMap(({ partition }) => (partition === undefined ? [] : [partition]));
  return [...new Set(values)].map((value) => (value === DEFAULT_PARTITION ? null : value));
}

function parentOf({ location }: AthenaTable): string {
  return location.replace(/[^/]*\/$/, '');
}

/** @throws RequestError for a location or database that Athena cannot take. */
export function checkAthenaPlace({ location, database }: AthenaSqlOptions): void {
  const columns = [{ attribute: 'a', column: 'a', type: { kind: 'string' } }] as const;
  checkTable({
    name: 'athena',
    format: 'openx',
    location,
    columns,
    ...(database !== undefined && { database }),
  });
}

function ended(statement: string): string {
  return `${statement};`;
}
