import { RequestError, shown } from '../errors.ts';
import type { DeclaredColumns } from '../export/column-types.ts';
import type { PartitionBy } from '../export/partition.ts';
import { checkCallOptions } from '../operations/check-options.ts';
import type { EntityModel } from '../table/entity.ts';
import type { Table } from '../table/table.ts';

/** An entity or a claim, as `defineEntity` and `defineClaim` give it. */
export interface ConfigEntity {
  readonly name: string;
  readonly table: Table;
  readonly model: EntityModel;
}

/** What an export is to be like unless its command says something else. */
export interface ExportDefaults {
  /** The types of columns, by entity and attribute. */
  readonly columns?: DeclaredColumns;
  /** Which attribute decides about the directory of an item, by entity. */
  readonly partitions?: Readonly<Record<string, PartitionBy>>;
}

/** What the `monotable` command has to know of a project. */
export interface MonotableConfig {
  /** All of one table, which is what the commands are about. */
  readonly entities: readonly ConfigEntity[];
  /** The table's real name. Default: the declared name. `--table` wins. */
  readonly tableName?: string;
  /** Default: the SDK's own settings. `--region` wins. */
  readonly region?: string;
  /** A local server, which gets made-up credentials. `--endpoint`, `DYNAMODB_ENDPOINT` and `--aws` win. Default: AWS. */
  readonly endpoint?: string;
  readonly export?: ExportDefaults;
}

const OPTIONS: readonly (keyof MonotableConfig)[] = ['entities', 'tableName', 'region', 'endpoint', 'export'];
const EXPORT_OPTIONS: readonly (keyof ExportDefaults)[] = ['columns', 'partitions'];

/**
 * The content of `monotable.config.ts`, checked.
 *
 * @throws RequestError for an option that there is not or that is wrong, and for entities of more than one table.
 * @example
 * ```js
 * import { defineConfig } from 'monotable/cli';
 * import { Order, User } from 'monotable/commerce';
 *
 * export default defineConfig({ entities: [Order, User], tableName: 'shop-production' });
 * ```
 */
export function defineConfig(config: MonotableConfig): MonotableConfig {
  checkCallOptions(config, OPTIONS, 'defineConfig');
  checkEntities(config.entities);
  for (const name of ['tableName', 'region', 'endpoint'] as const) {
    const value: unknown = config[name];
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      throw new RequestError(
        `defineConfig: ${name} is a text, not ${shown(value)}; leave it out for the default.`,
      );
    }
  }
  if (config.export !== undefined) checkCallOptions(config.export, EXPORT_OPTIONS, 'defineConfig: export');
  return config;
}

function checkEntities(entities: unknown): void {
  if (!Array.isArray(entities) || entities.length === 0) {
    throw new RequestError(`defineConfig: entities is a list of one entity or more, not ${shown(entities)}.`);
  }
  const odd = entities.findIndex((one) => !isEntity(one));
  if (odd !== -1) {
    throw new RequestError(
      `defineConfig: entities[${odd}] is ${shown(entities[odd])}, not what defineEntity gives.`,
    );
  }
  const [first, ...others] = entities as ConfigEntity[];
  const other = others.find(({ table }) => table !== first?.table);
  if (first !== undefined && other !== undefined) {
    throw new RequestError(
      `defineConfig: ${first.name} is of table ${first.table.name}, and ${other.name} of another one, ${other.table.name}; ` +
        'a config is about one table.',
    );
  }
}

function isEntity(value: unknown): value is ConfigEntity {
  const { name, table, model } = (value ?? {}) as Partial<ConfigEntity>;
  return typeof name === 'string' && table !== undefined && model?.table === table;
}
