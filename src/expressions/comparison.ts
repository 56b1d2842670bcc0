import { RequestError, shown } from '../errors.ts';
import { compareKeyValues } from './key-order.ts';
import { MAX_IN_OPERANDS } from './limits.ts';
import { AttributeOperand, Operator, type OperatorName } from './operators.ts';
import type { ExpressionScope } from './scope.ts';
import { storableType } from './storable-type.ts';

const COMPARATORS = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;
const STORED_TYPES: readonly unknown[] = ['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS'];
const SIZE_OPERATORS: readonly OperatorName[] = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'between', 'oneOf'];

/** What one operator asks of one subject, as text: an aliased path, or `size()` of one. */
export function comparison(
  subject: string,
  { op, operands }: Operator,
  scope: ExpressionScope,
  label: string,
): string {
  const operand = (place: number): string => compileOperand(operands[place], op, scope, label);
  switch (op) {
    case 'eq':
    case 'ne':
      return `${subject} ${COMPARATORS[op]} ${operand(0)}`;
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      assertOrdered(operands, op, label);
      return `${subject} ${COMPARATORS[op]} ${operand(0)}`;
    case 'between':
      assertOrdered(operands, op, label);
      return `${subject} BETWEEN ${operand(0)} AND ${operand(1)}`;
    case 'oneOf':
      assertOneOf(operands, label);
      return `${subject} IN (${operands.map((_, place) => operand(place)).join(', ')})`;
    case 'beginsWith':
      assertPrefix(operands[0], label);
      return `begins_with(${subject}, ${operand(0)})`;
    case 'contains':
      return `contains(${subject}, ${operand(0)})`;
    case 'exists':
      return `attribute_exists(${subject})`;
    case 'missing':
      return `attribute_not_exists(${subject})`;
    case 'ofType':
      assertStoredType(operands[0], label);
      return `attribute_type(${subject}, ${operand(0)})`;
    case 'size':
      return sizeComparison(subject, operands[0], scope, label);
  }
}

function sizeComparison(subject: string, size: unknown, scope: ExpressionScope, label: string): string {
  const operator = size instanceof Operator ? size : new Operator('eq', [size]);
  if (!SIZE_OPERATORS.includes(operator.op)) {
    throw new RequestError(`${label}: size() takes a number or a comparison with one, not ${operator.op}().`);
  }
  for (const operand of operator.operands) {
    if (operand instanceof AttributeOperand || operand === undefined || storableType(operand) === 'N')
      continue;
    throw new RequestError(`${label}: size() compares numbers, not ${shown(operand)}.`);
  }
  return comparison(`size(${subject})`, operator, scope, `${label} size`);
}

function compileOperand(operand: unknown, op: OperatorName, scope: ExpressionScope, label: string): string {
  if (operand === undefined) {
    throw new RequestError(
      `${label}: ${op}() was given undefined; leave the condition out, or use missing().`,
    );
  }
  return operand instanceof AttributeOperand ? scope.path(operand.path) : scope.value(operand, label);
}

function assertOneOf(operands: readonly unknown[], label: string): void {
  if (operands.length === 0) {
    throw new RequestError(
      `${label}: oneOf() without values matches nothing; answer that without a request.`,
    );
  }
  if (operands.length > MAX_IN_OPERANDS) {
    throw new RequestError(
      `${label}: oneOf() has ${operands.length} values; DynamoDB takes up to ${MAX_IN_OPERANDS}. Split them over or().`,
    );
  }
}

function assertPrefix(prefix: unknown, label: string): void {
  if (prefix === undefined || typeof prefix === 'string' || storableType(prefix) === 'B') return;
  throw new RequestError(`${label}: beginsWith() takes a string or a Uint8Array, not ${shown(prefix)}.`);
}

function assertStoredType(type: unknown, label: string): void {
  if (type === undefined || STORED_TYPES.includes(type)) return;
  throw new RequestError(`${label}: ofType() takes one of ${STORED_TYPES.join(', ')}, not ${shown(type)}.`);
}

/** The service refuses to order anything but strings, numbers and binaries, and a range whose ends are swapped. */
function assertOrdered(operands: readonly unknown[], op: OperatorName, label: string): void {
  const types = operands.map((operand) =>
    operand instanceof AttributeOperand ? undefined : storableType(operand),
  );
  for (const [place, type] of types.entries()) {
    if (type === undefined || type === 'S' || type === 'N' || type === 'B') continue;
    throw new RequestError(
      `${label}: ${op}() compares strings, numbers or binaries, not ${shown(operands[place])}.`,
    );
  }
  const [low, high] = operands;
  if (op !== 'between' || types[0] === undefined || types[1] === undefined) return;
  if (types[0] !== types[1]) {
    throw new RequestError(
      `${label}: between() has ends of different types, ${shown(low)} and ${shown(high)}.`,
    );
  }
  if (compareKeyValues(low, high) > 0) {
    throw new RequestError(
      `${label}: between() runs from ${shown(low)} down to ${shown(high)}; it matches nothing.`,
    );
  }
}
