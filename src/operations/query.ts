import { RequestError } from '../errors.ts';
import { attributesOf } from '../expressions/attributes-of.ts';
import { ExpressionScope } from '../expressions/scope.ts';
import type { EntityIndex, EntityModel } from '../table/entity.ts';
import { keyCondition } from './key-condition.ts';
import { liveRange } from './live-range.ts';
import type { CountOperation, FirstOperation, PageOperation, QueryInput } from './operation.ts';
import { type EntityItem, finish, type PageRead, pagePlan, readInput } from './page-read.ts';
import { keyAttributes, type Select } from './projection.ts';
import type { FilterOptions, FirstOptions, PageOptions } from './read-options.ts';

/** What a declared query reads, whichever entities it is for. */
export interface QuerySource {
  /** `Order.ofUser`. */
  readonly operation: string;
  readonly entities: readonly [EntityModel, ...EntityModel[]];
  readonly index: EntityIndex;
  readonly order: 'ascending' | 'descending';
}

/** A page of a declared query. */
export function pageQuery(
  source: QuerySource,
  args: object,
  options: PageOptions & Partial<Select> = {},
): PageOperation<EntityItem> {
  const { input, plan } = query(source, args, options);
  return {
    mode: 'page',
    kind: 'query',
    name: source.operation,
    table: source.entities[0].table,
    input,
    plan,
  };
}

/** The first item of a declared query. */
export function firstQuery(
  source: QuerySource,
  args: object,
  options: FirstOptions & Partial<Select> = {},
): FirstOperation<EntityItem> {
  const { input, plan } = query(source, args, { ...options, limit: 1 });
  return {
    mode: 'first',
    kind: 'query',
    name: source.operation,
    table: source.entities[0].table,
    input,
    plan,
  };
}

/** The number of items of a declared query. */
export function countQuery(source: QuerySource, args: object, options: FilterOptions = {}): CountOperation {
  const { input, plan } = query(source, args, options, true);
  return {
    mode: 'count',
    kind: 'query',
    name: source.operation,
    table: source.entities[0].table,
    input: { ...input, Select: 'COUNT' },
    plan,
  };
}

function query(source: QuerySource, args: object, options: PageOptions & Partial<Select>, counts = false) {
  const { operation, entities, index } = source;
  const scope = new ExpressionScope();
  const condition = keyCondition(entities[0].table, index, args, scope, operation);
  // The items' own attributes say nothing of the entity, so other entities may share the partition.
  // Where its name is itself a key of the index, the service takes no filter on it.
  const { discriminator } = entities[0].table;
  const mixed = index.partition === undefined && !keyAttributes(index.model).includes(discriminator);
  const now = options.now ?? new Date();
  const read: PageRead = { kind: 'query', operation, entities, index: index.model, mixed, options, now };
  const { input: shared, selection } = readInput(read, scope);
  checkFilter(read);
  const order = options.order ?? source.order;
  const descending = order === 'descending';
  // A cursor may not lie outside of the range, and an earlier page's began earlier.
  const live = options.cursor === undefined ? liveRange(read, args, scope, counts) : undefined;
  const text = live === undefined ? condition.text : `${condition.text} AND ${live}`;
  const input: QueryInput = { ...shared, KeyConditionExpression: text };
  if (descending) input.ScanIndexForward = false;
  // With a filter this many are read, not returned; a further request makes up for it.
  if (options.limit !== undefined) input.Limit = options.limit;
  const identity = [...condition.identity, order];
  const plan = pagePlan(read, selection, { ...condition, identity, descending });
  return { input: finish(input, scope), plan };
}

/** The service refuses such a filter for a query, and takes it for a scan. */
function checkFilter({ index, options, operation }: PageRead): void {
  if (options.filter === undefined) return;
  const keys = keyAttributes(index);
  for (const name of attributesOf(options.filter)) {
    if (keys.includes(name)) {
      throw new RequestError(
        `${operation}: ${name} is a key of what is read, and a filter cannot name it; use an argument.`,
      );
    }
  }
}
