import { batchWrite } from '../../src/batch/batch-write.ts';
import { Account, account } from '../transactions/bank.ts';
import { checkReport, idOf, PLACES } from './batch-entries.ts';
import type { BatchFault } from './fault.ts';
import { batchOptions, meet, seed, stored, type World } from './world.ts';

const isDelete = (i: number) => i % 10 === 9;

/** Puts, and deletes of what is there. */
export async function meetBatchWrite(world: World, fault: BatchFault): Promise<void> {
  const { db } = world;
  await seed(
    world,
    PLACES.filter(isDelete).map((i) => account(idOf(i))),
  );
  const operations = PLACES.map((i) =>
    isDelete(i) ? Account.delete({ accountId: idOf(i) }) : Account.put(account(idOf(i), i)),
  );
  const report = await meet(world, 'BatchWriteItem', fault, () =>
    batchWrite(db, operations, batchOptions(world, fault.deadline)),
  );
  const there = stored(world);
  checkReport(
    world,
    'BatchWriteItem',
    report,
    fault,
    (status) => status === 'written',
    (i) => there.has(`ACCOUNT#${idOf(i)}`) !== isDelete(i),
  );

  const rest = await batchWrite(db, report.remaining);
  expect(rest.complete).toBe(true);
  const expected = PLACES.filter((i) => !isDelete(i) && report.entries[i]?.status !== 'failed');
  expect(new Map([...stored(world)].map(([key, { balance }]) => [key, balance?.N]))).toEqual(
    new Map(expected.map((i) => [`ACCOUNT#${idOf(i)}`, `${i}`])),
  );
}
