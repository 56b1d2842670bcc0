import type { Condition } from '../expressions/condition.ts';
import type { Operator } from '../expressions/operators.ts';
import type { SetFunction } from '../expressions/patch.ts';
import type { PathSegment } from '../expressions/path.ts';
import type { NameOf, PartSpecs } from '../keys/types.ts';
import type { Stamps } from '../table/entity.ts';
import type { Pattern } from '../table/pattern.ts';
import type { TableDeclaration } from '../table/table.ts';
import type {
  IndexAttribute,
  IndexName,
  IndexNamed,
  IndexPartition,
  IndexSort,
  OwnAttributes,
  PrimaryAttribute,
} from '../table/table-types.ts';

/** What the types of an entity are made of: one bag instead of many type parameters. */
export interface EntityTypes {
  readonly name: string;
  readonly item: object;
  readonly table: TableDeclaration;
  readonly keys: Readonly<Record<string, string>>;
  /** By key attribute, the item's attributes in its template. Kept, so that each template is read once. */
  readonly fields: Readonly<Record<string, string>>;
  readonly patterns: Readonly<Record<string, Pattern>>;
  readonly stamps: boolean | Stamps | undefined;
}

/** What stands between the braces of each template: `{ PK: 'userId'; GSI2SK: 'placedAt:iso' | 'orderId' }`. */
export type TemplateSpecs<K> = { readonly [A in keyof K]: PartSpecs<K[A] & string> };

/** The attributes that each template is built from. */
export type TemplateFields<K> = { readonly [A in keyof K]: NameOf<TemplateSpecs<K>[A]> };

type Item<E extends EntityTypes> = E['item'];
type Fields<E extends EntityTypes, A> = E['fields'][A & keyof E['fields']] & keyof Item<E>;

/** The attributes that feed the primary key. */
export type PrimaryFields<E extends EntityTypes> = Fields<E, PrimaryAttribute<E['table']>>;

/** What names one item: the attributes that feed its primary key. More may be given; only these are used. */
export type ItemKey<E extends EntityTypes> = Readonly<Pick<Item<E>, PrimaryFields<E>>>;

type StampNames<S> = S extends true
  ? 'createdAt' | 'updatedAt'
  : S extends { readonly [R in 'createdAt' | 'updatedAt']?: infer A }
    ? Extract<A, string>
    : never;

/** An item as `create`, `put` and `upsert` take it: stamps may be left out. */
export type NewItem<E extends EntityTypes> = [StampNames<E['stamps']> & keyof Item<E>] extends [never]
  ? Readonly<Item<E>>
  : Readonly<
      Omit<Item<E>, StampNames<E['stamps']>> & Partial<Pick<Item<E>, StampNames<E['stamps']> & keyof Item<E>>>
    >;

/** The attributes, beside the primary key's, that feed the keys of one index. */
type IndexSources<E extends EntityTypes, A> = Exclude<Fields<E, A>, PrimaryFields<E>>;

/** All attributes that feed an index are set together, or none is: its keys are never half rewritten. */
type Together<T, Sources extends keyof T> =
  | { readonly [K in Sources]?: undefined }
  | { readonly [K in Sources]: Exclude<T[K], undefined> };

type IndexRules<E extends EntityTypes> = Every<EachRule<E, IndexName<E['table']>>>;
type EachRule<E extends EntityTypes, N> = N extends string
  ? [IndexSources<E, IndexAttribute<E['table'], N>>] extends [never]
    ? never
    : (rule: Together<Item<E>, IndexSources<E, IndexAttribute<E['table'], N>>>) => void
  : never;
/** The intersection of what the functions take; no rule at all is `unknown`. */
type Every<F> = [F] extends [never] ? unknown : F extends (rule: infer Rule) => void ? Rule : never;

type Settable<T, Fixed> = {
  readonly [K in Exclude<keyof T, Fixed>]?: T[K] | SetFunction<Exclude<T[K], undefined>> | undefined;
};
type Addable<T, Fixed> = {
  readonly [K in Exclude<keyof T, Fixed> as Exclude<T[K], undefined> extends
    | number
    | bigint
    | ReadonlySet<unknown>
    ? K
    : never]?: T[K] | undefined;
};
type Deletable<T, Fixed> = {
  readonly [K in Exclude<keyof T, Fixed> as Exclude<T[K], undefined> extends ReadonlySet<unknown>
    ? K
    : never]?: T[K] | undefined;
};

/**
 * A change to one item. `undefined` means "not given"; `null` is stored; removal is said in `remove`.
 * Attributes of the primary key cannot be changed. Attributes that feed the keys of an index are set together.
 */
export interface ItemPatch<E extends EntityTypes> {
  /** Values, or functions of the value that is there: `increment(1)`, `append([…])`, `ifNotExists(…)`. */
  readonly set?: Settable<Item<E>, PrimaryFields<E>> & IndexRules<E>;
  /** Values inside lists and maps: `[[['address', 'city'], 'Rome']]`. */
  readonly setIn?: readonly (readonly [path: ChangeablePath<E>, value: unknown])[];
  /** Attributes, or paths inside them. */
  readonly remove?: readonly (Changeable<E> | ChangeablePath<E>)[];
  /** Adds to a number (a missing one counts as 0) or to a set. A retry after a lost answer may count twice. */
  readonly add?: Addable<Item<E>, PrimaryFields<E> | AnyIndexSource<E>>;
  /** Takes members out of sets. */
  readonly delete?: Deletable<Item<E>, PrimaryFields<E> | AnyIndexSource<E>>;
}

type Changeable<E extends EntityTypes> = Exclude<keyof Item<E>, PrimaryFields<E>>;
type ChangeablePath<E extends EntityTypes> = readonly [Changeable<E> & string, ...PathSegment[]];
type AnyIndexSource<E extends EntityTypes> = IndexSources<
  E,
  IndexAttribute<E['table'], IndexName<E['table']>>
>;

type Given<V> = Exclude<V, undefined | null>;

/** The index that a pattern reads; `undefined` for the table itself. */
type IndexOf<P> = P extends { readonly index: infer N } ? N : undefined;
type SideFields<E extends EntityTypes, S> = S extends string
  ? Fields<E, S>
  : OwnAttributes<S> & keyof Item<E>;
type PartitionFields<E extends EntityTypes, N> = SideFields<E, IndexPartition<E['table'], N>>;
type SortFields<E extends EntityTypes, N> = SideFields<E, IndexSort<E['table'], N>>;

/**
 * What a query takes: every part of the partition key; of the sort key any leading parts, the last of which may be a
 * range such as `gte('2026-01-01T00:00:00.000Z')`.
 */
export type QueryArguments<E extends EntityTypes, P> = QueryValues<
  Item<E>,
  PartitionFields<E, IndexOf<P>>,
  SortFields<E, IndexOf<P>>
>;
type QueryValues<T, Partition extends keyof T, Sort extends keyof T> = {
  readonly [K in Partition]: Given<T[K]>;
} & { readonly [K in Exclude<Sort, Partition>]?: Given<T[K]> | Operator<Given<T[K]>> };

/** What an item looks like in the index that a pattern reads. */
export type PatternItem<E extends EntityTypes, P> = P extends { readonly index: infer N }
  ? IndexNamed<E['table'], N> extends { readonly projection: readonly (infer A)[] }
    ? Pick<
        Item<E>,
        (A | OwnAttributes<IndexPartition<E['table'], N>> | OwnAttributes<IndexSort<E['table'], N>>) &
          keyof Item<E>
      >
    : Item<E>
  : Item<E>;

/** The condition language over an entity's attributes. */
export type ItemCondition<E extends EntityTypes> = Condition<Item<E>>;

/**
 * Refuses, in a sentence, templates whose parts are no attributes of the item, or no strings and without a format. Kept
 * this small because it is the dearest part of a declaration to check; everything else is refused when it is made.
 */
export type CheckedKeys<T, K> = CheckedParts<T, PartSpecs<K[keyof K]>>;

type CheckedParts<T, Specs> = [NameOf<Specs>] extends [keyof T]
  ? [T[Exclude<Specs, `${string}:${string}`> & keyof T]] extends [string | undefined]
    ? unknown
    : Refusal<'a part without a format is no string: write it as {name:int12}, {name:iso}, …'>
  : Refusal<`{${Exclude<NameOf<Specs>, keyof T> & string}} is no attribute of the item`>;

/** A property that nobody can have, so that its name shows in the compiler's message. */
type Refusal<Sentence extends string> = { readonly [S in Sentence]: never };
