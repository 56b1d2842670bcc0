import { marshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { batchGet } from '../../src/batch/batch-get.ts';
import type { BatchOptions, BatchProgress } from '../../src/batch/batch-write.ts';
import type { BatchGetOperation } from '../../src/batch/get-units.ts';
import { type Connection, connect } from '../../src/client/connect.ts';
import { InvalidItem, NotFound } from '../../src/errors.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';
import { Account, account, Book, bank, Owner } from '../transactions/bank.ts';
import { fakeClient } from './fake-client.ts';
import { MemoryTables, type Reads } from './memory-tables.ts';
import { VirtualTime } from './virtual-time.ts';

/** With a validator, so that an item in the table may be invalid. */
const Rate = defineEntity<{ rateId: string; rate: number }>()({
  name: 'Rate',
  table: bank,
  keys: { PK: 'RATE#{rateId}', SK: 'RATE' },
  validate: z.looseObject({ rate: z.number() }),
});

const sessions = defineTable({ name: 'sessions', ttl: 'expiresAt' });
/** Its items count as absent once they have expired, though the service keeps them for a while. */
const Session = defineEntity<{ sessionId: string; expiresAt: number }>()({
  name: 'Session',
  table: sessions,
  keys: { PK: 'SESSION#{sessionId}', SK: 'SESSION' },
  expiry: { after: { hours: 1 } },
});

let tables: MemoryTables;
let time: VirtualTime;
/** Whether a request's key is answered, by its place in the request and the request's in the row. */
let takes: (place: number, request: number) => boolean;
let sent: Reads[];

const client = fakeClient(async (request) => {
  const reads = request.items as Reads;
  sent.push(reads);
  const number = sent.length;
  await time.sleep(10);
  return tables.read(reads, (_, place) => takes(place, number));
});
const db = connect({ table: bank, tableName: 'bank-production', client });
const library = connect({ table: Book.table, client });

beforeEach(() => {
  tables = new MemoryTables();
  for (let i = 0; i < 250; i += 1) store('bank-production', Account.put(account(`${i}`, i)).input.Item);
  store('library', Book.put({ bookId: '1', title: 'Emma' }).input.Item);
  time = new VirtualTime();
  takes = () => true;
  sent = [];
});

function store(table: string, item: Record<string, unknown>): void {
  tables.items.set(`${table}/${item.PK}/${item.SK}`, marshall(item));
}
function run<const T extends readonly BatchGetOperation[]>(
  operations: T,
  options: BatchOptions = {},
  connections: Connection | readonly Connection[] = db,
) {
  return time.run(batchGet(connections, operations, { clock: time.clock(), ...options }));
}
const sizes = () => sent.map((reads) => Object.values(reads).reduce((sum, { Keys }) => sum + Keys.length, 0));
const get = (i: number) => Account.get({ accountId: `${i}` });
const range = (count: number) => Array.from({ length: count }, (_, i) => i);

it('requests are of 100 keys over all tables together, under their real names', async () => {
  const { items } = await run([...range(199).map(get), Book.get({ bookId: '1' })], {}, [db, library]);
  expect(sizes()).toEqual([100, 100]);
  expect(Object.keys(sent[1] ?? {})).toEqual(['bank-production', 'library']);
  expect(items.slice(0, 199)).toEqual(range(199).map((i) => account(`${i}`, i)));
  expect(items[199]).toEqual({ bookId: '1', title: 'Emma' });
  expect(sent[1]?.library).toEqual({ Keys: [{ PK: { S: 'BOOK#1' }, SK: { S: 'BOOK' } }] });
});

it('an item that is asked for twice is read once, and stands at both places', async () => {
  const events: BatchProgress[] = [];
  const operations = [...range(150), ...range(150)].map(get);
  const report = await run(operations, { concurrency: 1, onProgress: (event) => events.push(event) });
  expect(sizes()).toEqual([100, 50]);
  expect(report.items).toEqual([...range(150), ...range(150)].map((i) => account(`${i}`, i)));
  expect(report.counts).toEqual({ found: 300, missing: 0, unprocessed: 0, failed: 0, notAttempted: 0 });
  expect(events.map(({ total, done }) => [total, done])).toEqual([
    [150, 100],
    [150, 150],
  ]);
  // Two readers do not share one item.
  expect(report.items[0]).not.toBe(report.items[150]);
});

it('entries are in the order of the input, with the very operations', async () => {
  takes = (place, request) => (place + request) % 3 !== 0;
  const operations = range(250).reverse().map(get);
  const { entries, items } = await run(operations);
  expect(items.map((item) => item?.balance)).toEqual(range(250).reverse());
  entries.forEach(({ index, operation }, i) => {
    expect(index).toBe(i);
    expect(operation).toBe(operations[i]);
  });
});

it('what comes back from many requests goes out again in full ones', async () => {
  takes = (place, request) => request > 3 || place < 50;
  const report = await run(range(250).map(get));
  expect(sizes()).toEqual([100, 100, 50, 100]);
  expect(report.counts.found).toBe(250);
});

describe('a projection', () => {
  const balances = (from: number, count: number) =>
    range(count).map((i) => Account.get({ accountId: `${from + i}` }, { select: ['balance'] }));

  it('has the key in it, by which the item is told, and its reader does not see it', async () => {
    const { items } = await run(balances(0, 2));
    expect(sent).toEqual([
      {
        'bank-production': {
          Keys: [
            { PK: { S: 'ACCOUNT#0' }, SK: { S: 'ACCOUNT' } },
            { PK: { S: 'ACCOUNT#1' }, SK: { S: 'ACCOUNT' } },
          ],
          ProjectionExpression: '#n0, #n1, #n2, #n3',
          ExpressionAttributeNames: { '#n0': 'balance', '#n1': 'PK', '#n2': 'SK', '#n3': 'EntityType' },
        },
      },
    ]);
    expect(items).toEqual([{ balance: 0 }, { balance: 1 }]);
  });

  it('keeps its names and consistency when it is sent again', async () => {
    takes = (place, request) => request > 1 && place === 0;
    const reads = range(3).map((i) =>
      Account.get({ accountId: `${i}` }, { select: ['balance'], consistent: true }),
    );
    const { items } = await run(reads);
    expect(items).toEqual([{ balance: 0 }, { balance: 1 }, { balance: 2 }]);
    const [first, ...others] = sent.map((requests) => {
      const { Keys: _, ...shape } = requests['bank-production'] ?? { Keys: [] };
      return shape;
    });
    expect(first).toMatchObject({ ConsistentRead: true, ProjectionExpression: expect.any(String) });
    for (const shape of others) expect(shape).toEqual(first);
  });

  it('and other shapes of reads do not share a request', async () => {
    const { items } = await run([
      get(0),
      ...balances(0, 1),
      Account.get({ accountId: '0' }, { consistent: true }),
      Account.get({ accountId: '1' }, { consistent: false }),
      ...balances(2, 1),
    ]);
    expect(
      sent.map((reads) => {
        const {
          Keys,
          ConsistentRead = false,
          ProjectionExpression,
        } = reads['bank-production'] ?? { Keys: [] };
        return [Keys.length, ConsistentRead, ProjectionExpression !== undefined];
      }) as unknown,
    ).toEqual([
      [2, false, false],
      [2, false, true],
      [1, true, false],
    ]);
    expect(items).toEqual([
      account('0', 0),
      { balance: 0 },
      account('0', 0),
      account('1', 1),
      { balance: 2 },
    ]);
  });
});

describe('an item', () => {
  it('that is not there is missing, and one that was not answered for is unprocessed', async () => {
    // Whatever is asked for, the second key is not answered for while there is one.
    takes = (place) => place === 0;
    const report = await run([get(999), get(1)], { deadline: new Date(5) });
    expect(report.entries.map(({ status }) => status)).toEqual(['missing', 'unprocessed']);
    expect(report.items).toEqual([undefined, undefined]);
    expect(report.complete).toBe(false);
    expect(report.remaining).toEqual([report.entries[1]?.operation]);
    expect((await run([get(999)])).complete).toBe(true);
  });

  it('that getOrThrow does not find fails alone', async () => {
    const report = await run([get(0), Account.getOrThrow({ accountId: '999' }), get(999)]);
    expect(report.entries.map(({ status }) => status)).toEqual(['found', 'failed', 'missing']);
    expect(report.entries[1]?.error).toBeInstanceOf(NotFound);
    expect(() => report.throwIfIncomplete()).toThrow(
      'batchGet: of 3, 1 found, 1 missing, 1 failed. The first that failed, at 1, is Account.getOrThrow with PK "ACCOUNT#999", SK "ACCOUNT": NotFound, Account.getOrThrow: there is no Account with PK "ACCOUNT#999", SK "ACCOUNT".',
    );
    // It is no remainder: it would not be found then, either.
    expect(report.remaining).toEqual([]);
  });

  it('that has expired is missing, and fails for getOrThrow', async () => {
    const at = (sessionId: string, expiresAt: number) => ({
      ...{ PK: `SESSION#${sessionId}`, SK: 'SESSION', EntityType: 'Session' },
      ...{ sessionId, expiresAt },
    });
    store('sessions', at('gone', 1_700_000_000));
    store('sessions', at('live', 4_000_000_000));
    const { entries, items } = await run(
      [
        Session.get({ sessionId: 'gone' }),
        Session.get({ sessionId: 'live' }),
        Session.getOrThrow({ sessionId: 'gone' }),
        Session.get({ sessionId: 'gone' }, { select: ['sessionId'] }),
      ],
      {},
      connect({ table: sessions, client }),
    );
    expect(entries.map(({ status }) => status)).toEqual(['missing', 'found', 'failed', 'missing']);
    expect(items.map((item) => item?.sessionId)).toEqual([undefined, 'live', undefined, undefined]);
  });

  it('that is invalid, or of another entity, fails alone', async () => {
    store('bank-production', { PK: 'RATE#1', SK: 'RATE', EntityType: 'Rate', rateId: '1', rate: 'high' });
    store('bank-production', { PK: 'OWNER#1', SK: 'OWNER', EntityType: 'Order', ownerId: '1' });
    const report = await run([
      Rate.get({ rateId: '1' }),
      get(0),
      Owner.get({ ownerId: '1' }),
      Rate.get({ rateId: '1' }),
    ]);
    expect(report.entries.map(({ status }) => status)).toEqual(['failed', 'found', 'failed', 'failed']);
    expect(report.entries[0]?.error).toBeInstanceOf(InvalidItem);
    expect(report.items).toEqual([undefined, account('0', 0), undefined, undefined]);
    expect(() => report.throwIfIncomplete()).toThrow(
      'batchGet: of 4, 1 found, 3 failed. The first that failed, at 0, is Rate.get with PK "RATE#1", SK "RATE": InvalidItem, Rate.get read an item that is no valid Rate: rate: Invalid input: expected number, received string.',
    );
  });
});

it('answers that are full are no sign of throttling, and no more is asked for than fits', async () => {
  const note = 'x'.repeat(390 * 1024);
  for (let i = 0; i < 200; i += 1) {
    store('bank-production', Account.put({ ...account(`${i}`, i), note }).input.Item);
  }
  takes = (place) => place < 43;
  const report = await run(range(200).map(get), { concurrency: 1 });
  expect(report.counts.found).toBe(200);
  expect(sizes()).toEqual([100, 43, 43, 43, 28]);
  // No time was lost to waits.
  expect(report.ms).toBe(50);
});
