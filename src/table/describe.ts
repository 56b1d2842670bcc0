import { type EntityIndex, type EntityModel, patternIndex } from './entity.ts';
import type { Pattern } from './pattern.ts';
import { type DeclaredRead, entitiesOf, readsOf } from './registry.ts';
import type { IndexModel, KeySide, Table } from './table.ts';

/** A table and everything declared for it, as plain data: for documentation, tools and tests. */
export interface TableDescription {
  readonly name: string;
  readonly key: KeyDescription;
  readonly indexes: readonly (KeyDescription & {
    readonly name: string;
    readonly scope: 'global' | 'local';
    readonly projection: 'all' | 'keys' | readonly string[];
  })[];
  readonly discriminator: string;
  readonly ttl: string | undefined;
  readonly entities: readonly EntityDescription[];
  readonly collections: readonly PatternDescription[];
}

/** The attributes of a key, partition and sort side. */
export interface KeyDescription {
  readonly partition: readonly string[];
  readonly sort: readonly string[];
}

/** One kind of item. */
export interface EntityDescription {
  readonly name: string;
  /** Templates by key attribute: `{ PK: 'USER#{userId}', SK: 'PROFILE' }`. */
  readonly keys: Readonly<Record<string, string>>;
  readonly patterns: readonly PatternDescription[];
}

/** One way to read. */
export interface PatternDescription {
  /** `Order.ofUser`, or a collection's name. */
  readonly name: string;
  readonly operation: 'get' | 'query' | 'scan';
  readonly entities: readonly string[];
  /** `undefined`: the table itself. */
  readonly index: string | undefined;
  /** `PK = 'USER#{userId}' AND begins_with(SK, 'ORDER#')`, for the required parameters alone; empty for a scan. */
  readonly keyCondition: string;
  readonly parameters: readonly ParameterDescription[];
  readonly order: 'ascending' | 'descending' | undefined;
  /** It gives one item, not a page. */
  readonly one: boolean;
  /** How many partitions it reads side by side, each with a request; `undefined` when it is one. */
  readonly shards: number | undefined;
}

/** One argument of a pattern. */
export interface ParameterDescription {
  readonly name: string;
  readonly required: boolean;
  /** The last one given may be a range. */
  readonly range: boolean;
}

/**
 * The catalogue of a table as plain data: keys, indexes, entities, and every access pattern with its key condition and
 * parameters.
 *
 * @example
 * ```ts
 * import { defineEntity, defineTable, describe } from 'monotable';
 *
 * const shop = defineTable({ name: 'shop' });
 * defineEntity<{ userId: string; orderId: string }>()({
 *   name: 'Order',
 *   table: shop,
 *   keys: { PK: 'USER#{userId}', SK: 'ORDER#{orderId}' },
 *   patterns: { ofUser: {} },
 * });
 *
 * describe(shop).entities[0]?.patterns[0]?.keyCondition; // "PK = 'USER#{userId}' AND begins_with(SK, 'ORDER#')"
 * ```
 */
export function describe(table: Table): TableDescription {
  return {
    name: table.name,
    key: keyDescription(table.primary),
    indexes: table.indexes.map((index) => ({
      name: index.name ?? '',
      scope: index.scope === 'local' ? ('local' as const) : ('global' as const),
      projection: index.projection,
      ...keyDescription(index),
    })),
    discriminator: table.discriminator,
    ttl: table.ttl,
    entities: entitiesOf(table).map(entityDescription),
    collections: readsOf(table)
      .filter((read) => read.entities.length > 1)
      .map(collectionDescription),
  };
}

function keyDescription({ partition, sort }: IndexModel): KeyDescription {
  return { partition: names(partition), sort: sort === undefined ? [] : names(sort) };
}

function entityDescription(entity: EntityModel): EntityDescription {
  return {
    name: entity.name,
    keys: Object.fromEntries([...entity.templates].map(([attribute, { template }]) => [attribute, template])),
    patterns: [...entity.patterns].flatMap(([name, pattern]) => patternDescription(entity, name, pattern)),
  };
}

function patternDescription(entity: EntityModel, name: string, pattern: Pattern): PatternDescription[] {
  const index = pattern.operation === 'get' ? entity.primary : patternIndex(entity, pattern.index);
  if (index === undefined) return [];
  const about = { name: `${entity.name}.${name}`, entities: [entity.name], index: index.model.name };
  if (pattern.operation === 'get') {
    const parameters = entity.primary.sources.map((source) => ({
      name: source,
      required: true,
      range: false,
    }));
    const sort =
      index.sort === undefined ? [] : [`${attribute(index.model.sort)} = '${index.sort.template}'`];
    const keyCondition = [partitionText(index), ...sort].join(' AND ');
    return [
      {
        ...about,
        operation: 'get',
        keyCondition,
        parameters,
        order: undefined,
        one: true,
        shards: undefined,
      },
    ];
  }
  if (pattern.operation === 'scan') {
    return [
      {
        ...about,
        operation: 'scan',
        keyCondition: '',
        parameters: [],
        order: undefined,
        one: false,
        shards: undefined,
      },
    ];
  }
  const { order = 'ascending', one = false } = pattern;
  return [
    {
      ...about,
      operation: 'query',
      keyCondition: conditionText(index),
      parameters: parametersOf(index),
      order,
      one,
      shards: index.partition?.shards,
    },
  ];
}

function collectionDescription(read: DeclaredRead): PatternDescription {
  const { index, order, name } = read;
  const required = index.partition?.queryFields ?? [];
  return {
    name,
    operation: 'query',
    entities: read.entities.map((entity) => entity.name),
    index: index.model.name,
    keyCondition: conditionText(index),
    parameters: required.map((field) => ({ name: field, required: true, range: false })),
    order,
    one: false,
    shards: index.partition?.shards,
  };
}

function conditionText(index: EntityIndex): string {
  const { partition, sort, model } = index;
  if (sort === undefined) return partitionText(index);
  const name = attribute(model.sort);
  const known = sort.fields.every((field) => partition?.queryFields.includes(field));
  if (known) return `${partitionText(index)} AND ${name} = '${sort.template}'`;
  return sort.head === ''
    ? partitionText(index)
    : `${partitionText(index)} AND begins_with(${name}, '${sort.head}')`;
}

function partitionText({ partition, model }: EntityIndex): string {
  if (partition !== undefined) return `${attribute(model.partition)} = '${partition.template}'`;
  return names(model.partition)
    .map((name) => `${name} = {${name}}`)
    .join(' AND ');
}

function parametersOf({ partition, sort, model }: EntityIndex): ParameterDescription[] {
  const required = partition?.queryFields ?? names(model.partition);
  const optional = (sort?.fields ?? (model.sort === undefined ? [] : names(model.sort))).filter(
    (field) => !required.includes(field),
  );
  return [
    ...required.map((name) => ({ name, required: true, range: false })),
    ...optional.map((name) => ({ name, required: false, range: true })),
  ];
}

function attribute(side: KeySide | undefined): string {
  return side?.attributes[0]?.name ?? '';
}

function names(side: KeySide): string[] {
  return side.attributes.map(({ name }) => name);
}
