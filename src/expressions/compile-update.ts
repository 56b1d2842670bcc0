import { RequestError, shown } from '../errors.ts';
import { AttributeOperand, Operator } from './operators.ts';
import { type Patch, SetFunction } from './patch.ts';
import { type AttributePath, pathBelow } from './path.ts';
import { PathSet } from './path-set.ts';
import type { ExpressionScope } from './scope.ts';
import { storableType } from './storable-type.ts';

const CLAUSES: readonly string[] = ['set', 'setIn', 'remove', 'add', 'delete'];

/**
 * A patch as an update expression over the scope's placeholders; `undefined` when it changes nothing.
 *
 * @param where what the patch belongs to, for messages: `Order` makes `Order.total`
 * @throws RequestError for paths that overlap, and for values that a clause does not take
 * @throws ValueError for a value that DynamoDB cannot hold
 * @example
 * ```ts
 * import { compileUpdate, ExpressionScope } from 'monotable';
 *
 * const scope = new ExpressionScope();
 * compileUpdate({ set: { status: 'paid' }, remove: ['note'], add: { count: 1 } }, scope);
 * // 'SET #n0 = :v0 REMOVE #n1 ADD #n2 :v1'
 * ```
 */
export function compileUpdate(
  patch: Patch<object>,
  scope: ExpressionScope,
  where = 'update',
): string | undefined {
  if (typeof patch !== 'object' || patch === null) {
    throw new RequestError(
      `${where}: a patch is an object with ${CLAUSES.join(', ')}; this is ${shown(patch)}.`,
    );
  }
  for (const name of Object.keys(patch)) {
    if (CLAUSES.includes(name)) continue;
    throw new RequestError(`${where}: a patch has ${CLAUSES.join(', ')}; ${shown(name)} is none of them.`);
  }
  const paths = new PathSet(where);
  const expressions: string[] = [];
  const clause = (keyword: string, terms: readonly string[]): void => {
    if (terms.length > 0) expressions.push(`${keyword} ${terms.join(', ')}`);
  };

  const sets: string[] = [];
  for (const [clauseName, path, value] of assignments(patch)) {
    paths.add(path, clauseName);
    sets.push(assignment(path, value, scope, where));
  }
  clause('SET', sets);
  clause(
    'REMOVE',
    (patch.remove ?? []).map((entry: string | AttributePath) => {
      const path = typeof entry === 'string' ? ([entry] as const) : entry;
      paths.add(path, 'remove');
      return scope.path(path);
    }),
  );
  for (const name of ['add', 'delete'] as const) {
    const terms: string[] = [];
    for (const [attribute, value] of given(patch[name])) {
      assertOperand(name, value, pathBelow(where, [attribute]));
      paths.add([attribute], name);
      terms.push(`${scope.name(attribute)} ${scope.value(value, pathBelow(where, [attribute]))}`);
    }
    clause(name.toUpperCase(), terms);
  }
  return expressions.length === 0 ? undefined : expressions.join(' ');
}

function assignments(patch: Patch<object>): [clause: string, path: AttributePath, value: unknown][] {
  const nested: readonly (readonly [AttributePath, unknown])[] = patch.setIn ?? [];
  return [
    ...given(patch.set).map(([name, value]): [string, AttributePath, unknown] => ['set', [name], value]),
    ...nested
      .filter(([, value]) => value !== undefined)
      .map(([path, value]): [string, AttributePath, unknown] => ['setIn', path, value]),
  ];
}

function given(values: object | undefined): [string, unknown][] {
  return Object.entries(values ?? {}).filter(([, value]) => value !== undefined);
}

function assignment(path: AttributePath, value: unknown, scope: ExpressionScope, where: string): string {
  const target = scope.path(path);
  const label = pathBelow(where, path);
  if (value instanceof Operator || value instanceof AttributeOperand) {
    throw new RequestError(
      `${label} is set to a condition's operator; give a value or increment(), append(), ….`,
    );
  }
  if (!(value instanceof SetFunction)) return `${target} = ${scope.value(value, label)}`;
  const { name, operand, start } = value;
  if (operand === undefined) {
    throw new RequestError(`${label}: ${name}() was given undefined; leave the attribute out of the patch.`);
  }
  const operandText = (): string => scope.value(operand, label);
  switch (name) {
    case 'increment':
      assertNumber(operand, label);
      assertNumber(start, label);
      return `${target} = if_not_exists(${target}, ${scope.value(start, label)}) + ${operandText()}`;
    case 'append':
    case 'prepend': {
      if (!Array.isArray(operand)) {
        throw new RequestError(`${label}: ${name}() takes a list of elements, not ${shown(operand)}.`);
      }
      const old = (): string => `if_not_exists(${target}, ${scope.value([], label)})`;
      const [first, second] = name === 'append' ? [old(), operandText()] : [operandText(), old()];
      return `${target} = list_append(${first}, ${second})`;
    }
    case 'ifNotExists':
      return `${target} = if_not_exists(${target}, ${operandText()})`;
  }
}

function assertNumber(value: unknown, label: string): void {
  // What cannot be stored at all, such as NaN, gets the message of `scope.value`.
  const type = storableType(value);
  if (type === 'N' || (type === undefined && typeof value !== 'string')) return;
  throw new RequestError(`${label}: increment() takes numbers, not ${shown(value)}.`);
}

function assertOperand(clause: 'add' | 'delete', value: unknown, label: string): void {
  const type = storableType(value);
  if (type === undefined || type === 'SS' || type === 'NS' || type === 'BS') return;
  if (clause === 'add' && type === 'N') return;
  const rule = clause === 'add' ? 'a number or a set' : 'a set of the members to delete';
  throw new RequestError(`${label}: ${clause} takes ${rule}, not ${shown(value)}.`);
}
