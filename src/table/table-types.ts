import type { IndexDeclaration } from './table.ts';

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
export type IndexName<D> = NameOf<Indexes<D>>;
type NameOf<I> = I extends string ? I : I extends { readonly name: infer N extends string } ? N : never;

/** The declaration of one index. */
export type IndexNamed<D, N> = Extract<Indexes<D>, N | { readonly name: N }>;

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
export type IndexSort<D, N> = [N] extends [undefined] ? SortAttribute<D> : SortOf<IndexNamed<D, N>>;

/** The attributes of an index that templates fill. */
export type IndexAttribute<D, N> = Extract<IndexPartition<D, N> | IndexSort<D, N>, string>;
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

/** The attributes that an entity of this table may fill from templates. */
export type TemplatedAttribute<D> =
  | PartitionAttribute<D>
  | SortAttribute<D>
  | TemplatedOf<D, EachIndex<Indexes<D>>>;
type EachIndex<I> = I extends string | IndexDeclaration ? I : never;
