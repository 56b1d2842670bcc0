import { RequestError, shown } from '../errors.ts';
import { comparison } from './comparison.ts';
import { type Condition, ConditionNode, content } from './condition.ts';
import { Operator } from './operators.ts';
import { type AttributePath, pathBelow } from './path.ts';
import { isPlainObject } from './plain-object.ts';
import type { ExpressionScope } from './scope.ts';

/** How strongly a text binds, loosest first: parentheses are needed around what binds looser than its surroundings. */
const BINDS = { or: 0, and: 1, not: 2, alone: 3 } as const;

interface Compiled {
  readonly text: string;
  readonly binds: number;
}

/**
 * A condition as an expression over the scope's placeholders; `undefined` when it asks for nothing (`{}`, `and()`).
 *
 * @param where what the condition belongs to, for messages: `Order` makes `Order.total`
 * @throws RequestError for an `undefined` operand, an empty `or()`, `not({})`, `oneOf()` of none or over 100
 * @throws ValueError for an operand that DynamoDB cannot hold
 * @example
 * ```ts
 * import { compileCondition, ExpressionScope, gte, missing, or } from 'monotable';
 *
 * const scope = new ExpressionScope();
 * compileCondition(or({ total: gte(100) }, { hidden: missing() }), scope); // '#n0 >= :v0 OR attribute_not_exists(#n1)'
 * scope.names; // { '#n0': 'total', '#n1': 'hidden' }
 * scope.values; // { ':v0': 100 }
 * ```
 */
export function compileCondition(
  condition: Condition<object>,
  scope: ExpressionScope,
  where = 'condition',
): string | undefined {
  return compile(condition, scope, where)?.text;
}

function compile(condition: Condition<object>, scope: ExpressionScope, where: string): Compiled | undefined {
  if (!(condition instanceof ConditionNode)) return compileAttributes(condition, scope, where);
  const node = condition[content];
  if (node.kind === 'at') return compileAt(node.path, node.value, scope, where);
  if (node.kind === 'not') {
    const member = compile(node.member, scope, where);
    if (member === undefined)
      throw new RequestError(`${where}: not() of an empty condition matches nothing.`);
    return { text: `NOT ${within(member, BINDS.alone)}`, binds: BINDS.not };
  }
  const members: Compiled[] = [];
  for (const [place, member] of node.members.entries()) {
    const compiled = compile(member, scope, where);
    if (compiled !== undefined) members.push(compiled);
    else if (node.kind === 'or') {
      throw new RequestError(
        `${where}: condition ${place + 1} of or() is empty, which would make the whole or() match everything.`,
      );
    }
  }
  if (node.kind === 'or' && members.length === 0) {
    throw new RequestError(
      `${where}: or() without conditions matches nothing; leave it out, or give it one.`,
    );
  }
  return joined(node.kind, members);
}

function compileAttributes(
  condition: Condition<object>,
  scope: ExpressionScope,
  where: string,
): Compiled | undefined {
  if (condition instanceof Operator) {
    throw new RequestError(
      `${where}: ${condition.op}() stands alone; name its attribute: { attribute: ${condition.op}(…) }.`,
    );
  }
  if (!isPlainObject(condition) || Object.getOwnPropertySymbols(condition).length > 0) {
    throw new RequestError(
      `${where}: a condition is an object of attributes, or made by and(), or(), not() or at(); this is ${shown(condition)}.`,
    );
  }
  return joined(
    'and',
    Object.entries(condition).map(([name, value]) => compileAt([name], value, scope, where)),
  );
}

function joined(kind: 'and' | 'or', members: readonly Compiled[]): Compiled | undefined {
  if (members.length <= 1) return members[0];
  const binds = BINDS[kind];
  return {
    text: members.map((member) => within(member, binds)).join(kind === 'and' ? ' AND ' : ' OR '),
    binds,
  };
}

function within(member: Compiled, binds: number): string {
  return member.binds < binds ? `(${member.text})` : member.text;
}

function compileAt(path: AttributePath, value: unknown, scope: ExpressionScope, where: string): Compiled {
  const subject = scope.path(path);
  const label = pathBelow(where, path);
  if (value === undefined) {
    throw new RequestError(`${label} is compared with undefined; leave it out, or ask for missing().`);
  }
  if (value instanceof ConditionNode) {
    throw new RequestError(`${label}: and(), or(), not() and at() stand around attributes, not inside one.`);
  }
  const operator = value instanceof Operator ? value : new Operator('eq', [value]);
  return { text: comparison(subject, operator, scope, label), binds: BINDS.alone };
}
