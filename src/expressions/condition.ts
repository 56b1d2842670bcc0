import type { Operator } from './operators.ts';
import type { AttributePath } from './path.ts';

/** Where a node keeps what it says: a symbol, so that no attribute's name can be taken for it. */
export const content = Symbol('condition');
/** Carries the item's type; never present at run time. */
declare const itemType: unique symbol;

type NodeContent =
  | { readonly kind: 'and' | 'or'; readonly members: readonly Condition<object>[] }
  | { readonly kind: 'not'; readonly member: Condition<object> }
  | { readonly kind: 'at'; readonly path: AttributePath; readonly value: unknown };

/** A condition made by `and()`, `or()`, `not()` or `at()`. */
export class ConditionNode<in T = object> {
  declare readonly [itemType]?: (item: T) => void;
  readonly [content]: NodeContent;

  constructor(node: NodeContent) {
    this[content] = node;
  }
}

/** What each named attribute must be: a value means equality, several attributes mean that all must hold. */
export type AttributeConditions<T> = {
  readonly [K in keyof T]?: Exclude<T[K], undefined> | Operator<Exclude<T[K], undefined>>;
};

/**
 * A condition on an item of type `T`: for filters, conditional writes and condition checks.
 *
 * @example
 * ```ts
 * import { and, at, exists, gte, oneOf, or, type Condition } from 'monotable';
 *
 * interface Order { status: 'open' | 'paid' | 'shipped'; total: number; note?: string; address: { city: string } }
 *
 * const paid: Condition<Order> = { status: 'paid', total: gte(100) };
 * // #n0 = :v0 AND #n1 >= :v1
 * const known: Condition<Order> = or({ status: oneOf('paid', 'shipped') }, and({ note: exists() }, at(['address', 'city'], 'Rome')));
 * // #n0 IN (:v0, :v1) OR attribute_exists(#n1) AND #n2.#n3 = :v2
 * ```
 */
export type Condition<T> = AttributeConditions<T> | ConditionNode<T>;

/** All of the conditions hold. `and()` and `and({})` are no condition at all. */
export function and<T>(...conditions: readonly NoInfer<Condition<T>>[]): ConditionNode<T> {
  return new ConditionNode({ kind: 'and', members: conditions });
}

/** At least one of the conditions holds. `or()` of nothing is refused when it is compiled, and so is an empty member. */
export function or<T>(...conditions: readonly NoInfer<Condition<T>>[]): ConditionNode<T> {
  return new ConditionNode({ kind: 'or', members: conditions });
}

/** The condition does not hold: also true where it fails because the attribute is absent. */
export function not<T>(condition: NoInfer<Condition<T>>): ConditionNode<T> {
  return new ConditionNode({ kind: 'not', member: condition });
}

/**
 * A value inside an attribute.
 *
 * @param path the attribute, then names and list places; only the attribute is checked against the item's type
 * @param value the value it must equal, or an operator; not checked against the item's type
 * @example
 * ```ts
 * import { and, at, gt, type Condition } from 'monotable';
 *
 * interface Order { address: { city: string }; lines: { quantity: number }[] }
 *
 * const large: Condition<Order> = and(at(['address', 'city'], 'Rome'), at(['lines', 0, 'quantity'], gt(10)));
 * // #n0.#n1 = :v0 AND #n2[0].#n3 > :v1
 * ```
 */
export function at<T>(path: AttributePath<NoInfer<T>>, value: unknown): ConditionNode<T> {
  return new ConditionNode({ kind: 'at', path, value });
}
