import type { Condition } from '../expressions/condition.ts';
import type { ShardField } from '../keys/types.ts';
import { compileCollection } from '../table/collection.ts';
import type { EntityModel } from '../table/entity.ts';
import type { IndexName, IndexPartition } from '../table/table-types.ts';
import type { EntityTypes } from './entity-types.ts';
import type { PageOperation } from './operation.ts';
import { pageQuery } from './query.ts';
import type { PageOptions } from './read-options.ts';

type AnyEntity = { readonly model: EntityModel; readonly '~types'?: EntityTypes };
type TypesOf<X> = X extends { readonly '~types'?: infer E extends EntityTypes } ? E : never;

/** An item of a collection with the name of its entity, by which TypeScript tells the union apart. */
export type CollectionItem<X> = X extends { readonly '~types'?: infer E extends EntityTypes }
  ? { readonly entity: E['name']; readonly item: E['item'] }
  : never;

/** Several kinds of items that lie in one partition and are read in one request. */
export interface CollectionDeclaration<X extends readonly AnyEntity[], I> {
  /** For messages and the catalogue. */
  readonly name: string;
  /** Every entity that the request can return; their partition templates are the same. */
  readonly entities: X;
  /** The index to read. Default: the table itself. */
  readonly index?: I;
  /** Default `'ascending'`; a call may ask for the other way. */
  readonly order?: 'ascending' | 'descending';
}

/** The values that name one partition. */
export type CollectionArguments<E extends EntityTypes, I> = PartitionArguments<
  E,
  Extract<IndexPartition<E['table'], I>, string> & keyof E['fields']
>;
type PartitionArguments<E extends EntityTypes, A extends keyof E['fields']> = Readonly<
  Pick<E['item'], Exclude<E['fields'][A], ShardField<E['keys'][A]>> & keyof E['item']>
>;

/** A declared collection: called, it makes the query for a page. */
export interface Collection<X extends readonly AnyEntity[], I> {
  (
    args: CollectionArguments<TypesOf<X[0]>, I>,
    options?: PageOptions<Condition<Readonly<Record<string, unknown>>>>,
  ): PageOperation<CollectionItem<X[number]>, 'query'>;
  readonly collectionName: string;
}

/**
 * Declares a read of several entities from one partition in one request. The request reads what all their sort keys
 * begin with: `PROFILE` for `PROFILE` and `PROFILE#ADDRESS#{addressId}`, everything where nothing is common.
 *
 * @throws DeclarationError when the entities do not share the partition, or others could be caught.
 * @example
 * ```ts
 * import { defineCollection, defineEntity, defineTable } from 'monotable';
 *
 * const shop = defineTable({ name: 'shop' });
 * const User = defineEntity<{ userId: string; name: string }>()({
 *   name: 'User',
 *   table: shop,
 *   keys: { PK: 'USER#{userId}', SK: 'PROFILE' },
 * });
 * const Order = defineEntity<{ userId: string; orderId: string }>()({
 *   name: 'Order',
 *   table: shop,
 *   keys: { PK: 'USER#{userId}', SK: 'ORDER#{orderId}' },
 * });
 * const userPage = defineCollection({ name: 'userPage', entities: [User, Order], order: 'descending' });
 *
 * userPage({ userId: '7' }, { limit: 20 }).input.KeyConditionExpression; // '#n0 = :v0'
 * ```
 */
export function defineCollection<
  const X extends readonly [AnyEntity, ...AnyEntity[]],
  const I extends IndexName<TypesOf<X[0]>['table']> | undefined = undefined,
>(declaration: CollectionDeclaration<X, I>): Collection<X, I> {
  const { name, order = 'ascending' } = declaration;
  const models = declaration.entities.map((entity) => entity.model);
  const { entities, index } = compileCollection(name, models, declaration.index, order);
  const source = { operation: name, entities, index, order };
  const page = (args: object, options?: object) => pageQuery(source, args, options);
  return Object.assign(page, { collectionName: name }) as unknown as Collection<X, I>;
}
