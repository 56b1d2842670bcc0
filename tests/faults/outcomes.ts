import { TransactionCancelled } from '../../src/errors.ts';
import type { TransactionFault } from './fault.ts';
import { BAD } from './steps.ts';
import { callsByAccount, type World } from './world.ts';

/** Attempts at what passes by itself (TransactWriteOptions). */
const MAX_ATTEMPTS = 8;

/** Transactions at once. */
export const PLACES = Array.from({ length: 12 }, (_, i) => i);
export const BAD_PLACE = 5;
export const idOf = (i: number) => (i === BAD_PLACE ? BAD : `${i}`);

/** Who must have failed, and with which error. */
export function checkOutcomes(
  world: World,
  outcomes: readonly PromiseSettledResult<unknown>[],
  { error, overcome = false, refused = false, code }: TransactionFault,
  call: 'transactWrite' | 'transactGet',
): void {
  const [command, operation] =
    call === 'transactWrite'
      ? (['TransactWriteItems', 'Account.update'] as const)
      : (['TransactGetItems', 'Account.get'] as const);
  const callsOf = callsByAccount(world, command);
  const failed = outcomes.flatMap((outcome, index) =>
    outcome.status === 'rejected' ? [{ index, ...outcome }] : [],
  );
  if (error === undefined || (overcome && world.repeats)) {
    expect(failed).toEqual([]);
    return;
  }
  expect(failed.length).toBeGreaterThan(0);
  expect(new Set(failed.map(({ reason }) => reason.name))).toEqual(new Set([error]));
  if (refused) expect(failed.map(({ index }) => index)).toEqual([BAD_PLACE]);
  for (const { index, reason } of failed) {
    // What does not pass by itself is not repeated, but for what the SDK repeats.
    const most = code === 'TransactionConflict' ? MAX_ATTEMPTS : 1;
    const calls = callsOf(idOf(index));
    if (code === undefined) expect(calls).toBeLessThanOrEqual(most);
    else expect(calls).toBe(most);
    expect(reason instanceof TransactionCancelled).toBe(code !== undefined);
    if (!(reason instanceof TransactionCancelled)) continue;
    const key = { PK: `ACCOUNT#${idOf(index)}`, SK: 'ACCOUNT' };
    expect(reason.failures).toMatchObject([{ index: 0, operation, key, code }]);
  }
}
