import type { TableDeclaration } from './table.ts';

/** The partition key attribute's name. */
export type PartitionAttribute<D> = D extends { readonly partitionKey: infer A extends string } ? A : 'PK';

/** The sort key attribute's name; `never` for a table without one. */
export type SortAttribute<D> = D extends { readonly sortKey: infer A }
  ? A extends string
    ? A
    : never
  : 'SK';

/** The attributes of the primary key. */
export type PrimaryAttribute<D> = PartitionAttribute<D> | SortAttribute<D>;

type Indexes<D> = D extends { readonly indexes?: readonly (infer I)[] } ? I : never;

/** The names of a table's indexes. */
export type IndexName<D extends Pick<TableDeclaration, 'indexes'>> = NameOf<
  NonNullable<D['indexes']>[number]
>;
type NameOf<I> = I extends string ? I : I extends { readonly name: string } ? I['name'] : never;

type IndexNamed<D, N> = Extract<Indexes<D>, N | { readonly name: N }>;

/** The partition side of an index: an attribute's name, or a list of the items' own attributes. */
export type IndexPartition<D, N> = [N] extends [undefined]
  ? PartitionAttribute<D>
  : PartitionOf<D, IndexNamed<D, N>>;
type PartitionOf<D, I> = I extends string
  ? `${I}PK`
  : I extends { readonly local: true }
    ? PartitionAttribute<D>
    : I extends { readonly partitionKey: infer P }
      ? P
      : I extends { readonly name: infer N extends string }
        ? `${N}PK`
        : never;

/** The sort side of an index, likewise; `null` where there is none. */
type IndexSort<D, N> = SortOf<IndexNamed<D, N>>;
type SortOf<I> = I extends string
  ? `${I}SK`
  : I extends { readonly sortKey: infer S }
    ? S
    : I extends { readonly name: infer N extends string }
      ? `${N}SK`
      : never;

/** The names in a list of the items' own attributes. */
export type OwnAttributes<S> = S extends readonly (infer A)[] ? NameOf<A> : never;

type TemplatedOf<D, I> = Extract<PartitionOf<D, I> | SortOf<I>, string>;

/** The templated attributes of one index, and the next index: a list that is cheap to walk. */
export interface KeyGroup<Attributes extends string = string, Next = unknown> {
  readonly attributes: Attributes;
  readonly next: Next;
}

/** The indexes of a table as a list, made once per table. */
export type FirstGroup<D> = D extends { readonly indexes: infer I } ? GroupsOf<D, I> : undefined;
type GroupsOf<D, I> = I extends readonly [infer First, ...infer Rest]
  ? KeyGroup<TemplatedOf<D, First>, GroupsOf<D, Rest>>
  : undefined;

/** The two sides of a key: attributes that templates fill, or lists of the items' own; and what the index holds. */
export interface KeySides<Partition = unknown, Sort = unknown, Held = unknown> {
  readonly partition: Partition;
  readonly sort: Sort;
  /** The attributes that an index holds of an item, when it names them; `never` for all of it. */
  readonly held: Held;
}

/** The key of one index, or of the table for `undefined`; made once per table. */
export type IndexKey<D, N> = [N] extends [undefined]
  ? KeySides<PartitionAttribute<D>, SortAttribute<D>, never>
  : IndexSides<IndexPartition<D, N>, IndexSort<D, N>, IndexNamed<D, N>>;
type IndexSides<P, S, I> = KeySides<
  P,
  S,
  I extends { readonly projection: readonly (infer A)[] } ? A | OwnAttributes<P> | OwnAttributes<S> : never
>;
