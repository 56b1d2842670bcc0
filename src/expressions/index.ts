export { attributesOf } from './attributes-of.ts';
export { compileCondition } from './compile-condition.ts';
export { compileProjection } from './compile-projection.ts';
export { compileUpdate } from './compile-update.ts';
export {
  type AttributeConditions,
  and,
  at,
  type Condition,
  type ConditionNode,
  not,
  or,
} from './condition.ts';
export { checkExpression } from './limits.ts';
export {
  type AttributeOperand,
  attribute,
  beginsWith,
  between,
  contains,
  eq,
  exists,
  gt,
  gte,
  lt,
  lte,
  missing,
  type NumberText,
  ne,
  type Operator,
  type OperatorName,
  ofType,
  oneOf,
  type StoredType,
  size,
} from './operators.ts';
export { append, ifNotExists, increment, type Patch, prepend, type SetFunction } from './patch.ts';
export type { AttributePath, PathSegment } from './path.ts';
export { ExpressionScope } from './scope.ts';
export { assertStorable, assertStorableItem } from './storable.ts';
