import { attemptsOf } from './attempts.ts';

// Errors are told by name: another copy of the SDK has other classes.

/** Why an action of a transaction failed, as the service says it. */
export interface CancellationReason {
  readonly Code?: string | undefined;
  readonly Message?: string | undefined;
}

/** The condition of a single write was false. */
export function isFalseCondition(error: unknown): boolean {
  return nameOf(error) === 'ConditionalCheckFailedException';
}

/**
 * A single write met a transaction on the same item, and was not carried out. When the SDK had sent it before, an earlier
 * attempt may have been; then it is not this.
 */
export function isCleanConflict(error: unknown): boolean {
  return nameOf(error) === 'TransactionConflictException' && attemptsOf(error) === 1;
}

/** The token of a transaction was used for another one. */
export function isTokenMismatch(error: unknown): boolean {
  return nameOf(error) === 'IdempotentParameterMismatchException';
}

/** The reasons of a cancelled transaction, one for each action; `undefined` for any other error. */
export function cancellationReasons(error: unknown): readonly CancellationReason[] | undefined {
  if (nameOf(error) !== 'TransactionCanceledException') return undefined;
  const reasons = (error as { CancellationReasons?: unknown }).CancellationReasons;
  return Array.isArray(reasons) ? reasons : undefined;
}

/** Reasons that pass by themselves. API reference, TransactWriteItems. */
const MOMENTARY: readonly unknown[] = [
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
];

/** A transaction that may well succeed when it is sent again: no reason lies in the transaction itself. */
export function isMomentary(error: unknown): boolean {
  if (nameOf(error) === 'TransactionInProgressException') return true;
  const reasons = cancellationReasons(error)?.filter((reason) => (reason?.Code ?? 'None') !== 'None') ?? [];
  return reasons.length > 0 && reasons.every(({ Code }) => MOMENTARY.includes(Code));
}

function nameOf(error: unknown): string | undefined {
  const name = (error as { name?: unknown } | undefined | null)?.name;
  return typeof name === 'string' ? name : undefined;
}
