import { RequestError } from '../errors.ts';
import { compileCondition } from '../expressions/compile-condition.ts';
import { checkExpression } from '../expressions/limits.ts';
import { ExpressionScope } from '../expressions/scope.ts';
import type { EntityModel } from '../table/entity.ts';
import type { IndexModel } from '../table/table.ts';
import type { AnyCondition } from './condition-input.ts';
import { liveText } from './expiry.ts';
import type { NativeItem, PagePlan, QueryInput, ScanInput, Shard, Shards } from './operation.ts';
import { keyAttributes, projectionOf, type Select } from './projection.ts';
import { checkReadOptions, type PageOptions } from './read-options.ts';
import { readPageItem, type Selection } from './reading.ts';

/** What a page gives for one item, before the pattern shapes it. */
export interface EntityItem {
  readonly entity: string;
  readonly item: NativeItem;
}

/** A query or scan being put together: everything but the key condition. */
export interface PageRead {
  readonly kind: 'query' | 'scan';
  readonly operation: string;
  readonly entities: readonly [EntityModel, ...EntityModel[]];
  readonly index: IndexModel;
  /** `true`: items of other entities may lie between, and a filter keeps them out. */
  readonly mixed: boolean;
  readonly options: PageOptions & Partial<Select>;
  /** One time for all of the read, however many requests it takes. */
  readonly now: Date;
}

/** The parts of the input that queries and scans share. Expressions go into `scope`. */
export function readInput(
  read: PageRead,
  scope: ExpressionScope,
): { input: ScanInput; selection: Selection } {
  const { entities, index, options, operation } = read;
  const [first] = entities;
  checkReadOptions(index, options, operation);
  const input: ScanInput = { TableName: first.table.name };
  if (index.name !== undefined) input.IndexName = index.name;
  const filter = filterText(read, scope);
  if (filter !== undefined) input.FilterExpression = filter;
  const selection = selectionOf(read, scope, input);
  if (options.consistent === true) input.ConsistentRead = true;
  return { input, selection };
}

/** Adds the names and values once every expression is compiled. */
export function finish<I extends ScanInput | QueryInput>(input: I, scope: ExpressionScope): I {
  if (scope.names !== undefined) input.ExpressionAttributeNames = scope.names;
  if (scope.values !== undefined) input.ExpressionAttributeValues = scope.values;
  return input;
}

/** What is read, as far as pages must know it. */
interface PlannedCondition {
  readonly empty: boolean;
  readonly shards: readonly Shard[];
  readonly identity: readonly unknown[];
  readonly descending: boolean;
}

/** How the pages are read: limits, cursor and items. */
export function pagePlan(
  read: PageRead,
  selection: Selection,
  condition: PlannedCondition,
  segments = 1,
): PagePlan<EntityItem> {
  const { entities, index, options, operation, now } = read;
  const { table } = entities[0];
  const byName = new Map(entities.map((entity) => [entity.name, entity]));
  const keys = new Set([...keyAttributes(table.primary), ...keyAttributes(index)]);
  const { fixed = {} } = condition.shards[0] ?? {};
  return {
    empty: condition.empty,
    limit: options.limit,
    maxRequests: options.maxRequests,
    cursor: options.cursor,
    cursorKeys: {
      free: [...keys].filter((key) => !Object.hasOwn(fixed, key)),
      fixed,
    },
    binding: [index.name ?? '', [...byName.keys()], condition.identity, filterIdentity(read)],
    segments,
    shards: condition.shards.length > 1 ? shardsOf(read, condition) : undefined,
    read: (raw) => readPageItem(byName, table.discriminator, raw, selection, operation, now),
  };
}

/** A page needs something of every shard before it knows its first item. */
function shardsOf(
  { index, options, operation }: PageRead,
  { shards: partitions, descending }: PlannedCondition,
): Shards {
  const { maxRequests } = options;
  if (maxRequests !== undefined && maxRequests < partitions.length) {
    throw new RequestError(
      `${operation} reads ${partitions.length} shards, each with a request, so maxRequests cannot be ${maxRequests}.`,
    );
  }
  return { partitions, sortedBy: index.sort?.attributes.map(({ name }) => name) ?? [], descending };
}

function filterText(read: PageRead, scope: ExpressionScope): string | undefined {
  const { entities, mixed, options, operation } = read;
  const own = mixed ? discriminatorText(entities, scope, operation) : undefined;
  const live = liveFilter(read, scope);
  const given = options.filter === undefined ? undefined : compileCondition(options.filter, scope, operation);
  const parts = [own, live, given === undefined ? undefined : `(${given})`].filter(
    (part) => part !== undefined,
  );
  // Alone it needs no brackets.
  const text = parts.length === 1 && given !== undefined ? given : parts.join(' AND ') || undefined;
  if (text !== undefined) checkExpression(text, `${operation}: the filter`);
  return text;
}

/** Keeps what has expired on the server. Where no filter can, it is the reading that leaves it out. */
function liveFilter(
  { kind, entities, index, operation, now }: PageRead,
  scope: ExpressionScope,
): string | undefined {
  const expiring = entities.filter(({ expiry }) => expiry !== undefined);
  const [first] = expiring;
  if (first === undefined) return undefined;
  const { ttl, discriminator } = first.table;
  // The service takes no filter on a key of what is queried.
  const keys = kind === 'query' ? keyAttributes(index) : [];
  if (ttl === undefined || keys.includes(ttl)) return undefined;
  if (expiring.length === entities.length) return liveText(first, scope, now, operation);
  if (keys.includes(discriminator)) return undefined;
  const others = entities.filter(({ expiry }) => expiry === undefined);
  return `(${discriminatorText(others, scope, operation)} OR ${liveText(first, scope, now, operation)})`;
}

function discriminatorText(
  entities: readonly EntityModel[],
  scope: ExpressionScope,
  operation: string,
): string {
  const alias = scope.name(entities[0]?.table.discriminator ?? '');
  const values = entities.map((entity) => scope.value(entity.name, operation));
  return values.length === 1 ? `${alias} = ${values[0]}` : `${alias} IN (${values.join(', ')})`;
}

/** The filter in a scope of its own, so that a projection does not change what a cursor is bound to. */
function filterIdentity({ options, operation }: PageRead): unknown {
  if (options.filter === undefined) return undefined;
  const scope = new ExpressionScope();
  const text = compileCondition(options.filter as AnyCondition, scope, operation);
  return text === undefined ? undefined : [text, scope.names, scope.values];
}

/** What the index does not hold cannot be selected; a partial index gives partial items. */
function selectionOf(
  { entities, index, options, operation }: PageRead,
  scope: ExpressionScope,
  input: ScanInput,
): Selection {
  const { projection } = index;
  const held = projection === 'all' ? undefined : new Set<string>(projection === 'keys' ? [] : projection);
  if (held !== undefined) {
    const own = [index.partition, index.sort].flatMap((side) =>
      side?.templated === false ? side.attributes : [],
    );
    for (const { name } of own) held.add(name);
    for (const name of options.select ?? []) {
      if (!held.has(name)) {
        throw new RequestError(
          `${operation}: index ${index.name} does not hold ${name}; it holds ${[...held].join(', ')}.`,
        );
      }
    }
  }
  const [first] = entities;
  const { text, selection } = projectionOf(first, index, options.select, scope, operation);
  if (text !== undefined) input.ProjectionExpression = text;
  if (selection !== undefined || held === undefined) return selection;
  for (const name of first.hidden) held.delete(name);
  return held;
}
