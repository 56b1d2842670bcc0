import type { AttributePath } from './path.ts';

/** Carries the attribute's type; never present at run time. */
declare const attributeType: unique symbol;

/** The names of the operators. */
export type OperatorName =
  | 'eq'
  | 'ne'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'between'
  | 'beginsWith'
  | 'contains'
  | 'oneOf'
  | 'exists'
  | 'missing'
  | 'ofType'
  | 'size';

/** What a condition asks of one attribute of type `V`. Made by `gte()`, `between()`, `exists()` and the others. */
export class Operator<in V = unknown> {
  declare readonly [attributeType]?: (attribute: V) => void;
  readonly op: OperatorName;
  readonly operands: readonly unknown[];

  constructor(op: OperatorName, operands: readonly unknown[]) {
    this.op = op;
    this.operands = operands;
  }
}

/** Another attribute of the same item as an operand; made by `attribute()`. */
export class AttributeOperand {
  readonly path: AttributePath;

  constructor(path: AttributePath) {
    this.path = path;
  }
}

/** A number in the SDK's exact form, `NumberValue`. */
export interface NumberText {
  readonly value: string;
  toAttributeValue(): unknown;
}

/** The types of stored values, by DynamoDB's short names. */
export type StoredType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'L' | 'M' | 'SS' | 'NS' | 'BS';

// An attribute of unknown type takes every operand; otherwise the members of its type that the operator works on.
type Ordered<V> = unknown extends V
  ? unknown
  : Extract<V, string | number | bigint | Uint8Array | NumberText>;
type Prefix<V> = unknown extends V
  ? string | Uint8Array
  : V extends string
    ? string
    : V extends Uint8Array
      ? Uint8Array
      : never;
type Member<V> = unknown extends V
  ? unknown
  : V extends string
    ? string
    : V extends Uint8Array
      ? Uint8Array
      : V extends readonly (infer E)[] | ReadonlySet<infer E>
        ? E
        : never;
type Sized<V> = V extends number | bigint | boolean | null ? never : number | Operator<number>;

/** Equal. The same as the plain value, and also takes `attribute()`. An absent attribute is not equal to anything. */
export function eq<V>(value: NoInfer<V> | AttributeOperand): Operator<V> {
  return new Operator('eq', [value]);
}

/** Not equal. **True when the attribute is absent** or of another type: that is DynamoDB's rule. */
export function ne<V>(value: NoInfer<V> | AttributeOperand): Operator<V> {
  return new Operator('ne', [value]);
}

/** Less than. Strings compare by UTF-8 bytes; a value of another type never matches. */
export function lt<V>(value: Ordered<NoInfer<V>> | AttributeOperand): Operator<V> {
  return new Operator('lt', [value]);
}

/** Less than or equal. */
export function lte<V>(value: Ordered<NoInfer<V>> | AttributeOperand): Operator<V> {
  return new Operator('lte', [value]);
}

/** Greater than. */
export function gt<V>(value: Ordered<NoInfer<V>> | AttributeOperand): Operator<V> {
  return new Operator('gt', [value]);
}

/** Greater than or equal. */
export function gte<V>(value: Ordered<NoInfer<V>> | AttributeOperand): Operator<V> {
  return new Operator('gte', [value]);
}

/** From `low` to `high`, both included. */
export function between<V>(
  low: Ordered<NoInfer<V>> | AttributeOperand,
  high: Ordered<NoInfer<V>> | AttributeOperand,
): Operator<V> {
  return new Operator('between', [low, high]);
}

/** A string or binary that starts so; case counts. */
export function beginsWith<V>(prefix: Prefix<NoInfer<V>>): Operator<V> {
  return new Operator('beginsWith', [prefix]);
}

/** A string with this text in it, or a list or set with this member. */
export function contains<V>(member: Member<NoInfer<V>> | AttributeOperand): Operator<V> {
  return new Operator('contains', [member]);
}

/** Equal to one of up to 100 values. */
export function oneOf<V>(...values: readonly (NoInfer<V> | AttributeOperand)[]): Operator<V> {
  return new Operator('oneOf', values);
}

/** The attribute is there, whatever its value; `null` is a value too. */
export function exists(): Operator {
  return new Operator('exists', []);
}

/** The attribute is not there. */
export function missing(): Operator {
  return new Operator('missing', []);
}

/** The attribute is there and stored with this type. */
export function ofType(type: StoredType): Operator {
  return new Operator('ofType', [type]);
}

/**
 * The size of the attribute: characters of a string (in UTF-16 units, as both local servers count), bytes of a binary, members of a list, set or map.
 *
 * @param size the size itself, or an operator that compares it: `size(gt(3))`
 */
export function size<V>(size: Sized<NoInfer<V>>): Operator<V> {
  return new Operator('size', [size]);
}

/**
 * Another attribute of the same item as an operand.
 *
 * @param path the attribute's name, or the path to a value inside it; not checked against the item's type
 * @example
 * ```ts
 * import { attribute, lt, type Condition } from 'monotable';
 *
 * const low: Condition<{ stock: number; reorderAt: number }> = { stock: lt(attribute('reorderAt')) };
 * // #n0 < #n1
 * ```
 */
export function attribute(path: string | AttributePath): AttributeOperand {
  return new AttributeOperand(typeof path === 'string' ? [path] : path);
}
