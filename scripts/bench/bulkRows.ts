import { bundleTo } from './bundle.ts';
import { startChild } from './child.ts';
import { COLUMNS } from './columnList.ts';
import { loadOnce, loadProgram } from './loadProgram.ts';
import { median, rotated } from './statistics.ts';

/** How long the stub takes to answer, in milliseconds. */
export const STUB_DELAY_MS = 8;
const IN_FLIGHT = 32;
const TIMEOUT_MS = 120_000;

/** The best of the rounds, because others use the machine; of the memory, the median. */
export interface BulkMeasure {
  readonly itemsPerSecond: number;
  readonly cpuMicrosPerItem: number;
  readonly peakMegabytes: number;
}

/** By column. */
export type BulkRows = Readonly<Record<string, BulkMeasure>>;

/** Loads against a stub that answers after 8 ms and takes everything: what the client alone can do. */
export async function bulkRows(
  folder: string,
  { items, rounds }: { readonly items: number; readonly rounds: number },
  progress: (text: string) => void,
): Promise<BulkRows> {
  const program = `import { serveStub } from './children/stubServer.ts'; serveStub(${STUB_DELAY_MS});`;
  const server = startChild(await bundleTo(folder, 'stub', program));
  const samples = new Map<string, BulkMeasure[]>();
  try {
    const endpoint = `http://127.0.0.1:${await server.ask<number>('port')}`;
    for (let round = 0; round < rounds; round += 1) {
      for (const column of rotated(COLUMNS, round)) {
        progress(`Bulk load: round ${round + 1} of ${rounds}, ${column.title}`);
        const request = { endpoint, items, inFlight: IN_FLIGHT };
        const result = await loadOnce(await loadProgram(folder, column), request, TIMEOUT_MS);
        if (result.error !== undefined)
          throw new Error(`The load of ${column.title} failed: ${result.error}`);
        const measure: BulkMeasure = {
          itemsPerSecond: items / result.seconds,
          cpuMicrosPerItem: (result.cpuSeconds * 1_000_000) / items,
          peakMegabytes: result.peakMegabytes,
        };
        samples.set(column.file, [...(samples.get(column.file) ?? []), measure]);
      }
    }
  } finally {
    await server.stop();
  }
  return Object.fromEntries([...samples].map(([file, list]) => [file, best(list)]));
}

function best(list: readonly BulkMeasure[]): BulkMeasure {
  return {
    itemsPerSecond: Math.max(...list.map(({ itemsPerSecond }) => itemsPerSecond)),
    cpuMicrosPerItem: Math.min(...list.map(({ cpuMicrosPerItem }) => cpuMicrosPerItem)),
    peakMegabytes: median(list.map(({ peakMegabytes }) => peakMegabytes)),
  };
}
