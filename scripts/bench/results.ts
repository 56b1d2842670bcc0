import type { BulkRows } from './bulkRows.ts';
import type { BundleSizes } from './bundleSizes.ts';
import type { CpuRows } from './cpuRows.ts';
import type { Instantiations } from './instantiations.ts';
import type { StartTimes } from './startTimes.ts';
import type { ThrottledRows } from './throttledRows.ts';

/** Where and when it was measured. */
export interface Surroundings {
  /** For example `21 November 2026`. */
  readonly date: string;
  /** Processor, number of cores, memory and system. */
  readonly machine: string;
  readonly node: string;
  /** The load of the machine before the run: how many processes wanted a core, over a minute. */
  readonly load: number;
  readonly versions: readonly (readonly [name: string, version: string])[];
}

/** All that a run has measured. */
export interface BenchResults {
  readonly surroundings: Surroundings;
  /** Whether it had fewer rounds and no throttled load. */
  readonly quick: boolean;
  readonly minutes: number;
  readonly cpu: CpuRows;
  readonly bulk: BulkRows;
  /** `undefined` of a quick run. */
  readonly throttled: ThrottledRows | undefined;
  readonly sizes: BundleSizes;
  readonly starts: StartTimes;
  readonly types: Instantiations;
}
