import { setTimeout as wait } from 'node:timers/promises';
import { retry } from '../client/retry.ts';
import { ConditionFailed, NotFound, TransactionCancelled } from '../errors.ts';

/** With twenty writers to one item each of them is through after some ten attempts. */
const MAX_ATTEMPTS = 50;
/** Longer waits would outlast the other writers. */
const LONGEST_WAIT_MS = 200;

/**
 * A change of what was read, written on condition that it still is as it was read: made again from the reading on, with full
 * jitter in between, while others were faster or took it away. The error of the last attempt comes out.
 */
export function changeUntilKept<T>(attempt: () => Promise<T>): Promise<T> {
  return retry(attempt, isOvertaken, {
    maxAttempts: MAX_ATTEMPTS,
    // Cut to the longest as they are, most waits would be the same.
    sleep: (ms) => wait(ms > LONGEST_WAIT_MS ? Math.random() * LONGEST_WAIT_MS : ms),
  });
}

/** Whether a write was refused because another one came before it. */
export function isOvertaken(error: unknown): boolean {
  if (error instanceof TransactionCancelled)
    return error.find(ConditionFailed) !== undefined || error.find(NotFound) !== undefined;
  return error instanceof ConditionFailed || error instanceof NotFound;
}
