import { AlreadyExists, TransactionCancelled } from '../../src/errors.ts';
import { transactWrite, type WriteOperation } from '../../src/transactions/transact-write.ts';
import { Account, account, Transfer } from '../transactions/bank.ts';
import type { TransactionFault } from './fault.ts';
import { checkOutcomes, idOf, PLACES } from './outcomes.ts';
import { meet, seed, stored, type World } from './world.ts';

const hasToken = (i: number) => i % 2 === 0;

/** All add to one sum. One half has tokens of the caller; the other half leaves a transfer behind, which cannot be made twice. */
function operationsOf(i: number): WriteOperation[] {
  const [add, sum] = [idOf(i), 'sum'].map((accountId) =>
    Account.update({ accountId }, { add: { balance: 1 } }),
  );
  const own = hasToken(i)
    ? [Account.put(account(`new-${i}`, i)), Account.delete({ accountId: `old-${i}` })]
    : [Transfer.create({ transferId: `${i}`, from: 'a', to: 'b', amount: i })];
  return [add, sum, ...own].flatMap((operation) => operation ?? []);
}

/** How often a transaction was done; anything but whole is refused. */
function timesDone(items: ReturnType<typeof stored>, i: number): number {
  const times = Number(items.get(`ACCOUNT#${idOf(i)}`)?.balance?.N);
  const own = hasToken(i)
    ? [items.has(`ACCOUNT#new-${i}`), !items.has(`ACCOUNT#old-${i}`)]
    : [items.has(`TRANSFER#${i}`)];
  expect(own).toEqual(own.map(() => times > 0));
  return times;
}

/** Every transaction as it stands: never done twice, and the sum is right. */
function allDone(world: World): number[] {
  const items = stored(world);
  const times = PLACES.map((i) => timesDone(items, i));
  expect(times.filter((time) => time > 1)).toEqual([]);
  expect(Number(items.get('ACCOUNT#sum')?.balance?.N)).toBe(times.filter((time) => time === 1).length);
  return times;
}

/** Twelve at once, and those that failed once more. */
export async function meetTransactWrite(world: World, fault: TransactionFault): Promise<void> {
  const { db, stop } = world;
  const old = PLACES.filter(hasToken).map((i) => account(`old-${i}`));
  await seed(world, [...PLACES.map((i) => account(idOf(i), 0)), account('sum', 0), ...old]);
  const write = (i: number, options = {}) =>
    transactWrite(db, operationsOf(i), { ...(hasToken(i) && { token: `token-${i}` }), ...options });

  const outcomes = await meet(world, 'TransactWriteItems', fault, () =>
    Promise.allSettled(PLACES.map((i) => write(i, { abortSignal: stop.signal }))),
  );
  const before = allDone(world);
  checkOutcomes(world, outcomes, fault, 'transactWrite');
  const wrong = outcomes.filter((outcome, i) => {
    if (outcome.status === 'fulfilled') return before[i] !== 1;
    const { reason } = outcome;
    const mayBe = reason instanceof TransactionCancelled ? reason.maybeApplied : fault.unsure === true;
    return before[i] !== 0 && !mayBe;
  });
  expect(wrong).toEqual([]);

  for (const i of PLACES.filter((i) => outcomes[i]?.status === 'rejected')) {
    const again = await write(i).catch((error: unknown) => error);
    if (Array.isArray(again)) continue;
    expect((again as TransactionCancelled).find(AlreadyExists, Transfer)?.item?.transferId).toBe(`${i}`);
    expect([hasToken(i), before[i]]).toEqual([false, 1]);
  }
  expect(allDone(world)).toEqual(PLACES.map(() => 1));
}
