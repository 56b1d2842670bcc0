import type { TableDeclaration } from './table.ts';
import type { IndexName } from './table-types.ts';

/** Items of one partition, of the table or of an index, in the order of the sort key. */
export interface QueryPattern<D extends TableDeclaration = TableDeclaration> {
  readonly operation?: 'query';
  /** The index to read. Default: the table itself. */
  readonly index?: IndexName<D>;
  /** Default `'ascending'`; a call may ask for the other way. */
  readonly order?: 'ascending' | 'descending';
  /** `true`: the pattern gives the first item or `undefined`, not a page. */
  readonly one?: boolean;
}

/** One item by its primary key, under a name of its own. */
export interface GetPattern {
  readonly operation: 'get';
}

/** Every item of the entity, read from the whole table or index: it costs what the table costs, so it must be asked for. */
export interface ScanPattern<D extends TableDeclaration = TableDeclaration> {
  readonly operation: 'scan';
  readonly index?: IndexName<D>;
  /** How many parts `iterate` reads side by side, 1 to 1,000,000. Default 1. */
  readonly segments?: number;
}

/** An access pattern as it stands in a declaration: plain data. */
export type Pattern<D extends TableDeclaration = TableDeclaration> =
  | QueryPattern<D>
  | GetPattern
  | ScanPattern<D>;
