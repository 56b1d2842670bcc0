import { DeclarationError } from '../errors.ts';
import { overlaps, prefixOverlaps } from '../keys/overlaps.ts';
import type { KeyTemplate } from '../keys/template.ts';
import { type EntityIndex, type EntityModel, patternIndex } from './entity.ts';
import type { Table } from './table.ts';

/** A declared read of one partition: by a pattern of one entity, or by a collection of several. */
export interface DeclaredRead {
  /** `Order.ofUser`, or the collection's name. */
  readonly name: string;
  /** The entities that the reader expects. */
  readonly entities: readonly EntityModel[];
  readonly order: 'ascending' | 'descending';
  readonly index: EntityIndex;
  /** How every sort key read begins, or all of it when `exact`. `undefined`: the whole partition is read. */
  readonly sort: { readonly template: KeyTemplate; readonly exact: boolean } | undefined;
}

interface Registry {
  readonly entities: EntityModel[];
  readonly reads: DeclaredRead[];
}

const registries = new WeakMap<Table, Registry>();

/** The entities declared for a table so far, in order of declaration. */
export function entitiesOf(table: Table): readonly EntityModel[] {
  return registryOf(table).entities;
}

/** The collections and query patterns declared for a table so far. */
export function readsOf(table: Table): readonly DeclaredRead[] {
  return registryOf(table).reads;
}

/** Adds an entity to its table. Throws when its keys could be those of another entity, or a read of one could return the other. */
export function registerEntity(entity: EntityModel): void {
  const registry = registryOf(entity.table);
  for (const other of registry.entities) {
    if (other.name === entity.name) {
      throw new DeclarationError(`Table ${entity.table.name} has two entities named ${entity.name}.`);
    }
    checkPrimaryKeys(entity, other);
  }
  const reads = patternReads(entity);
  for (const read of reads) for (const other of registry.entities) checkRead(read, other);
  for (const read of registry.reads) checkRead(read, entity);
  registry.entities.push(entity);
  registry.reads.push(...reads);
}

/** Adds a read over several entities. Throws when it could return an entity that it does not name. */
export function registerRead(table: Table, read: DeclaredRead): void {
  const registry = registryOf(table);
  if (registry.reads.some((other) => other.name === read.name)) {
    throw new DeclarationError(`Table ${table.name} has two reads named ${read.name}.`);
  }
  for (const entity of registry.entities) checkRead(read, entity);
  registry.reads.push(read);
}

function registryOf(table: Table): Registry {
  let registry = registries.get(table);
  if (registry === undefined) {
    registry = { entities: [], reads: [] };
    registries.set(table, registry);
  }
  return registry;
}

function patternReads(entity: EntityModel): DeclaredRead[] {
  return [...entity.patterns].flatMap(([name, pattern]) => {
    if (pattern.operation === 'get' || pattern.operation === 'scan') return [];
    const index = patternIndex(entity, pattern.index);
    // Without a partition template the items' own attributes are the key, and a filter keeps other entities out.
    if (index?.partition === undefined) return [];
    return [
      {
        name: `${entity.name}.${name}`,
        entities: [entity],
        order: pattern.order ?? 'ascending',
        index,
        sort: sortRead(index),
      },
    ];
  });
}

/** Sort parts that the partition key already fixes are known; with all of them known the sort key is exact. */
function sortRead({ partition, sort }: EntityIndex): DeclaredRead['sort'] {
  if (sort === undefined) return undefined;
  return { template: sort, exact: sort.fields.every((field) => partition?.queryFields.includes(field)) };
}

function checkPrimaryKeys(one: EntityModel, other: EntityModel): void {
  const pairs = [
    [one.primary.partition, other.primary.partition],
    [one.primary.sort, other.primary.sort],
  ] as const;
  const both = pairs.flatMap(([a, b]) => (a && b ? [[a, b] as const] : []));
  if (!both.every(([a, b]) => overlaps(a, b))) return;
  const shown = both.map(([a, b]) => `${a.name} '${a.template}' and ${b.name} '${b.template}'`).join(', ');
  throw new DeclarationError(
    `Entities ${other.name} and ${one.name} could write the same key: ${shown} have texts in common.`,
  );
}

function checkRead(read: DeclaredRead, entity: EntityModel): void {
  if (read.entities.includes(entity)) return;
  const theirs =
    read.index.model.scope === 'primary'
      ? entity.primary
      : entity.indexes.find((candidate) => candidate.model === read.index.model);
  const partition = read.index.partition;
  if (partition === undefined || theirs?.partition === undefined) return;
  if (!overlaps(partition, theirs.partition)) return;
  if (read.sort !== undefined && theirs.sort !== undefined && !sortsMeet(read.sort, theirs.sort)) return;
  const where = read.index.model.name === undefined ? '' : ` of index ${read.index.model.name}`;
  const sort =
    theirs.sort === undefined
      ? ''
      : `, and ${theirs.sort.name} '${theirs.sort.template}' can stand among the sort keys read`;
  throw new DeclarationError(
    `${read.name} could return items of ${entity.name}: both use partitions${where} '${partition.template}' and '${theirs.partition.template}'${sort}. ` +
      'Give their sort keys different beginnings, or declare a collection that names both.',
  );
}

function sortsMeet(
  read: { readonly template: KeyTemplate; readonly exact: boolean },
  other: KeyTemplate,
): boolean {
  return read.exact ? overlaps(read.template, other) : prefixOverlaps(read.template, 0, other);
}
