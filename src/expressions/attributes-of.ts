import { type Condition, ConditionNode, content } from './condition.ts';
import { AttributeOperand, Operator } from './operators.ts';

/**
 * The top-level attributes that a condition names, operands included: a filter may not name key attributes of the table
 * or index that is read.
 */
export function attributesOf(condition: Condition<object>): ReadonlySet<string> {
  const attributes = new Set<string>();
  collect(condition, attributes);
  return attributes;
}

function collect(condition: Condition<object>, attributes: Set<string>): void {
  if (!(condition instanceof ConditionNode)) {
    for (const [name, value] of Object.entries(condition)) {
      attributes.add(name);
      collectOperands(value, attributes);
    }
    return;
  }
  const node = condition[content];
  if (node.kind === 'at') {
    attributes.add(node.path[0]);
    collectOperands(node.value, attributes);
  } else if (node.kind === 'not') collect(node.member, attributes);
  else for (const member of node.members) collect(member, attributes);
}

function collectOperands(value: unknown, attributes: Set<string>): void {
  if (value instanceof AttributeOperand) attributes.add(value.path[0]);
  else if (value instanceof Operator) {
    for (const operand of value.operands) collectOperands(operand, attributes);
  }
}
