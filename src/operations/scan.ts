import { ExpressionScope } from '../expressions/scope.ts';
import type { EntityModel } from '../table/entity.ts';
import type { IndexModel } from '../table/table.ts';
import type { CountOperation, FirstOperation, PageOperation } from './operation.ts';
import { type EntityItem, finish, type PageRead, pagePlan, readInput } from './page-read.ts';
import type { Select } from './projection.ts';
import type { FilterOptions, FirstOptions, PageOptions } from './read-options.ts';

/** What a declared scan reads. */
export interface ScanSource {
  readonly operation: string;
  readonly entity: EntityModel;
  readonly index: IndexModel;
  readonly segments: number;
}

/** A page of a scan: whole tables are read with `iterate`. */
export function pageScan(
  source: ScanSource,
  options: PageOptions & Partial<Select> = {},
): PageOperation<EntityItem> {
  const { input, plan } = scan(source, options);
  return { mode: 'page', kind: 'scan', name: source.operation, table: source.entity.table, input, plan };
}

/** The first item that a scan comes upon; a scan has no order. */
export function firstScan(
  source: ScanSource,
  options: FirstOptions & Partial<Select> = {},
): FirstOperation<EntityItem> {
  const { input, plan } = scan(source, { ...options, limit: 1 });
  return { mode: 'first', kind: 'scan', name: source.operation, table: source.entity.table, input, plan };
}

/** The number of items of the entity: reads, and charges for, all of the table or index. */
export function countScan(source: ScanSource, options: FilterOptions = {}): CountOperation {
  const { input, plan } = scan(source, options);
  return {
    mode: 'count',
    kind: 'scan',
    name: source.operation,
    table: source.entity.table,
    input: { ...input, Select: 'COUNT' },
    plan,
  };
}

function scan(source: ScanSource, options: PageOptions & Partial<Select>) {
  const { operation, entity, index, segments } = source;
  const scope = new ExpressionScope();
  const now = options.now ?? new Date();
  const read: PageRead = { kind: 'scan', operation, entities: [entity], index, mixed: true, options, now };
  const { input, selection } = readInput(read, scope);
  const condition = { empty: false, shards: [], identity: ['scan', entity.name], descending: false };
  const plan = pagePlan(read, selection, condition, segments);
  return { input: finish(input, scope), plan };
}
