import { BASE, COLUMNS } from './columnList.ts';
import { CONTROL, type CpuRows } from './cpuRows.ts';
import { OPERATIONS, type OperationName } from './driver.ts';

/** How a column stands to raw lib-dynamodb in one operation. */
export function cpuRatio(
  cpu: CpuRows,
  column: string,
  operation: OperationName,
  by: 'least' | 'median' = 'least',
): number {
  const own = cpu[column]?.[operation][by];
  const base = cpu[BASE]?.[operation][by];
  return own === undefined || base === undefined ? Number.NaN : own / base;
}

/** How far the same code in two processes was apart, over all operations: what is less than this is noise. */
export function controlSpread(cpu: CpuRows, by: 'least' | 'median'): { low: number; high: number } {
  const ratios = OPERATIONS.map((operation) => cpuRatio(cpu, CONTROL, operation, by));
  return { low: Math.min(...ratios), high: Math.max(...ratios) };
}

/** The columns of other projects. */
export const PEERS: readonly string[] = COLUMNS.filter(
  ({ file, packageName }) => packageName !== undefined && file !== BASE,
).map(({ file }) => file);

/** The peer with the lowest value, or with the highest. */
export function bestPeer(
  value: (column: string) => number | undefined,
  better: 'lower' | 'higher' = 'lower',
): { column: string; value: number } | undefined {
  const known = PEERS.flatMap((column) => {
    const one = value(column);
    return one === undefined || Number.isNaN(one) ? [] : [{ column, value: one }];
  });
  const sign = better === 'lower' ? 1 : -1;
  return known.toSorted((a, b) => sign * (a.value - b.value))[0];
}
