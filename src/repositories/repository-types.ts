import type { SendOptions } from '../client/run-command.ts';
import type { DeleteOptions } from '../operations/delete.ts';
import type {
  EntityTypes,
  ItemCondition,
  ItemKey,
  ItemPatch,
  NewItem,
  PatternItem,
  QueryArguments,
  WriteKey,
} from '../operations/entity-types.ts';
import type { GetOptions } from '../operations/get.ts';
import type { Page } from '../operations/operation.ts';
import type { Select } from '../operations/projection.ts';
import type { PutOptions, ReturnNone, ReturnOld } from '../operations/put.ts';
import type { FilterOptions, FirstOptions, PageOptions } from '../operations/read-options.ts';
import type { UpdateOptions } from '../operations/update.ts';
import type { WriteClock } from '../operations/write-clock.ts';
import type { Pattern } from '../table/pattern.ts';
import type { IterateOptions } from './iterate.ts';

/** The operations of an entity, bound to a connection: each sends at once. */
export interface RepositoryMethods<E extends EntityTypes> {
  /** Writes an item that must be new; one with the same key is AlreadyExists. Gives the item written. */
  create(item: NewItem<E>, options?: WriteClock & SendOptions): Promise<E['item']>;

  /** Replaces the whole item that is there (with versions: the version given), or makes a new one. Gives the item written. */
  put(item: NewItem<E>, options?: PutOptions<ItemCondition<E>> & SendOptions): Promise<E['item']>;
  /** With `return: 'old'` it gives the item that was replaced. */
  put(
    item: NewItem<E>,
    options: PutOptions<ItemCondition<E>> & SendOptions & ReturnOld,
  ): Promise<E['item'] | undefined>;

  /** The item, or `undefined`. */
  get(key: ItemKey<E>, options?: GetOptions & SendOptions): Promise<E['item'] | undefined>;
  /** With `select` it gives only those attributes. */
  get<const S extends keyof E['item']>(
    key: ItemKey<E>,
    options: GetOptions & SendOptions & Select<S>,
  ): Promise<Pick<E['item'], S> | undefined>;

  /** The item; its absence is NotFound. */
  getOrThrow(key: ItemKey<E>, options?: GetOptions & SendOptions): Promise<E['item']>;
  /** With `select` it gives only those attributes. */
  getOrThrow<const S extends keyof E['item']>(
    key: ItemKey<E>,
    options: GetOptions & SendOptions & Select<S>,
  ): Promise<Pick<E['item'], S>>;

  /**
   * Changes an item that is there, index keys in step; an absent one is NotFound, another version than the one beside the
   * key VersionConflict. Gives the item after the change.
   */
  update(
    key: WriteKey<E>,
    patch: ItemPatch<E>,
    options?: UpdateOptions<ItemCondition<E>> & SendOptions,
  ): Promise<E['item']>;
  /** With `return: 'old'` it gives the item as it was before. */
  update(
    key: WriteKey<E>,
    patch: ItemPatch<E>,
    options: UpdateOptions<ItemCondition<E>> & SendOptions & ReturnOld,
  ): Promise<E['item']>;
  /** With `return: 'none'` it gives nothing. */
  update(
    key: WriteKey<E>,
    patch: ItemPatch<E>,
    options: UpdateOptions<ItemCondition<E>> & SendOptions & ReturnNone,
  ): Promise<undefined>;

  /** Writes the attributes that are given into the item that is there, or a new one. Gives the item after it. */
  upsert(item: NewItem<E>, options?: UpdateOptions<ItemCondition<E>> & SendOptions): Promise<E['item']>;
  /** With `return: 'old'` it gives the item as it was before, `undefined` when there was none. */
  upsert(
    item: NewItem<E>,
    options: UpdateOptions<ItemCondition<E>> & SendOptions & ReturnOld,
  ): Promise<E['item'] | undefined>;
  /** With `return: 'none'` it gives nothing. */
  upsert(
    item: NewItem<E>,
    options: UpdateOptions<ItemCondition<E>> & SendOptions & ReturnNone,
  ): Promise<undefined>;

  /** Deletes an item; no error when there is none, unless a condition is given or the entity has versions. */
  delete(key: WriteKey<E>, options?: DeleteOptions<ItemCondition<E>> & SendOptions): Promise<undefined>;
  /** With `return: 'old'` it gives the item that was deleted, `undefined` when there was none. */
  delete(
    key: WriteKey<E>,
    options: DeleteOptions<ItemCondition<E>> & SendOptions & ReturnOld,
  ): Promise<E['item'] | undefined>;
}

interface QueryExtras<E extends EntityTypes, P, T> {
  /** The first item, or `undefined`. */
  first(
    args: QueryArguments<E, P>,
    options?: FirstOptions<ItemCondition<E>> & SendOptions,
  ): Promise<T | undefined>;
  /** How many items there are, counted by the service. */
  count(args: QueryArguments<E, P>, options?: FilterOptions<ItemCondition<E>> & SendOptions): Promise<number>;
  /** Every item, request by request; `break` ends the reading. */
  iterate(
    args: QueryArguments<E, P>,
    options?: Omit<PageOptions<ItemCondition<E>>, 'maxRequests'> & IterateOptions,
  ): AsyncGenerator<T, void, undefined>;
}

/** A query pattern: called, it reads a page. */
export interface QueryMethod<E extends EntityTypes, P, T = PatternItem<E, P>> extends QueryExtras<E, P, T> {
  (args: QueryArguments<E, P>, options?: PageOptions<ItemCondition<E>> & SendOptions): Promise<Page<T>>;
  <const S extends keyof T>(
    args: QueryArguments<E, P>,
    options: PageOptions<ItemCondition<E>> & SendOptions & Select<S>,
  ): Promise<Page<Pick<T, S>>>;
}

/** A query pattern declared with `one`: called, it reads the first item. */
export interface OneMethod<E extends EntityTypes, P, T = PatternItem<E, P>> extends QueryExtras<E, P, T> {
  (
    args: QueryArguments<E, P>,
    options?: FirstOptions<ItemCondition<E>> & SendOptions,
  ): Promise<T | undefined>;
  <const S extends keyof T>(
    args: QueryArguments<E, P>,
    options: FirstOptions<ItemCondition<E>> & SendOptions & Select<S>,
  ): Promise<Pick<T, S> | undefined>;
}

/** A scan pattern: called, it reads a page, in no order. */
export interface ScanMethod<E extends EntityTypes, P, T = PatternItem<E, P>> {
  (options?: PageOptions<ItemCondition<E>> & SendOptions): Promise<Page<T>>;
  <const S extends keyof T>(
    options: PageOptions<ItemCondition<E>> & SendOptions & Select<S>,
  ): Promise<Page<Pick<T, S>>>;
  /** Any one item, or `undefined`. */
  first(options?: FirstOptions<ItemCondition<E>> & SendOptions): Promise<T | undefined>;
  /** How many items there are: reads, and charges for, all of the table or index. */
  count(options?: FilterOptions<ItemCondition<E>> & SendOptions): Promise<number>;
  /** Every item, the declared number of segments side by side. */
  iterate(
    options?: Omit<PageOptions<ItemCondition<E>>, 'maxRequests'> & IterateOptions,
  ): AsyncGenerator<T, void, undefined>;
}

type PatternMethod<E extends EntityTypes, P extends Pattern> = P extends { readonly operation: 'get' }
  ? RepositoryMethods<E>['get']
  : P extends { readonly operation: 'scan' }
    ? ScanMethod<E, P>
    : P extends { readonly one: true }
      ? OneMethod<E, P>
      : QueryMethod<E, P>;

/** An entity's operations and patterns, bound to a connection. */
export type RepositoryOf<E extends EntityTypes> = RepositoryMethods<E> & {
  readonly [N in keyof E['patterns']]: PatternMethod<E, E['patterns'][N]>;
};

/** The repository of an entity: `Repository<typeof Order>`. */
export type Repository<X> = X extends { readonly '~types'?: infer E extends EntityTypes }
  ? RepositoryOf<E>
  : never;
