import { bulkLoad } from '../../src/batch/bulk-load.ts';
import { Account, account } from '../transactions/bank.ts';
import type { BatchFault } from './fault.ts';
import { BAD } from './steps.ts';
import { batchOptions, meet, stored, type World } from './world.ts';

/** Every tenth is for an item of a little before again, and every thirtieth deletes it. */
const WRITES = Array.from({ length: 150 }, (_, n) => {
  const id = n % 10 === 9 ? n - 4 : n;
  return { id: id === 33 ? BAD : `${id}`, balance: n % 30 === 29 ? undefined : n };
});
const operationOf = ({ id, balance }: (typeof WRITES)[number]) =>
  balance === undefined ? Account.delete({ accountId: id }) : Account.put(account(id, balance));

/** What is there after these writes, one after the other. */
function after(writes: typeof WRITES): Map<string, number> {
  const items = new Map<string, number>();
  for (const { id, balance } of writes) {
    if (balance === undefined) items.delete(`ACCOUNT#${id}`);
    else items.set(`ACCOUNT#${id}`, balance);
  }
  return items;
}
const found = (world: World) =>
  new Map([...stored(world)].map(([key, { balance }]) => [key, Number(balance?.N)]));

/** A load that is resumed where it ended. */
export async function meetBulkLoad(world: World, fault: BatchFault): Promise<void> {
  const { db } = world;
  const { stopped, cause, refused = false } = fault;
  const failed: (string | undefined)[] = [];
  const checkpoints: number[] = [];
  const report = await meet(world, 'BatchWriteItem', fault, () =>
    bulkLoad(db, WRITES.map(operationOf), {
      ...batchOptions(world, fault.deadline),
      onFailed: ({ index }) => void failed.push(WRITES[index]?.id),
      onCheckpoint: (position) => void checkpoints.push(position),
    }),
  );
  const { read, written, position } = report;
  expect(report.stopped).toBe(stopped);
  expect((report.cause as Error | undefined)?.name).toBe(cause);
  expect(report.complete).toBe(stopped === undefined && !refused);
  expect(failed).toEqual(refused ? [BAD] : []);
  expect(report.failed).toBe(failed.length);
  if (stopped === undefined) {
    expect(report).toMatchObject({ read: 150, written: 150 - failed.length, position: 150 });
  } else {
    expect(position).toBeLessThan(150);
    expect(written + failed.length).toBeLessThan(150);
    expect(written + failed.length).toBeGreaterThanOrEqual(position);
  }
  // What was done, and only that; where the answer was lost, it is not known to be.
  if (fault.unsure) expect(written).toBeLessThanOrEqual(world.applied());
  else expect(written).toBe(world.applied());
  expect(checkpoints.at(-1) ?? 0).toBe(position);
  // What stands before the position has arrived, unless it was overtaken by what stands behind it.
  const there = found(world);
  const possible = (key: string) =>
    WRITES.filter(({ id }, n) => `ACCOUNT#${id}` === key && (n < read || fault.unsure)).map(
      ({ balance }) => balance,
    );
  for (const [key, balance] of after(WRITES.slice(0, position))) {
    if (key !== `ACCOUNT#${BAD}` || !refused) {
      expect(possible(key).filter((one) => one === undefined || one >= balance)).toContain(there.get(key));
    }
  }
  for (const [key, balance] of there) expect(possible(key)).toContain(balance);

  const rest = await bulkLoad(db, WRITES.slice(position).map(operationOf));
  expect(rest).toMatchObject({ read: 150 - position, failed: 0, complete: true });
  const expected = after(WRITES);
  if (refused) expected.delete(`ACCOUNT#${BAD}`);
  expect(found(world)).toEqual(expected);
}
