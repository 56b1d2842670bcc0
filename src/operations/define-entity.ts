import { DeclarationError } from '../errors.ts';
import { type Key, key } from '../keys/key.ts';
import { checkPatterns, type RESERVED_NAMES } from '../table/check-patterns.ts';
import {
  type Constants,
  compileEntity,
  type EntityModel,
  type NumberForm,
  patternIndex,
  type Stamps,
} from '../table/entity.ts';
import type { Expiry } from '../table/expiry.ts';
import type { GetPattern, Pattern, QueryPattern, ScanPattern } from '../table/pattern.ts';
import { registerEntity } from '../table/registry.ts';
import type { Table, TableDeclaration } from '../table/table.ts';
import type { PrimaryAttribute } from '../table/table-types.ts';
import type { Validator } from '../table/validator.ts';
import { checkAbsentOperation, checkOperation } from './check.ts';
import type { CheckedKeys, TemplateFields } from './checked-keys.ts';
import { deleteOperation } from './delete.ts';
import type { Entity } from './entity-builders.ts';
import type { ExpiresIn, KeyAttributes } from './entity-types.ts';
import { getOperation, getOrThrowOperation } from './get.ts';
import { mapResult } from './map-result.ts';
import type { Select } from './projection.ts';
import { createOperation, putOperation } from './put.ts';
import { countQuery, firstQuery, pageQuery, type QuerySource } from './query.ts';
import type { FilterOptions, FirstOptions, PageOptions } from './read-options.ts';
import { parseItem } from './reading.ts';
import { countScan, firstScan, pageScan, type ScanSource } from './scan.ts';
import { updateOperation, upsertOperation } from './update.ts';

type NoReservedName = { readonly [R in (typeof RESERVED_NAMES)[number]]?: never };

/** An interface, so that its members are looked at once per table. */
interface Patterns<D extends TableDeclaration> {
  readonly [name: string]: Pattern<D>;
}

/** What a team says about one kind of item. */
export interface EntityDeclaration<
  T extends object,
  N extends string,
  D extends TableDeclaration,
  K extends Readonly<Record<string, string>>,
  P extends Patterns<D>,
  S extends boolean | Stamps,
  V extends string,
  X extends Expiry,
> {
  /** Stored in the table's discriminator attribute; unique in the table. */
  readonly name: N;
  readonly table: Table<D>;
  /** A template for each key attribute: `{ PK: 'USER#{userId}', SK: 'ORDER#{orderId}' }`. */
  readonly keys: K & NoInfer<CheckedKeys<T, K>>;
  /** Access patterns by name; each becomes a function on the entity and on its repository. */
  readonly patterns?: P & NoReservedName;
  /**
   * Attributes that every item has with the same value, for programs that look for them: `{ __edb_v__: '1' }`. They are written
   * with the item, cannot be given, and are not in what is read. Default: none.
   */
  readonly constants?: Constants;
  /** ISO times of writes: `true` for `createdAt` and `updatedAt`, or the attributes' names. Default: none. */
  readonly stamps?: S;
  /**
   * The attribute, a number, that counts the item's writes. `update`, `put` and `delete` then take the version that was
   * read, and refuse to write over a newer one. Default: none.
   */
  readonly version?: V & keyof T;
  /**
   * How long items live, in the table's time to live attribute. What has expired then counts as absent, though the service
   * deletes it within days only: no read finds it, `create` may write over it, `update` is NotFound. Default: an item is
   * there as long as the service has it.
   */
  readonly expiry?: X;
  /** A Standard Schema that every item must pass when it is written whole and when it is read whole. It never changes one. */
  readonly validate?: Validator;
  /** Brings an item of an older shape to the present one, whenever one is read whole. */
  readonly upgrade?: (item: Record<string, unknown>) => T;
  /** Attributes whose numbers are always read as `bigint`, or as `NumberText` (`'text'`), whatever their size. */
  readonly numbers?: { readonly [A in keyof T & string]?: NumberForm };
}

/**
 * Declares one kind of item: its keys and how it is found. The entity that comes back has pure builders for every
 * operation and pattern; `repository` binds them to a connection.
 *
 * @throws DeclarationError when templates, patterns or neighbours in the table do not fit together.
 * @example
 * ```ts
 * import { defineEntity, defineTable } from 'monotable';
 *
 * const shop = defineTable({ name: 'shop', indexes: ['GSI1'] });
 * interface Order { userId: string; orderId: string; total: number }
 *
 * const Order = defineEntity<Order>()({
 *   name: 'Order',
 *   table: shop,
 *   keys: { PK: 'USER#{userId}', SK: 'ORDER#{orderId}', GSI1PK: 'ORDER#{orderId}', GSI1SK: 'ORDER' },
 *   patterns: { ofUser: { order: 'descending' }, byId: { index: 'GSI1', one: true } },
 * });
 *
 * Order.keys.PK({ userId: '7' }); // 'USER#7'
 * Order.ofUser({ userId: '7' }).input.KeyConditionExpression; // '#n0 = :v0 AND begins_with(#n1, :v1)'
 * ```
 */
export function defineEntity<T extends object>() {
  return <
    const N extends string,
    D extends TableDeclaration,
    const K extends Readonly<Record<string, string>>,
    const P extends Patterns<D> = Record<never, never>,
    const S extends boolean | Stamps = false,
    const V extends string = never,
    const X extends Expiry = Record<never, never>,
  >(
    declaration: EntityDeclaration<T, N, D, K, P, S, V, X>,
  ): Entity<{
    name: N;
    item: T;
    table: D;
    keys: K;
    fields: TemplateFields<K>;
    key: KeyAttributes<T, TemplateFields<K>[PrimaryAttribute<D> & keyof K] & keyof T>;
    patterns: P;
    stamps: S;
    version: V;
    expires: ExpiresIn<D, X>;
  }> => {
    const model = compileEntity({
      ...declaration,
      keys: declaration.keys as Readonly<Record<string, string>>,
    });
    checkPatterns(model);
    registerEntity(model);
    return buildersOf(model) as Entity<{
      name: N;
      item: T;
      table: D;
      keys: K;
      fields: TemplateFields<K>;
      key: KeyAttributes<T, TemplateFields<K>[PrimaryAttribute<D> & keyof K] & keyof T>;
      patterns: P;
      stamps: S;
      version: V;
      expires: ExpiresIn<D, X>;
    }>;
  };
}

function buildersOf(model: EntityModel): object {
  const builders: Record<string, unknown> = {
    name: model.name,
    table: model.table,
    keys: keysOf(model),
    model,
    parse: (stored: Record<string, unknown>) => parseItem(model, stored),
    create: (item: object, options?: object) => createOperation(model, item, options),
    put: (item: object, options?: object) => putOperation(model, item, options),
    get: (parts: object, options?: object) => getOperation(model, parts, options),
    getOrThrow: (parts: object, options?: object) => getOrThrowOperation(model, parts, options),
    update: (parts: object, patch: object, options?: object) => updateOperation(model, parts, patch, options),
    upsert: (item: object, options?: object) => upsertOperation(model, item, options),
    delete: (parts: object, options?: object) => deleteOperation(model, parts, options),
    check: (parts: object, options?: object) => checkOperation(model, parts, options),
    checkAbsent: (parts: object, options?: object) => checkAbsentOperation(model, parts, options),
  };
  for (const [name, pattern] of model.patterns) builders[name] = patternBuilder(model, name, pattern);
  return builders;
}

function keysOf({ templates, table }: EntityModel): Record<string, Key<string>> {
  const keys: Record<string, Key<string>> = {};
  for (const [attribute, { template, name, maxBytes }] of templates) {
    keys[attribute] = key(template, { name, maxBytes, separator: table.separator, escape: table.escape });
  }
  return keys;
}

function patternBuilder(model: EntityModel, name: string, pattern: Pattern): unknown {
  if (isGet(pattern)) return (parts: object, options?: object) => getOperation(model, parts, options, name);
  const operation = `${model.name}.${name}`;
  if (isScan(pattern)) return scanBuilder(scanSource(model, operation, pattern));
  return queryBuilder(querySource(model, operation, pattern), pattern.one === true);
}

function queryBuilder(source: QuerySource, one: boolean): object {
  const page = (args: object, options?: PageOptions & Partial<Select>) =>
    mapResult(pageQuery(source, args, options), itemOf);
  const first = (args: object, options?: FirstOptions & Partial<Select>) =>
    mapResult(firstQuery(source, args, options), itemOf);
  const count = (args: object, options?: FilterOptions) => countQuery(source, args, options);
  return Object.assign(one ? first.bind(undefined) : page.bind(undefined), { first, count, page });
}

function scanBuilder(source: ScanSource): object {
  const page = (options?: PageOptions & Partial<Select>) => mapResult(pageScan(source, options), itemOf);
  const first = (options?: FirstOptions & Partial<Select>) => mapResult(firstScan(source, options), itemOf);
  return Object.assign(page.bind(undefined), {
    first,
    page,
    count: (options?: FilterOptions) => countScan(source, options),
  });
}

function querySource(model: EntityModel, operation: string, pattern: QueryPattern): QuerySource {
  const index = patternIndex(model, pattern.index);
  if (index === undefined)
    throw new DeclarationError(`${operation}: ${model.name} is not in index ${pattern.index}.`);
  return { operation, entities: [model], index, order: pattern.order ?? 'ascending' };
}

function scanSource(model: EntityModel, operation: string, pattern: ScanPattern): ScanSource {
  const index = patternIndex(model, pattern.index);
  if (index === undefined)
    throw new DeclarationError(`${operation}: ${model.name} is not in index ${pattern.index}.`);
  return { operation, entity: model, index: index.model, segments: pattern.segments ?? 1 };
}

function itemOf<T>(read: { readonly item: T }): T {
  return read.item;
}

function isGet(pattern: Pattern): pattern is GetPattern {
  return pattern.operation === 'get';
}

function isScan(pattern: Pattern): pattern is ScanPattern {
  return pattern.operation === 'scan';
}
