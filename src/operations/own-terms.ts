import { RequestError } from '../errors.ts';
import { compareKeys } from '../keys/order.ts';
import type { KeyRange } from '../keys/select.ts';
import type { Table } from '../table/table.ts';
import type { NativeItem } from './operation.ts';
import { checkOwnKeyValue, ownKeyType } from './own-key.ts';

/** One comparison on an attribute that an index uses as it stands. */
export interface OwnTerm {
  readonly name: string;
  readonly op: string;
  readonly operands: readonly unknown[];
}

/**
 * Conditions on the attributes of one side of such an index: equality from left to right without gaps, and at most one
 * range, on the last attribute used. That is the service's rule for multi-attribute keys.
 */
export function ownTerms(
  table: Table,
  names: readonly string[],
  args: NativeItem,
  range: KeyRange | undefined,
  operation: string,
): { readonly terms: readonly OwnTerm[]; readonly empty: boolean } {
  const terms: OwnTerm[] = [];
  let empty = false;
  let stopped: string | undefined;
  for (const name of names) {
    const value = args[name];
    if (value === undefined) {
      stopped ??= `${name} is not given`;
      continue;
    }
    if (stopped !== undefined) {
      throw new RequestError(
        `${operation}: ${name} cannot be used, because ${stopped}; the index sorts by ${names.join(', ')}.`,
      );
    }
    const operands = name === range?.field ? range.operands : [value];
    const op = name === range?.field ? range.op : 'eq';
    if (op === 'beginsWith' && ownKeyType(table, name) === 'number') {
      throw new RequestError(`${operation}: ${name} is a number, and numbers have no beginsWith.`);
    }
    if (op === 'beginsWith' && operands[0] === '') {
      stopped = `${name} is not restricted`;
      continue;
    }
    for (const operand of operands) checkOwnKeyValue(table, name, operand, operation);
    if (op === 'between' && compareValues(operands[0], operands[1]) > 0) empty = true;
    terms.push({ name, op, operands });
    if (op !== 'eq') stopped = `${name} is a range`;
  }
  return { terms, empty };
}

/** As the service orders key values of one type: numbers by value, text and binary by bytes. */
function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return compareKeys(a, b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  if (isPlainNumber(a) && isPlainNumber(b)) return a < b ? -1 : a > b ? 1 : 0;
  // The SDK's exact number text: the service compares it, and refuses an empty range itself.
  return 0;
}

function isPlainNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
