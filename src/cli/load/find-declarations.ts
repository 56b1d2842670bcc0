import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BatchWriteOperation } from '../../batch/write-units.ts';
import type { Table } from '../../table/table.ts';

/** An entity as far as it is needed to load items of it. */
export interface LoadedEntity {
  readonly name: string;
  readonly table: Table;
  put(item: object): BatchWriteOperation;
}

/** What a file is loaded into. */
export interface Declarations {
  readonly table: Table;
  /** `undefined` when the file holds stored items. */
  readonly entity: LoadedEntity | undefined;
}

/** The exports of a module of the caller's, or of the example shop. */
export async function importDeclarations(path: string | undefined): Promise<object> {
  if (path === undefined) return import('../../repositories/commerce/index.ts');
  try {
    return await import(pathToFileURL(resolve(path)).href);
  } catch (cause) {
    throw new Error(`The module ${path} cannot be loaded: ${(cause as Error).message}`, { cause });
  }
}

/**
 * The entity of that name among the exports, and its table. Without a name, the one table that they are all about.
 *
 * @throws when there is none, or more than one.
 */
export function findDeclarations(exports: object, name: string | undefined): Declarations {
  const entities = Object.values(exports).filter(isEntity);
  if (name !== undefined) {
    const entity = entities.find((one) => one.name === name);
    if (entity === undefined) {
      const known = entities.map((one) => one.name).join(', ') || 'none';
      throw new Error(`The module exports no entity ${name}; it exports ${known}.`);
    }
    return { table: entity.table, entity };
  }
  const tables = new Set([...entities.map(({ table }) => table), ...Object.values(exports).filter(isTable)]);
  const [table, ...more] = tables;
  if (table === undefined) throw new Error('The module exports no table and no entity of one.');
  if (more.length > 0) {
    const names = [...tables].map((one) => one.name).join(', ');
    throw new Error(
      `The module exports more than one table (${names}); name one that exports the right one alone.`,
    );
  }
  return { table, entity: undefined };
}

function isEntity(value: unknown): value is LoadedEntity {
  const entity = value as Partial<LoadedEntity> | null | undefined;
  return typeof entity?.put === 'function' && typeof entity.name === 'string' && isTable(entity.table);
}

function isTable(value: unknown): value is Table {
  const table = value as Partial<Table> | null | undefined;
  return typeof table?.name === 'string' && typeof table.discriminator === 'string' && 'primary' in table;
}
