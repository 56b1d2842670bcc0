import type { NumberText } from './operators.ts';
import type { AttributeName, AttributePath } from './path.ts';

/** Carries the attribute's type; never present at run time. */
declare const attributeType: unique symbol;

/** A new value that the service computes from the old one. Made by `increment()`, `append()`, `prepend()`, `ifNotExists()`. */
export class SetFunction<in V = unknown> {
  declare readonly [attributeType]?: (attribute: V) => void;
  readonly name: 'increment' | 'append' | 'prepend' | 'ifNotExists';
  readonly operand: unknown;
  /** What a missing attribute counts as; only `increment` reads it. */
  readonly start: unknown;

  constructor(name: SetFunction['name'], operand: unknown, start?: unknown) {
    this.name = name;
    this.operand = operand;
    this.start = start;
  }
}

type Summand<V> = unknown extends V
  ? number | bigint | NumberText
  : V extends number | bigint | NumberText
    ? number | bigint | NumberText
    : never;
type Elements<V> = unknown extends V
  ? readonly unknown[]
  : V extends readonly (infer E)[]
    ? readonly E[]
    : never;
type AddOperand<V> = unknown extends V
  ? number | bigint | NumberText | ReadonlySet<unknown>
  : V extends number | bigint | NumberText
    ? number | bigint | NumberText
    : SetOperand<V>;
type SetOperand<V> = unknown extends V
  ? ReadonlySet<unknown>
  : V extends ReadonlySet<infer E>
    ? ReadonlySet<E>
    : never;

/**
 * A change to an item of type `T`. An `undefined` value means "not given" and is skipped; `null` is stored; an attribute
 * goes away only through `remove`.
 *
 * @example
 * ```ts
 * import { append, increment, type Patch } from 'monotable';
 *
 * interface User { name: string; visits: number; tags: string[]; note?: string; address: { city: string } }
 *
 * const patch: Patch<User> = {
 *   set: { name: 'Ada', visits: increment(1), tags: append(['vip']) },
 *   setIn: [[['address', 'city'], 'London']],
 *   remove: ['note'],
 * };
 * // SET #n0 = :v0, #n1 = if_not_exists(#n1, :v1) + :v2, #n2 = list_append(if_not_exists(#n2, :v3), :v4), #n3.#n4 = :v5
 * // REMOVE #n5
 * ```
 */
export interface Patch<T> {
  /** New values of attributes, or functions of the old ones. */
  readonly set?: {
    readonly [K in keyof T]?: T[K] | SetFunction<Exclude<T[K], undefined>> | undefined;
  };
  /** New values inside attributes, as pairs of a path and a value. The map or list around it must exist already. */
  readonly setIn?: readonly (readonly [path: AttributePath<T>, value: unknown])[];
  /** Attributes, or paths inside them, that go away. A list closes the gap. */
  readonly remove?: readonly (AttributeName<T> | AttributePath<T>)[];
  /** Numbers to add to attributes (a missing one counts as 0), or sets whose members join them. */
  readonly add?: { readonly [K in keyof T]?: AddOperand<Exclude<T[K], undefined>> | undefined };
  /** Sets whose members leave the attributes; the last member takes the attribute with it. */
  readonly delete?: { readonly [K in keyof T]?: SetOperand<Exclude<T[K], undefined>> | undefined };
}

/**
 * The old number plus `by`. Safe on a missing attribute, which counts as `start`. The service adds exactly, in decimal.
 * Not idempotent: a retry after a lost response adds twice, unless it is sent in a transaction with a token.
 *
 * @param by may be negative, or a bigint
 * @param start @default 0
 */
export function increment<V>(by: Summand<NoInfer<V>>, start: Summand<NoInfer<V>> | 0 = 0): SetFunction<V> {
  return new SetFunction('increment', by, start);
}

/** The old list with `elements` after it; a missing list counts as empty. Not idempotent, like `increment`. */
export function append<V>(elements: Elements<NoInfer<V>>): SetFunction<V> {
  return new SetFunction('append', elements);
}

/** The old list with `elements` before it; a missing list counts as empty. Not idempotent, like `increment`. */
export function prepend<V>(elements: Elements<NoInfer<V>>): SetFunction<V> {
  return new SetFunction('prepend', elements);
}

/** The old value, or `value` when there is none. */
export function ifNotExists<V>(value: NoInfer<V>): SetFunction<V> {
  return new SetFunction('ifNotExists', value);
}
