import { bundleTo } from './bundle.ts';
import { startChild } from './child.ts';
import { BURST_SECONDS, type ThrottledReport } from './children/throttledServer.ts';
import { COLUMNS } from './columnList.ts';
import { loadOnce, loadProgram } from './loadProgram.ts';

/** Puts in one BatchWriteItem. */
const CHUNK = 25;
const TIMEOUT_MS = 180_000;

/** A load that wants more than the table gives. */
export interface ThrottledLoad {
  readonly items: number;
  readonly writesPerSecond: number;
  readonly inFlight: number;
}

/** The two loads of the targets. */
export const THROTTLED_LOADS: readonly ThrottledLoad[] = [
  { items: 20_000, writesPerSecond: 2_000, inFlight: 16 },
  { items: 5_000, writesPerSecond: 500, inFlight: 32 },
];

/** One load of one column. */
export interface ThrottledMeasure {
  readonly seconds: number;
  /** How many times as long as the table needs for all the items; below 1 it gave up. */
  readonly timeRatio: number;
  /** How many times the least number of requests. */
  readonly requestRatio: number;
  readonly arrived: number;
  readonly lost: number;
  /** Items that the call says are left; `undefined` when it says nothing. */
  readonly left: number | undefined;
  readonly error: string | undefined;
}

/** By column, one for each load. */
export type ThrottledRows = Readonly<Record<string, readonly ThrottledMeasure[]>>;

/** Loads against our metered server. One run for each: they take as long as the table lets them. */
export async function throttledRows(
  folder: string,
  loads: readonly ThrottledLoad[],
  progress: (text: string) => void,
): Promise<ThrottledRows> {
  const rows: Record<string, ThrottledMeasure[]> = {};
  for (const load of loads) {
    for (const column of COLUMNS) {
      progress(`Throttled load: ${load.items} items at ${load.writesPerSecond}/s, ${column.title}`);
      const measures = rows[column.file] ?? [];
      rows[column.file] = [...measures, await measure(folder, load, await loadProgram(folder, column))];
    }
  }
  return rows;
}

async function measure(folder: string, load: ThrottledLoad, program: string): Promise<ThrottledMeasure> {
  const { items, writesPerSecond, inFlight } = load;
  const serve = `import { serveThrottled } from './children/throttledServer.ts';
                 await serveThrottled(${writesPerSecond});`;
  const server = startChild(await bundleTo(folder, 'throttled', serve));
  try {
    const endpoint = await server.ask<string>('endpoint');
    const { seconds, left, error } = await loadOnce(program, { endpoint, items, inFlight }, TIMEOUT_MS);
    const { requests, arrived } = await server.ask<ThrottledReport>('report');
    const ideal = (items - writesPerSecond * BURST_SECONDS) / writesPerSecond;
    return {
      ...{ seconds, left, error, arrived, lost: items - arrived },
      timeRatio: seconds / ideal,
      requestRatio: requests / Math.ceil(items / CHUNK),
    };
  } finally {
    await server.stop();
  }
}
