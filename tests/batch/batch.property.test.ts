import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { batchGet } from '../../src/batch/batch-get.ts';
import { batchWrite } from '../../src/batch/batch-write.ts';
import { connect } from '../../src/client/connect.ts';
import { Account, type AccountItem, account, Book, bank } from '../transactions/bank.ts';
import { fakeClient } from './fake-client.ts';
import { MemoryTables, type Reads, ServiceError, type Writes } from './memory-tables.ts';
import { dice, VirtualTime } from './virtual-time.ts';

const FAULTS = [
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'InternalServerError',
  'ServiceUnavailable',
  'RequestTimeout',
  'AccessDeniedException',
] as const;

/** How bad the service is: what share of requests fail, of answers are lost, and of members are not taken. */
const weather = fc.record({
  seed: fc.integer(),
  failing: fc.constantFrom(0, 0.1, 0.4),
  lost: fc.constantFrom(0, 0.1, 0.4),
  left: fc.constantFrom(0, 0.2, 0.7),
  fatal: fc.boolean(),
  concurrency: fc.integer({ min: 1, max: 20 }),
});
type Weather = typeof weather extends fc.Arbitrary<infer W> ? W : never;

/** A service in that weather. */
function service({ seed, failing, lost, left, fatal }: Weather, tables: MemoryTables, time: VirtualTime) {
  const chance = dice(seed);
  const faults = fatal ? FAULTS : FAULTS.slice(0, -1);
  const client = fakeClient(async ({ kind, items }) => {
    await time.sleep(chance() * 30);
    if (chance() < failing) {
      const name = faults[Math.floor(chance() * faults.length)] ?? FAULTS[0];
      throw new ServiceError(name, name === 'InternalServerError' ? 500 : 400);
    }
    const takes = () => chance() >= left;
    const output =
      kind === 'write' ? tables.write(items as Writes, takes) : tables.read(items as Reads, takes);
    await time.sleep(chance() * 30);
    if (chance() < lost) throw new ServiceError('TimeoutError', 500);
    return output;
  });
  return [connect({ table: bank, client }), connect({ table: Book.table, client })];
}

/** A put or a delete of one of so many items, with a value of its own. */
const writes = (items: number) =>
  fc.array(fc.record({ id: fc.nat(items - 1), kind: fc.constantFrom('put', 'put', 'delete', 'book') }), {
    maxLength: 220,
  });
type Write =
  ReturnType<typeof writes> extends fc.Arbitrary<infer W extends readonly unknown[]> ? W[number] : never;

function operationOf({ id, kind }: Write, place: number) {
  if (kind === 'book') return Book.put({ bookId: `${id}`, title: `${place}` });
  return kind === 'put' ? Account.put(account(`${id}`, place)) : Account.delete({ accountId: `${id}` });
}
const keyOf = ({ id, kind }: Write) => `${kind === 'book' ? 'library/BOOK' : 'bank/ACCOUNT'}#${id}`;

/** What is stored, as text: the value of each item that was written, by its key. */
function stored(tables: MemoryTables): Record<string, unknown> {
  return Object.fromEntries(
    [...tables.items].map(([id, item]) => {
      const { balance, title } = unmarshall(item as never);
      return [id.replace(/\/(ACCOUNT|BOOK)$/, ''), balance ?? Number(title)];
    }),
  );
}

async function writeAll(inputs: readonly Write[], given: Weather, policy: 'last' | 'sequence') {
  const tables = new MemoryTables();
  const time = new VirtualTime();
  const connections = service(given, tables, time);
  const operations = inputs.map(operationOf);
  const report = await time.run(
    batchWrite(connections, operations, {
      duplicates: policy,
      concurrency: given.concurrency,
      clock: time.clock(dice(given.seed + 1)),
    }),
  );
  return { tables, operations, report };
}

/** What the table holds when so much of the input was done. */
function model(inputs: readonly Write[], done: (place: number) => boolean): Record<string, unknown> {
  const table: Record<string, unknown> = {};
  inputs.forEach((write, place) => {
    if (!done(place)) return;
    if (write.kind === 'delete') delete table[keyOf(write)];
    else table[keyOf(write)] = place;
  });
  return table;
}

it.each(['last', 'sequence'] as const)(
  "under '%s' the table holds what the input says, in whatever weather, and the report says what was done",
  async (policy) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(writes(5), writes(300)), weather, async (inputs, given) => {
        const { tables, operations, report } = await writeAll(inputs, given, policy);
        const { entries, counts, complete, remaining, stopped } = report;
        expect(entries.every(({ index, operation }, i) => index === i && operation === operations[i])).toBe(
          true,
        );
        expect(counts.written + counts.unprocessed + counts.failed + counts.notAttempted).toBe(inputs.length);
        expect(remaining.length).toBe(counts.unprocessed + counts.notAttempted);
        expect(complete).toBe(stopped === undefined);
        const doubtful = new Set(
          inputs.flatMap((write, i) => (entries[i]?.status === 'unprocessed' ? [keyOf(write)] : [])),
        );
        const certain = (table: Record<string, unknown>) =>
          Object.entries(table)
            .filter(([key]) => !doubtful.has(key))
            .sort();
        const expected = model(inputs, (i) => entries[i]?.status === 'written');
        expect(certain(stored(tables))).toEqual(certain(expected));

        // The remainder, in better weather, makes it whole.
        const time = new VirtualTime();
        const calm = service({ ...given, failing: 0, lost: 0, left: 0 }, tables, time);
        const rest = await time.run(batchWrite(calm, remaining, { duplicates: policy, clock: time.clock() }));
        expect(rest.complete).toBe(true);
        expect(stored(tables)).toEqual(model(inputs, () => true));
      }),
      { numRuns: 60 },
    );
  },
);

it('a batch of reads finds what is there, in whatever weather, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(150), { maxLength: 320 }), weather, async (ids, given) => {
      const tables = new MemoryTables();
      const there = (id: number) => id % 4 !== 0;
      for (let id = 0; id <= 150; id += 1) {
        const { input } = Account.put(account(`${id}`, id));
        if (there(id)) tables.items.set(`bank/ACCOUNT#${id}/ACCOUNT`, marshall(input.Item));
      }
      const time = new VirtualTime();
      const operations = ids.map((id) =>
        id % 3 === 0
          ? Account.get({ accountId: `${id}` }, { select: ['balance'] })
          : Account.get({ accountId: `${id}` }, { consistent: id % 2 === 0 }),
      );
      const report = await time.run(
        batchGet(service(given, tables, time), operations, {
          concurrency: given.concurrency,
          clock: time.clock(dice(given.seed + 1)),
        }),
      );
      ids.forEach((id, i) => {
        const { status, operation, index } = report.entries[i] ?? {};
        expect([operation, index]).toEqual([operations[i], i]);
        const item: Partial<AccountItem> | undefined = report.items[i];
        if (status === 'found') expect(item?.balance).toBe(id);
        else expect(item).toBeUndefined();
        if (status === 'found' || status === 'missing') expect(status === 'found').toBe(there(id));
      });
      const { found, missing, unprocessed, notAttempted, failed } = report.counts;
      expect(found + missing + unprocessed + notAttempted).toBe(ids.length);
      expect(failed).toBe(0);
      expect(report.complete).toBe(report.stopped === undefined);
    }),
    { numRuns: 60 },
  );
});
