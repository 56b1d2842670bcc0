import type { Key } from '../keys/key.ts';
import type { EntityModel } from '../table/entity.ts';
import type { GetPattern, Pattern, ScanPattern } from '../table/pattern.ts';
import type { Table } from '../table/table.ts';
import type { CheckOptions } from './check.ts';
import type { DeleteOptions } from './delete.ts';
import type {
  CheckKey,
  EntityTypes,
  ItemCondition,
  ItemKey,
  ItemPatch,
  NewItem,
  PatternItem,
  QueryArguments,
  WriteKey,
} from './entity-types.ts';
import type { GetOptions } from './get.ts';
import type {
  CheckOperation,
  CountOperation,
  FirstOperation,
  ItemOperation,
  PageOperation,
  PlainWrite,
} from './operation.ts';
import type { Select } from './projection.ts';
import type { PutOptions, ReturnNone, ReturnOld } from './put.ts';
import type { FilterOptions, FirstOptions, PageOptions } from './read-options.ts';
import type { UpdateOptions } from './update.ts';
import type { WriteClock } from './write-clock.ts';

/** Options of a write that a batch can hold. */
interface PlainOptions extends WriteClock {
  readonly if?: never;
  readonly return?: never;
}

/** The same operation has a condition all the same when its entity has versions. */
type Unconditional<E extends EntityTypes, R, K extends 'put' | 'delete'> = [E['version']] extends [never]
  ? PlainWrite<R, K>
  : ItemOperation<R, K>;

/** The operations that every entity has. Each is pure: it makes an SDK input and sends nothing. */
export interface EntityBuilders<E extends EntityTypes> {
  readonly name: E['name'];
  readonly table: Table<E['table']>;
  /** The key functions: `Order.keys.PK({ userId: '7' })` is `'USER#7'`. */
  readonly keys: { readonly [A in keyof E['keys']]: Key<E['keys'][A] & string> };
  /** The compiled declaration. */
  readonly model: EntityModel;
  /** Carries the entity's types for `repository` and `ItemOf`; never there at run time. */
  readonly '~types'?: E;

  /**
   * The entity's item out of a stored one, for commands of your own, streams and transactions: keys taken off, numbers in
   * their form, upgraded and validated. An item of another entity, or an invalid one, is InvalidItem.
   */
  parse(stored: Readonly<Record<string, unknown>>): E['item'];

  /** PutItem under `attribute_not_exists(PK)`. An item with the same key is AlreadyExists. Gives the item written. */
  create(item: NewItem<E>, options?: WriteClock): ItemOperation<E['item'], 'put'>;

  /**
   * PutItem: replaces the whole item that is there, or makes a new one. Gives the item written. With versions: replaces the
   * version given, anything else being VersionConflict; without one the item must be new, or have none.
   */
  put(item: NewItem<E>, options?: PlainOptions): Unconditional<E, E['item'], 'put'>;
  /** With `if` it writes only under that condition. */
  put(item: NewItem<E>, options: PutOptions<ItemCondition<E>>): ItemOperation<E['item'], 'put'>;
  /** With `return: 'old'` it gives the item that was replaced. */
  put(
    item: NewItem<E>,
    options: PutOptions<ItemCondition<E>> & ReturnOld,
  ): ItemOperation<E['item'] | undefined, 'put'>;

  /** GetItem: the item, or `undefined`. */
  get(key: ItemKey<E>, options?: GetOptions): ItemOperation<E['item'] | undefined, 'get'>;
  /** With `select` it gives only those attributes. */
  get<const S extends keyof E['item']>(
    key: ItemKey<E>,
    options: GetOptions & Select<S>,
  ): ItemOperation<Pick<E['item'], S> | undefined, 'get'>;

  /** GetItem: the item; its absence is NotFound. */
  getOrThrow(key: ItemKey<E>, options?: GetOptions): ItemOperation<E['item'], 'get'>;
  /** With `select` it gives only those attributes. */
  getOrThrow<const S extends keyof E['item']>(
    key: ItemKey<E>,
    options: GetOptions & Select<S>,
  ): ItemOperation<Pick<E['item'], S>, 'get'>;

  /**
   * UpdateItem under `attribute_exists(PK)`, index keys kept in step. An absent item is NotFound, never made. With versions:
   * the version beside the key must be the present one, else VersionConflict, and is raised.
   */
  update(
    key: WriteKey<E>,
    patch: ItemPatch<E>,
    options?: UpdateOptions<ItemCondition<E>>,
  ): ItemOperation<E['item'], 'update'>;
  /** With `return: 'old'` it gives the item as it was before. */
  update(
    key: WriteKey<E>,
    patch: ItemPatch<E>,
    options: UpdateOptions<ItemCondition<E>> & ReturnOld,
  ): ItemOperation<E['item'], 'update'>;
  /** With `return: 'none'` it gives nothing. */
  update(
    key: WriteKey<E>,
    patch: ItemPatch<E>,
    options: UpdateOptions<ItemCondition<E>> & ReturnNone,
  ): ItemOperation<undefined, 'update'>;

  /** UpdateItem that makes the item if need be: attributes that are not given keep their values. */
  upsert(item: NewItem<E>, options?: UpdateOptions<ItemCondition<E>>): ItemOperation<E['item'], 'update'>;
  /** With `return: 'old'` it gives the item as it was before, `undefined` when there was none. */
  upsert(
    item: NewItem<E>,
    options: UpdateOptions<ItemCondition<E>> & ReturnOld,
  ): ItemOperation<E['item'] | undefined, 'update'>;
  /** With `return: 'none'` it gives nothing. */
  upsert(
    item: NewItem<E>,
    options: UpdateOptions<ItemCondition<E>> & ReturnNone,
  ): ItemOperation<undefined, 'update'>;

  /** DeleteItem. No error when there is no such item, unless a condition is given or the entity has versions. */
  delete(key: WriteKey<E>, options?: PlainOptions): Unconditional<E, undefined, 'delete'>;
  /** With `if` it deletes only under that condition. */
  delete(key: WriteKey<E>, options: DeleteOptions<ItemCondition<E>>): ItemOperation<undefined, 'delete'>;
  /** With `return: 'old'` it gives the item that was deleted, `undefined` when there was none. */
  delete(
    key: WriteKey<E>,
    options: DeleteOptions<ItemCondition<E>> & ReturnOld,
  ): ItemOperation<E['item'] | undefined, 'delete'>;

  /**
   * ConditionCheck, for a transaction that does not write the item itself: it must be there, else NotFound, and under the
   * condition, else ConditionFailed. A version given beside the key must be the present one.
   */
  check(key: CheckKey<E>, options?: CheckOptions<ItemCondition<E>>): CheckOperation;
  /** ConditionCheck: there must be no such item, else AlreadyExists. */
  checkAbsent(key: ItemKey<E>, options?: WriteClock): CheckOperation;
}

/** A query pattern as pure builders: called, it gives a page of items. */
export interface QueryBuilder<E extends EntityTypes, P, T = PatternItem<E, P>> extends QueryExtras<E, P, T> {
  (args: QueryArguments<E, P>, options?: PageOptions<ItemCondition<E>>): PageOperation<T, 'query'>;
  <const S extends keyof T>(
    args: QueryArguments<E, P>,
    options: PageOptions<ItemCondition<E>> & Select<S>,
  ): PageOperation<Pick<T, S>, 'query'>;
}

/** A query pattern declared with `one`: called, it gives the first item, or `undefined`. */
export interface OneBuilder<E extends EntityTypes, P, T = PatternItem<E, P>> extends QueryExtras<E, P, T> {
  (args: QueryArguments<E, P>, options?: FirstOptions<ItemCondition<E>>): FirstOperation<T, 'query'>;
  <const S extends keyof T>(
    args: QueryArguments<E, P>,
    options: FirstOptions<ItemCondition<E>> & Select<S>,
  ): FirstOperation<Pick<T, S>, 'query'>;
}

interface QueryExtras<E extends EntityTypes, P, T> {
  /** The first item, or `undefined`. */
  first(args: QueryArguments<E, P>, options?: FirstOptions<ItemCondition<E>>): FirstOperation<T, 'query'>;
  /** How many items there are, counted by the service. */
  count(args: QueryArguments<E, P>, options?: FilterOptions<ItemCondition<E>>): CountOperation<'query'>;
}

/** A scan pattern as pure builders: called, it gives a page of items in no order. */
export interface ScanBuilder<E extends EntityTypes, P, T = PatternItem<E, P>> {
  (options?: PageOptions<ItemCondition<E>>): PageOperation<T, 'scan'>;
  <const S extends keyof T>(
    options: PageOptions<ItemCondition<E>> & Select<S>,
  ): PageOperation<Pick<T, S>, 'scan'>;
  /** Any one item, or `undefined`. */
  first(options?: FirstOptions<ItemCondition<E>>): FirstOperation<T, 'scan'>;
  /** How many items there are: reads, and charges for, all of the table or index. */
  count(options?: FilterOptions<ItemCondition<E>>): CountOperation<'scan'>;
}

interface OnePattern {
  readonly one: true;
}

/** What a pattern becomes on the entity. */
export type PatternBuilder<E extends EntityTypes, P extends Pattern> = P extends GetPattern
  ? EntityBuilders<E>['get']
  : P extends ScanPattern
    ? ScanBuilder<E, P>
    : P extends OnePattern
      ? OneBuilder<E, P>
      : QueryBuilder<E, P>;

/** An entity: its operations, and its patterns under their own names. */
export type Entity<E extends EntityTypes = EntityTypes> = EntityBuilders<E> & {
  readonly [N in keyof E['patterns']]: PatternBuilder<E, E['patterns'][N]>;
};

/** The item type of an entity: `ItemOf<typeof Order>`. */
export type ItemOf<X> = X extends { readonly '~types'?: infer E }
  ? E extends EntityTypes
    ? E['item']
    : never
  : never;
