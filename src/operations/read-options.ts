import { RequestError, shown } from '../errors.ts';
import type { IndexModel } from '../table/table.ts';
import { checkChoice, checkOptions } from './check-options.ts';
import type { AnyCondition } from './condition-input.ts';
import type { WriteClock } from './write-clock.ts';

/** How items of a query or scan are chosen and counted. */
export interface FilterOptions<C = AnyCondition> extends WriteClock {
  /** Only items for which this holds. The service reads, and charges for, the others as well. */
  readonly filter?: C;
  /** Read the latest writes, at twice the cost; a global index has no such reads. Default: eventually consistent. */
  readonly consistent?: boolean;
}

/** How the first of the items is found. */
export interface FirstOptions<C = AnyCondition> extends FilterOptions<C> {
  /** Overrides the pattern's order. */
  readonly order?: 'ascending' | 'descending';
}

/** How a page is read. */
export interface PageOptions<C = AnyCondition> extends FirstOptions<C> {
  /**
   * The most items on the page. Requests are repeated until there are so many, or no more in the table. Default: what
   * one request gives, up to 1 MB; more are made only while nothing is found.
   */
  readonly limit?: number;
  /** The most requests for one page, for filters that let little through. Default: no limit. */
  readonly maxRequests?: number;
  /** Go on where an earlier page of the same query ended. */
  readonly cursor?: string | undefined;
}

/** The service's largest Limit: a signed 32-bit number. API reference, Query. */
const MAX_LIMIT = 2 ** 31 - 1;
const OPTIONS = ['filter', 'consistent', 'order', 'limit', 'maxRequests', 'cursor', 'select'];

/** Refuses options that no request could be made of. */
export function checkReadOptions(index: IndexModel, options: PageOptions, operation: string): void {
  checkOptions(options, OPTIONS, operation);
  checkChoice('consistent', options.consistent, [true, false], operation);
  for (const name of ['limit', 'maxRequests'] as const) {
    const value = options[name];
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1 && value <= MAX_LIMIT)) {
      throw new RequestError(
        `${operation}: ${name} must be a whole number of 1 or more, not ${shown(value)}.`,
      );
    }
  }
  const { order } = options;
  if (order !== undefined && order !== 'ascending' && order !== 'descending') {
    throw new RequestError(`${operation}: order is 'ascending' or 'descending', not ${shown(order)}.`);
  }
  if (options.consistent === true && index.scope === 'global') {
    throw new RequestError(
      `${operation}: index ${index.name} is global, and global indexes have no consistent reads.`,
    );
  }
}
