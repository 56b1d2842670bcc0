import { KEYS_ALONE } from './bundleSizes.ts';
import { COLUMNS, titleOf } from './columnList.ts';
import { CONTROL, type CpuRows } from './cpuRows.ts';
import { OPERATIONS } from './driver.ts';
import { cpuRatio } from './ratios.ts';
import type { BenchResults } from './results.ts';
import { type Target, thousands } from './targets.ts';
import type { ThrottledRows } from './throttledRows.ts';

/** A table for the terminal and for the page. A column whose name begins with `>` stands to the right. */
export interface FigureTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const CPU_COLUMNS = ['', ...OPERATIONS.map((operation) => `>${operation}`)];

/** The title of a row of the CPU tables. */
export function cpuTitle(name: string): string {
  return name === CONTROL ? 'lib-dynamodb again' : titleOf(name);
}

/** To raw lib-dynamodb. */
export function ratioTable(cpu: CpuRows, by: 'least' | 'median'): FigureTable {
  const row = (name: string) => OPERATIONS.map((operation) => cpuRatio(cpu, name, operation, by).toFixed(2));
  return { columns: CPU_COLUMNS, rows: Object.keys(cpu).map((name) => [cpuTitle(name), ...row(name)]) };
}

/** Microseconds of CPU time: the least and, in brackets, the median. */
export function microsTable(cpu: CpuRows): FigureTable {
  const rows = Object.entries(cpu).map(([name, measures]) => [
    cpuTitle(name),
    ...OPERATIONS.map((operation) => {
      const { least, median } = measures[operation];
      return `${thousands(least)} (${thousands(median)})`;
    }),
  ]);
  return { columns: CPU_COLUMNS, rows };
}

export function bulkTable({ bulk }: Pick<BenchResults, 'bulk'>): FigureTable {
  const rows = COLUMNS.flatMap(({ file, title, loadedWith }) => {
    const measure = bulk[file];
    if (measure === undefined) return [];
    const { itemsPerSecond, cpuMicrosPerItem, peakMegabytes } = measure;
    return [[title, loadedWith, ...[itemsPerSecond, cpuMicrosPerItem, peakMegabytes].map(thousands)]];
  });
  return { columns: ['', 'loaded with', '>items/s', '>CPU µs/item', '>peak MB'], rows };
}

/** One of the throttled loads. */
export function throttledTable(throttled: ThrottledRows, place: number): FigureTable {
  const rows = COLUMNS.flatMap(({ file, title }) => {
    const measure = throttled[file]?.[place];
    if (measure === undefined) return [];
    const { seconds, timeRatio, requestRatio, arrived, lost, left, error } = measure;
    const said = error ?? (left === undefined ? 'nothing' : `${thousands(left)} left`);
    const ratios = [seconds.toFixed(1), timeRatio.toFixed(2), requestRatio.toFixed(2)];
    return [[title, ...ratios, thousands(arrived), thousands(lost), said]];
  });
  const columns = [
    '',
    '>seconds',
    '>time ÷ ideal',
    '>requests ÷ least',
    '>arrived',
    '>lost',
    'the call says',
  ];
  return { columns, rows };
}

export function sizeTable({ sizes }: Pick<BenchResults, 'sizes'>): FigureTable {
  const rows = Object.entries(sizes).map(([name, { minified, gzip }]) => [
    name === KEYS_ALONE ? 'monotable/keys alone' : titleOf(name),
    ...[minified, gzip].map((bytes) => (bytes / 1_024).toFixed(1)),
  ]);
  return { columns: ['', '>minified KB', '>gzip KB'], rows };
}

export function startTable({ starts }: Pick<BenchResults, 'starts'>): FigureTable {
  const rows = Object.entries(starts).map(([name, { importMs, coldStartMs, coldStartFormat }]) => [
    ...[titleOf(name), importMs.toFixed(1), coldStartMs.toFixed(0)],
    coldStartFormat === 'esm' ? 'ESM' : 'CommonJS',
  ]);
  return { columns: ['', '>import ms', '>cold start ms', 'bundled as'], rows };
}

export function typeTable({ types }: Pick<BenchResults, 'types'>): FigureTable {
  const rows = Object.entries(types).map(([name, count]) => [titleOf(name), thousands(count)]);
  return { columns: ['', '>instantiations'], rows };
}

export function targetTable(targets: readonly Target[]): FigureTable {
  const rows = targets.map(({ measure, base, peer, ours, target, met, ahead }) => [
    ...[measure, base, peer, ours, target, met ? 'met' : 'missed'],
    ahead === undefined ? '–' : ahead ? 'yes' : 'no',
  ]);
  const columns = [
    'measure',
    '>raw lib-dynamodb',
    '>best peer',
    '>monotable',
    '>target',
    'target is',
    'ahead of all',
  ];
  return { columns, rows };
}
