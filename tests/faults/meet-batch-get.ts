import { batchGet } from '../../src/batch/batch-get.ts';
import { Account, account } from '../transactions/bank.ts';
import { checkReport, idOf, PLACES } from './batch-entries.ts';
import type { BatchFault } from './fault.ts';
import { batchOptions, meet, seed, type World } from './world.ts';

const isMissing = (i: number) => i % 10 === 9;

/** Reads of what is there, and of what is not. */
export async function meetBatchGet(world: World, fault: BatchFault): Promise<void> {
  const { db } = world;
  await seed(
    world,
    PLACES.filter((i) => !isMissing(i)).map((i) => account(idOf(i), i)),
  );
  const operations = PLACES.map((i) => Account.get({ accountId: idOf(i) }));
  const report = await meet(world, 'BatchGetItem', fault, () =>
    batchGet(db, operations, batchOptions(world, fault.deadline)),
  );
  const read = ['found', 'missing'];
  const status = (i: number) => report.entries[i]?.status ?? '';
  checkReport(
    world,
    'BatchGetItem',
    report,
    fault,
    (status) => read.includes(status),
    (i) => read.includes(status(i)),
  );
  for (const [i, item] of report.items.entries())
    expect(item).toEqual(status(i) === 'found' ? account(idOf(i), i) : undefined);

  const rest = await batchGet(db, report.remaining);
  expect(rest.complete).toBe(true);
  const places = PLACES.filter((i) => ['unprocessed', 'notAttempted'].includes(status(i)));
  const all = [...report.entries, ...rest.entries.map((entry, i) => ({ ...entry, index: places[i] ?? -1 }))];
  const told = new Map(all.map(({ index, status }) => [index, status]));
  expect(told).toEqual(
    new Map(PLACES.map((i) => [i, status(i) === 'failed' ? 'failed' : isMissing(i) ? 'missing' : 'found'])),
  );
  expect(rest.items).toEqual(places.map((i) => (isMissing(i) ? undefined : account(idOf(i), i))));
}
