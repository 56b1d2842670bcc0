import { bundleTo } from './bundle.ts';
import { type Child, startChild } from './child.ts';
import type { Turn, TurnResult } from './children/cpuTurns.ts';
import { BASE, COLUMNS } from './columnList.ts';
import { OPERATIONS, type OperationName } from './driver.ts';
import { median, rotated } from './statistics.ts';

/** How long it is measured. */
export interface CpuSettings {
  readonly rounds: number;
  readonly turnMs: number;
  readonly warmUpMs: number;
}

/** CPU time of one call, in microseconds. */
export interface CpuMeasure {
  readonly least: number;
  readonly median: number;
}

/** By column, then by operation. */
export type CpuRows = Readonly<Record<string, Readonly<Record<OperationName, CpuMeasure>>>>;

/** The same code as the base in another process: what it differs is noise. */
export const CONTROL = 'control';

const NAMES = [BASE, CONTROL, ...COLUMNS.map(({ file }) => file).filter((file) => file !== BASE)];

/** Measures every column at the same time, in turns: one process each, of which one works. */
export async function cpuRows(
  folder: string,
  { rounds, turnMs, warmUpMs }: CpuSettings,
  progress: (text: string) => void,
): Promise<CpuRows> {
  const children = new Map<string, Child>();
  const samples = new Map<string, number[]>();
  try {
    for (const name of NAMES) children.set(name, startChild(await bundled(folder, name)));
    const turn = async (name: string, operation: OperationName, ms: number) => {
      const request: Turn = { operation, ms };
      const result = await children.get(name)?.ask<TurnResult>(request);
      return result === undefined ? Number.NaN : result.cpuMicros / result.calls;
    };
    for (const [place, operation] of OPERATIONS.entries()) {
      progress(`CPU: warm-up, ${operation}`);
      for (const name of rotated(NAMES, place)) await turn(name, operation, warmUpMs);
    }
    for (let round = 0; round < rounds; round += 1) {
      progress(`CPU: round ${round + 1} of ${rounds}`);
      for (const [place, operation] of OPERATIONS.entries()) {
        for (const name of rotated(NAMES, round + place)) {
          const id = `${name} ${operation}`;
          samples.set(id, [...(samples.get(id) ?? []), await turn(name, operation, turnMs)]);
        }
      }
    }
  } finally {
    await Promise.all([...children.values()].map((child) => child.stop()));
  }
  const measure = (name: string, operation: OperationName): CpuMeasure => {
    const values = samples.get(`${name} ${operation}`) ?? [];
    return { least: Math.min(...values), median: median(values) };
  };
  const rows = NAMES.map((name) => [
    name,
    Object.fromEntries(OPERATIONS.map((operation) => [operation, measure(name, operation)])),
  ]);
  return Object.fromEntries(rows) as CpuRows;
}

function bundled(folder: string, name: string): Promise<string> {
  const column = name === CONTROL ? BASE : name;
  return bundleTo(
    folder,
    `cpu-${name}`,
    `import { giveTurns } from './children/cpuTurns.ts';
     import * as column from './columns/${column}.ts';
     giveTurns(column);`,
  );
}
