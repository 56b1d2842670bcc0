import type { Connection } from '../client/connect.ts';
import { RequestError, shown } from '../errors.ts';
import type { DrainClock } from './drain.ts';
import { steadyClock } from './steady-clock.ts';
import { systemClock } from './system-clock.ts';

const DEFAULT_CONCURRENCY = 16;

const CALLBACKS = ['onProgress', 'onFailed', 'onCheckpoint'] as const;
const CLOCK_PARTS = ['now', 'random', 'sleep'] as const;

/** What every batch can be told. */
interface Settings {
  readonly concurrency: number;
  readonly deadline: Date | undefined;
  readonly abortSignal: AbortSignal | undefined;
  readonly clock: DrainClock;
}

/** Checks what every batch can be told, and fills in what was not said. */
export function checkBatchOptions(
  options: {
    readonly concurrency?: number;
    readonly deadline?: Date;
    readonly abortSignal?: AbortSignal | undefined;
    readonly clock?: DrainClock;
    readonly onProgress?: unknown;
    readonly onFailed?: unknown;
    readonly onCheckpoint?: unknown;
  },
  call: string,
): Settings {
  const { concurrency = DEFAULT_CONCURRENCY, deadline, abortSignal, clock = systemClock } = options;
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new RequestError(`${call}: concurrency is a whole number from 1 on, not ${shown(concurrency)}.`);
  }
  if (deadline !== undefined && !(deadline instanceof Date && !Number.isNaN(deadline.getTime()))) {
    throw new RequestError(`${call}: deadline is a Date, not ${shown(deadline)}.`);
  }
  // Not by its class: it may be of another realm, or of a package.
  if (abortSignal !== undefined && typeof abortSignal?.addEventListener !== 'function') {
    throw new RequestError(`${call}: abortSignal is an AbortSignal, not ${shown(abortSignal)}.`);
  }
  for (const name of CALLBACKS) {
    const callback = options[name];
    if (callback === undefined || typeof callback === 'function') continue;
    throw new RequestError(`${call}: ${name} is a function, not ${shown(callback)}.`);
  }
  for (const part of CLOCK_PARTS) {
    if (typeof clock?.[part] === 'function') continue;
    throw new RequestError(
      `${call}: clock has the functions now, random and sleep; ${shown(clock)} lacks ${part}.`,
    );
  }
  return { concurrency, deadline, abortSignal, clock: steadyClock(clock) };
}

/** One connection for each table; all must reach the service through one client, for a request goes to one service. */
export function connectionsOf(
  db: Connection | readonly Connection[],
  call: string,
): readonly [Connection, ...Connection[]] {
  const connections = (Array.isArray(db) ? db : [db]) as readonly Connection[];
  const [first, ...others] = connections;
  if (first === undefined) throw new RequestError(`${call} has no connection.`);
  const twice = connections.find(
    ({ table }, place) => connections.findIndex((db) => db.table === table) < place,
  );
  if (twice !== undefined) {
    throw new RequestError(
      `${call} has two connections to ${twice.table.name}; it takes one for each table.`,
    );
  }
  const stranger = others.find(({ client }) => client !== first.client);
  if (stranger !== undefined) {
    throw new RequestError(
      `${call}: the connections to ${first.table.name} and ${stranger.table.name} have different clients; a request needs one.`,
    );
  }
  return [first, ...others];
}

/** Refuses a rate that is none. */
export function checkRate(rate: unknown, call: string): void {
  if (rate === undefined || (typeof rate === 'number' && rate > 0 && Number.isFinite(rate))) return;
  throw new RequestError(`${call}: writeUnitsPerSecond is a number above 0, not ${shown(rate)}.`);
}
