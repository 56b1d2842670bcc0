import type { Connection } from '../client/connect.ts';
import { RequestError, shown } from '../errors.ts';

const DEFAULT_CONCURRENCY = 16;

/** Checks what every batch can be told, and fills in what was not said. */
export function checkBatchOptions(
  options: { readonly concurrency?: number; readonly deadline?: Date },
  call: string,
): { readonly concurrency: number; readonly deadline: Date | undefined } {
  const { concurrency = DEFAULT_CONCURRENCY, deadline } = options;
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new RequestError(`${call}: concurrency is a whole number from 1 on, not ${shown(concurrency)}.`);
  }
  if (deadline !== undefined && !(deadline instanceof Date && !Number.isNaN(deadline.getTime()))) {
    throw new RequestError(`${call}: deadline is a Date, not ${shown(deadline)}.`);
  }
  return { concurrency, deadline };
}

/** One connection for each table; all must reach the service through one client, for a request goes to one service. */
export function connectionsOf(
  db: Connection | readonly Connection[],
  call: string,
): readonly [Connection, ...Connection[]] {
  const connections = (Array.isArray(db) ? db : [db]) as readonly Connection[];
  const [first, ...others] = connections;
  if (first === undefined) throw new RequestError(`${call} has no connection.`);
  const stranger = others.find(({ client }) => client !== first.client);
  if (stranger !== undefined) {
    throw new RequestError(
      `${call}: the connections to ${first.table.name} and ${stranger.table.name} have different clients; a request needs one.`,
    );
  }
  return [first, ...others];
}
