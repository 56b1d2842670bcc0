import type { Condition } from '../expressions/condition.ts';
import type { Operator } from '../expressions/operators.ts';
import type { SetFunction } from '../expressions/patch.ts';
import type { PathSegment } from '../expressions/path.ts';
import type { ShardField } from '../keys/types.ts';
import type { Stamps } from '../table/entity.ts';
import type { Pattern } from '../table/pattern.ts';
import type { TableDeclaration } from '../table/table.ts';
import type { FirstGroup, IndexKey, KeyGroup, KeySides, OwnAttributes } from '../table/table-types.ts';
import type { Refused } from './checked-keys.ts';

/**
 * What the types of an entity are made of: one bag instead of many type parameters. Its members are computed when they
 * are first asked for, and once.
 */
export interface EntityTypes {
  readonly name: string;
  readonly item: object;
  readonly table: TableDeclaration;
  readonly keys: Readonly<Record<string, string>>;
  /** By key attribute, the item's attributes in its template. */
  readonly fields: Readonly<Record<string, string>>;
  /** What names one item. */
  readonly key: object;
  readonly patterns: Readonly<Record<string, Pattern>>;
  readonly stamps: boolean | Stamps | undefined;
  /** The name of the version attribute; `never` without one. */
  readonly version: string;
  /** The attribute that a new item's expiry is written to; `never` where it must say so itself. */
  readonly expires: string;
}

/** What names one item: the attributes that feed its primary key. More may be given; only these are used. */
export type ItemKey<E extends EntityTypes> = E['key'];

/** What names the item that a write changes: its key and, for an entity with versions, the version that was read. */
export type WriteKey<E extends EntityTypes> = E['key'] &
  Readonly<Pick<E['item'], E['version'] & keyof E['item']>>;

/** What names an item whose version need not be known. */
export type CheckKey<E extends EntityTypes> = E['key'] & {
  readonly [V in E['version']]?: E['item'][V & keyof E['item']];
};

/** These attributes, all required. */
export type KeyAttributes<T, Names extends keyof T> = { readonly [A in Names]-?: T[A] };

type StampNames<S> = S extends true
  ? 'createdAt' | 'updatedAt'
  : S extends { readonly [R in 'createdAt' | 'updatedAt']?: infer A }
    ? Extract<A, string>
    : never;

/** An item as `create`, `put` and `upsert` take it: stamps, version and default expiry may be left out. */
export type NewItem<E extends EntityTypes> = Filled<
  E['item'],
  StampNames<E['stamps']> | E['version'] | E['expires']
>;

/** The time to live attribute of a table, for an entity whose expiry says how long its items live. */
export type ExpiresIn<D, X> = X extends { readonly after: unknown }
  ? D extends { readonly ttl: infer A extends string }
    ? A
    : never
  : never;
type Filled<T, S> = [S] extends [never]
  ? T
  : Omit<T, S & keyof T> & { [A in S & keyof T]?: T[A] | undefined };

type Settable<T> = {
  readonly [K in keyof T]?: T[K] | SetFunction<Exclude<T[K], undefined>> | undefined;
};
type Unchangeable<Primary extends string> = {
  readonly [A in Primary]?: Refused<`${A} feeds the primary key, which cannot change`>;
};

/**
 * For every index: all attributes that feed it are set together, each to a plain value, or none is, so that its keys are
 * never half rewritten. `G` walks the table's indexes; `F` are the attributes by template, `Primary` those of the key.
 */
type IndexRules<F extends Readonly<Record<string, string>>, Primary, G> = G extends KeyGroup
  ? TogetherOrNot<Exclude<F[G['attributes'] & keyof F], Primary>> & IndexRules<F, Primary, G['next']>
  : unknown;
type TogetherOrNot<Sources extends string> = [Sources] extends [never]
  ? unknown
  : { readonly [A in Sources]?: undefined } | SetTogether<Sources>;
/** An optional attribute may be given as `undefined`; it must then stand in `remove`, which an update checks. */
type SetTogether<Sources extends string> = {
  readonly [A in Sources]: string | number | bigint | boolean | undefined;
};

type Addable<T, Fixed> = {
  readonly [K in keyof T as K extends Fixed
    ? never
    : Exclude<T[K], undefined> extends number | bigint | ReadonlySet<unknown>
      ? K
      : never]?: T[K] | undefined;
};
type Deletable<T, Fixed> = {
  readonly [K in keyof T as K extends Fixed
    ? never
    : Exclude<T[K], undefined> extends ReadonlySet<unknown>
      ? K
      : never]?: T[K] | undefined;
};

/**
 * A change to one item. `undefined` means "not given"; `null` is stored; removal is said in `remove`.
 * Attributes of the primary key cannot be changed. Attributes that feed the keys of an index are set together.
 */
export interface ItemPatch<E extends EntityTypes> {
  /** Values, or functions of the value that is there: `increment(1)`, `append([…])`, `ifNotExists(…)`. */
  readonly set?: Settable<E['item']> &
    Unchangeable<keyof E['key'] & string> &
    IndexRules<E['fields'], keyof E['key'] | StampNames<E['stamps']>, FirstGroup<E['table']>>;
  /** Values inside lists and maps: `[[['address', 'city'], 'Rome']]`. */
  readonly setIn?: readonly (readonly [path: ChangeablePath<E>, value: unknown])[];
  /** Optional attributes, or paths inside any. */
  readonly remove?: readonly (Removable<E['item']> | InnerPath<E>)[];
  /**
   * Adds to a number (a missing one counts as 0) or to a set. When an answer is lost, the SDK sends the update again and it
   * may count twice; in a `transactWrite` it counts once.
   */
  readonly add?: Addable<E['item'], E['fields'][keyof E['fields']]>;
  /** Takes members out of sets. */
  readonly delete?: Deletable<E['item'], E['fields'][keyof E['fields']]>;
}

type Changeable<E extends EntityTypes> = Exclude<keyof E['item'], keyof E['key']>;
type Removable<T> = keyof { [K in keyof T as Partial<Pick<T, K>> extends Pick<T, K> ? K : never]: K };
type InnerPath<E extends EntityTypes> = readonly [Changeable<E> & string, PathSegment, ...PathSegment[]];
type ChangeablePath<E extends EntityTypes> = readonly [Changeable<E> & string, ...PathSegment[]];

// Named, because the compiler walks through types that are written out, and not through these.
interface Indexed {
  readonly index: string;
}

/** The index that a pattern reads; `undefined` for the table itself. */
type IndexOf<P> = P extends Indexed ? P['index'] : undefined;

/**
 * What a query takes: every part of the partition key but a shard, all of which are read; of the sort key any leading parts, the last of which may be a
 * range such as `gte('2026-01-01T00:00:00.000Z')`.
 */
export type QueryArguments<E extends EntityTypes, P> = ArgumentsOf<
  E['item'],
  E['fields'],
  E['keys'],
  IndexKey<E['table'], IndexOf<P>>
>;
type ArgumentsOf<T, F, K, X extends KeySides> = QueryValues<
  T,
  Exclude<SideFields<F, X['partition']>, ShardField<K[X['partition'] & keyof K]>> & keyof T,
  SideFields<F, X['sort']> & keyof T
>;
type SideFields<F, S> = S extends string ? F[S & keyof F] : OwnAttributes<S>;
type QueryValues<T, Partition extends keyof T, Sort extends keyof T> = {
  readonly [A in Partition]-?: NonNullable<T[A]>;
} & { readonly [A in Sort]?: NonNullable<T[A]> | Operator<NonNullable<T[A]>> };

/** What an item looks like in the index that a pattern reads. */
export type PatternItem<E extends EntityTypes, P> = P extends Indexed
  ? ItemIn<E['item'], IndexKey<E['table'], P['index']>>
  : E['item'];
type ItemIn<T, X extends KeySides> = [X['held']] extends [never] ? T : Pick<T, X['held'] & keyof T>;

/** The condition language over an entity's attributes. */
export type ItemCondition<E extends EntityTypes> = Condition<E['item']>;
