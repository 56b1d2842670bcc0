import { setMaxListeners } from 'node:events';
import type { Connection } from '../client/connect.ts';
import { RequestError, shown } from '../errors.ts';

const DEFAULT_CONCURRENCY = 16;

/** What every batch can be told. */
interface Settings {
  readonly concurrency: number;
  readonly deadline: Date | undefined;
  readonly abortSignal: AbortSignal | undefined;
}

/** Checks what every batch can be told, and fills in what was not said. */
export function checkBatchOptions(
  options: {
    readonly concurrency?: number;
    readonly deadline?: Date;
    readonly abortSignal?: AbortSignal | undefined;
  },
  call: string,
): Settings {
  const { concurrency = DEFAULT_CONCURRENCY, deadline, abortSignal } = options;
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new RequestError(`${call}: concurrency is a whole number from 1 on, not ${shown(concurrency)}.`);
  }
  if (deadline !== undefined && !(deadline instanceof Date && !Number.isNaN(deadline.getTime()))) {
    throw new RequestError(`${call}: deadline is a Date, not ${shown(deadline)}.`);
  }
  return { concurrency, deadline, abortSignal: abortSignal && manyListeners(abortSignal) };
}

/** Every request in flight listens to it, and Node warns of more than ten on one signal. */
function manyListeners(signal: AbortSignal): AbortSignal {
  const own = AbortSignal.any([signal]);
  setMaxListeners(0, own);
  return own;
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
