import { KEYS_ALONE } from './bundleSizes.ts';
import { BASE, titleOf } from './columnList.ts';
import { OPERATIONS, type OperationName } from './driver.ts';
import { bestPeer, cpuRatio, PEERS } from './ratios.ts';
import type { BenchResults } from './results.ts';
import { THROTTLED_LOADS } from './throttledRows.ts';

/** One line of the table of targets. */
export interface Target {
  readonly measure: string;
  readonly base: string;
  readonly peer: string;
  readonly ours: string;
  readonly target: string;
  readonly met: boolean;
  /** Whether it is better than every peer; `undefined` where none can be compared. */
  readonly ahead: boolean | undefined;
}

const OURS = 'monotable';

/** At most so much of raw lib-dynamodb's CPU time. */
const CPU_TARGETS: Readonly<Record<OperationName, number>> = {
  put: 0.65,
  get: 0.65,
  update: 0.65,
  query100: 0.38,
  batchWrite25: 0.24,
  batchGet100: 0.38,
  transactWrite5: 0.4,
};
const DOCUMENT_TARGET = 1.05;
const BULK_TARGET = 1.8;
const MEMORY_TARGET = 130;
/** Time and requests, for each of the throttled loads. */
const THROTTLED_TARGETS = [
  { time: 1.05, requests: 1.15 },
  { time: 1.08, requests: 1.25 },
] as const;
const BUNDLE_TARGET_KB = 10;
const KEYS_TARGET_KB = 2;
const IMPORT_TARGET_MS = 1.5;
const COLD_START_TARGET = 0.9;
const INSTANTIATIONS_TARGET = 6_000;

/** What is asked of us, and what a run has found. */
export function targets(results: BenchResults): Target[] {
  return [
    ...cpuTargets(results),
    ...bulkTargets(results),
    ...throttledTargets(results),
    ...weightTargets(results),
  ];
}

function cpuTargets({ cpu }: BenchResults): Target[] {
  const rows = OPERATIONS.map((operation) =>
    atMost(`CPU, ${operation}`, CPU_TARGETS[operation], (column) => cpuRatio(cpu, column, operation), '×'),
  );
  const [worst = Number.NaN, operation = ''] =
    OPERATIONS.map((name) => [cpuRatio(cpu, 'monotableDocument', name), name] as const).toSorted(
      ([a], [b]) => b - a,
    )[0] ?? [];
  const measure = 'CPU over a DocumentClient, the worst of the seven';
  const ours = `${worst.toFixed(2)} × (${operation})`;
  const target = `≤ ${DOCUMENT_TARGET} ×`;
  return [
    ...rows,
    { measure, ours, target, base: '1 ×', peer: '–', met: worst <= DOCUMENT_TARGET, ahead: undefined },
  ];
}

function bulkTargets({ bulk }: BenchResults): Target[] {
  const rate = (column: string) => bulk[column]?.itemsPerSecond;
  const ours = rate(OURS) ?? Number.NaN;
  const base = rate(BASE) ?? Number.NaN;
  const peer = bestPeer(rate, 'higher');
  const items = (value: number) => `${thousands(value)} items/s`;
  const speed: Target = {
    measure: 'Bulk load, 8 ms stub, 32 in flight',
    base: items(base),
    peer: peer === undefined ? '–' : `${items(peer.value)} (${titleOf(peer.column)})`,
    ours: `${items(ours)}, ${(ours / base).toFixed(2)} ×`,
    target: `≥ ${BULK_TARGET} ×`,
    met: ours >= BULK_TARGET * base,
    ahead: peer && ours > peer.value,
  };
  const memory = (column: string) => bulk[column]?.peakMegabytes;
  return [speed, atMost('Bulk load, most memory', MEMORY_TARGET, memory, 'MB', 0)];
}

function throttledTargets({ throttled }: BenchResults): Target[] {
  if (throttled === undefined) return [];
  return THROTTLED_LOADS.flatMap(({ inFlight }, place) => {
    const limits = THROTTLED_TARGETS[place];
    const measures = (column: string) => throttled[column]?.[place];
    // Who loses items is not compared: to give up early costs little.
    const whole = (column: string) => (measures(column)?.lost === 0 ? measures(column) : undefined);
    const lost = (column: string) => measures(column)?.lost ?? Number.NaN;
    const name = `Throttled load, ${inFlight} in flight`;
    return [
      atMost(`${name}: time`, limits?.time ?? Number.NaN, (column) => whole(column)?.timeRatio, '× ideal'),
      atMost(
        `${name}: requests`,
        limits?.requests ?? Number.NaN,
        (column) => whole(column)?.requestRatio,
        '× least',
      ),
      {
        measure: `${name}: items lost`,
        base: thousands(lost(BASE)),
        peer: `${thousands(Math.min(...PEERS.map(lost)))} to ${thousands(Math.max(...PEERS.map(lost)))}`,
        ours: thousands(lost(OURS)),
        target: '0',
        met: lost(OURS) === 0,
        ahead: undefined,
      },
    ];
  });
}

function weightTargets({ sizes, starts, types }: BenchResults): Target[] {
  const kilobytes = (column: string) => {
    const size = sizes[column];
    return size && size.gzip / 1_024;
  };
  const keys = kilobytes(KEYS_ALONE) ?? Number.NaN;
  const cold = (column: string) =>
    (starts[column]?.coldStartMs ?? Number.NaN) / (starts[BASE]?.coldStartMs ?? 1);
  return [
    atMost('Bundle without the SDK, gzip', BUNDLE_TARGET_KB, kilobytes, 'KB', 1),
    {
      ...{ measure: 'The keys alone, gzip', base: '–', peer: '–', ahead: undefined },
      ours: `${keys.toFixed(1)} KB`,
      target: `≤ ${KEYS_TARGET_KB} KB`,
      met: keys <= KEYS_TARGET_KB,
    },
    atMost('Import beyond the SDK', IMPORT_TARGET_MS, (column) => starts[column]?.importMs, 'ms', 1),
    atMost('Cold start, with the SDK', COLD_START_TARGET, cold, '×'),
    atMost('Type instantiations', INSTANTIATIONS_TARGET, (column) => types[column], '', 0),
  ];
}

/** A line in which less is better. */
function atMost(
  measure: string,
  limit: number,
  value: (column: string) => number | undefined,
  unit: string,
  digits = 2,
): Target {
  const shown = (one: number | undefined) => {
    if (one === undefined || Number.isNaN(one)) return '–';
    return `${digits === 0 ? thousands(one) : one.toFixed(digits)} ${unit}`.trim();
  };
  const ours = value(OURS) ?? Number.NaN;
  const peer = bestPeer(value);
  return {
    measure,
    base: shown(value(BASE)),
    peer: peer === undefined ? '–' : `${shown(peer.value)} (${titleOf(peer.column)})`,
    ours: shown(ours),
    target: `≤ ${digits === 0 ? thousands(limit) : limit} ${unit}`.trim(),
    met: ours <= limit,
    ahead: peer && ours < peer.value,
  };
}

/** `20,000` */
export function thousands(value: number): string {
  return Number.isNaN(value) ? '–' : Math.round(value).toLocaleString('en');
}
