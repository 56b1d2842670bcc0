import { RequestError } from '../errors.ts';
import { compareKeyValues } from '../expressions/key-order.ts';
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
    if (op === 'between' && compareKeyValues(operands[0], operands[1]) > 0) empty = true;
    terms.push({ name, op, operands });
    if (op !== 'eq') stopped = `${name} is a range`;
  }
  return { terms, empty };
}
