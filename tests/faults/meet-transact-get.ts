import { transactGet } from '../../src/transactions/transact-get.ts';
import { Account, account } from '../transactions/bank.ts';
import type { TransactionFault } from './fault.ts';
import { checkOutcomes, idOf, PLACES } from './outcomes.ts';
import { meet, seed, type World } from './world.ts';

/** Twelve at once, and those that failed once more. Each reads an item of its own, one that is not there, and a common one. */
export async function meetTransactGet(world: World, fault: TransactionFault): Promise<void> {
  const { db, stop } = world;
  await seed(world, [...PLACES.map((i) => account(idOf(i), i)), account('sum', 7)]);
  const read = (i: number, options = {}) =>
    transactGet(
      db,
      [idOf(i), 'nobody', 'sum'].map((accountId) => Account.get({ accountId })),
      options,
    );
  const outcomes = await meet(world, 'TransactGetItems', fault, () =>
    Promise.allSettled(PLACES.map((i) => read(i, { abortSignal: stop.signal }))),
  );
  checkOutcomes(world, outcomes, fault, 'transactGet');
  for (const [i, outcome] of outcomes.entries()) {
    const items = outcome.status === 'fulfilled' ? outcome.value : await read(i);
    expect(items).toEqual([account(idOf(i), i), undefined, account('sum', 7)]);
  }
}
