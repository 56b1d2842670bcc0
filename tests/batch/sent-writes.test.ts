import { type BatchProgress, type BatchWriteOptions, batchWrite } from '../../src/batch/batch-write.ts';
import { type Connection, connect } from '../../src/client/connect.ts';
import { Account, account, Book, bank } from '../transactions/bank.ts';
import { fakeClient } from './fake-client.ts';
import { idOf, MemoryTables, type Stored, type Writes } from './memory-tables.ts';
import { VirtualTime } from './virtual-time.ts';

let tables: MemoryTables;
let time: VirtualTime;
/** What the table does with a member of a request, by its id and how often it was sent. */
let takes: (id: string, attempt: number) => boolean;
let inFlight: Map<string, number>;
let most: { requests: number; ofOneItem: number };
let sent: Writes[];
let times: Map<string, number>;

const client = fakeClient(async (request) => {
  const writes = request.items as Writes;
  sent.push(writes);
  const ids = Object.entries(writes).flatMap(([table, list]) =>
    list.map(({ PutRequest, DeleteRequest }) =>
      idOf(table, PutRequest?.Item ?? (DeleteRequest?.Key as Stored)),
    ),
  );
  const count = (by: number) => {
    for (const id of ['request', ...ids]) inFlight.set(id, (inFlight.get(id) ?? 0) + by);
  };
  count(1);
  for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
  most.requests = Math.max(most.requests, inFlight.get('request') ?? 0);
  most.ofOneItem = Math.max(most.ofOneItem, ...ids.map((id) => inFlight.get(id) ?? 0));
  // Each next request is answered before the one before it, where they overlap.
  await time.sleep(50 - (sent.length % 40));
  count(-1);
  return tables.write(writes, (id) => takes(id, times.get(id) ?? 0));
});

beforeEach(() => {
  tables = new MemoryTables();
  time = new VirtualTime();
  takes = () => true;
  inFlight = new Map();
  most = { requests: 0, ofOneItem: 0 };
  sent = [];
  times = new Map();
});

const db = connect({ table: bank, tableName: 'bank-production', client });
const library = connect({ table: Book.table, client });
const accounts = (count: number) => Array.from({ length: count }, (_, i) => Account.put(account(`${i}`)));
const books = (count: number) =>
  Array.from({ length: count }, (_, i) => Book.put({ bookId: `${i}`, title: 'Emma' }));

function run<O extends Parameters<typeof batchWrite>[1][number]>(
  operations: readonly O[],
  options: BatchWriteOptions = {},
  connections: Connection | readonly Connection[] = db,
) {
  return time.run(batchWrite(connections, operations, { clock: time.clock(), ...options }));
}

it('a put is its item and a delete its key, under the real name of the table', async () => {
  await run([Account.put(account('a')), Account.delete({ accountId: 'b' })]);
  expect(sent).toEqual([
    {
      'bank-production': [
        {
          PutRequest: {
            Item: {
              PK: { S: 'ACCOUNT#a' },
              SK: { S: 'ACCOUNT' },
              EntityType: { S: 'Account' },
              accountId: { S: 'a' },
              balance: { N: '100' },
            },
          },
        },
        { DeleteRequest: { Key: { PK: { S: 'ACCOUNT#b' }, SK: { S: 'ACCOUNT' } } } },
      ],
    },
  ]);
});

it('requests are of 25 over all tables together', async () => {
  const operations = [...accounts(40), ...books(21)].sort((one, other) => (one.name < other.name ? 1 : -1));
  const report = await run(operations, {}, [db, library]);
  expect(sent.map((writes) => Object.values(writes).flat().length)).toEqual([25, 25, 11]);
  expect(sent.map((writes) => Object.keys(writes).sort())).toContainEqual(['bank-production', 'library']);
  expect(report.requests).toBe(3);
  expect(tables.items.size).toBe(61);
});

it('what comes back from many requests goes out again in full ones', async () => {
  takes = (id, attempt) => attempt > 1 || !/[05].ACCOUNT$/.test(id);
  const report = await run(accounts(500));
  expect(report.counts).toEqual({ written: 500, unprocessed: 0, failed: 0, notAttempted: 0 });
  expect(tables.items.size).toBe(500);
  // 20 requests, and 100 items that came back in 4 more.
  expect(tables.chunks).toEqual(Array.from({ length: 24 }, () => 25));
});

it('begins with four requests at once, and has no more than it is told', async () => {
  await run(accounts(25 * 40));
  expect(most.requests).toBe(16);
  most.requests = 0;
  await run(accounts(25 * 40), { concurrency: 3 });
  expect(most.requests).toBe(3);
  most.requests = 0;
  await run(accounts(25 * 4), { concurrency: 100 });
  expect(most.requests).toBe(4);
});

describe('of several inputs for one item', () => {
  const versions = Array.from({ length: 200 }, (_, i) => Account.put(account(`${i % 3}`, i)));

  it("'last' writes only the last, and the others are what it is", async () => {
    const events: BatchProgress[] = [];
    const operations = [...versions, Account.delete({ accountId: '2' })];
    const report = await run(operations, { duplicates: 'last', onProgress: (event) => events.push(event) });
    expect(tables.chunks).toEqual([3]);
    expect([...tables.items.values()].map(({ balance }) => balance?.N).sort()).toEqual(['198', '199']);
    expect(report.counts.written).toBe(201);
    expect(report.entries.filter(({ attempts }) => attempts > 0).map(({ index }) => index)).toEqual([
      198, 199, 200,
    ]);
    // It is done when all are done that need be.
    expect(events).toEqual([{ total: 3, done: 3, failed: 0, requests: 1, capacity: undefined }]);
  });

  it("'sequence' writes all of them, each after the one before it", async () => {
    const written: Record<string, number[]> = {};
    takes = (_, attempt) => attempt % 3 !== 1;
    const before = tables.write.bind(tables);
    tables.write = (requests, taken) => {
      const output = before(requests, taken);
      for (const [id, { balance }] of tables.items) {
        const list = written[id] ?? [];
        written[id] = list;
        if (list.at(-1) !== Number(balance?.N)) list.push(Number(balance?.N));
      }
      return output;
    };
    const report = await run(versions, { duplicates: 'sequence' });
    expect(report.counts.written).toBe(200);
    expect(most.ofOneItem).toBe(1);
    for (const [place, list] of Object.values(written).entries()) {
      expect(list).toEqual(versions.map((_, i) => i).filter((i) => i % 3 === place));
    }
  });

  it("'sequence' ends with what the last input says, be it a delete", async () => {
    const keys = Array.from({ length: 60 }, (_, i) => ({ accountId: `${i}` }));
    await run([...accounts(60), ...keys.map((key) => Account.delete(key)), ...accounts(30)], {
      duplicates: 'sequence',
    });
    expect(tables.items.size).toBe(30);
  });

  it('of which the first was never taken, the others are not attempted', async () => {
    takes = () => false;
    const report = await run(versions.slice(0, 6), { duplicates: 'sequence' });
    expect(report.entries.map(({ status }) => status)).toEqual([
      ...['unprocessed', 'unprocessed', 'unprocessed'],
      ...['notAttempted', 'notAttempted', 'notAttempted'],
    ]);
    expect(report.remaining).toEqual(versions.slice(0, 6));
  });

  it('the same text in two tables or two parts of a key is no duplicate', async () => {
    const Pair = [Account.put(account('a')), Book.put({ bookId: 'a', title: 'Emma' })];
    expect((await run(Pair, {}, [db, library])).counts.written).toBe(2);
  });
});

it('progress is told after each answer, with capacity if the connection asks for it', async () => {
  const events: BatchProgress[] = [];
  const metered = connect({
    table: bank,
    capacity: true,
    client: fakeClient(async ({ items }) => ({
      ...tables.write(items as Writes),
      ConsumedCapacity: [
        { TableName: 'bank', CapacityUnits: 40 },
        { TableName: 'library', CapacityUnits: 2.5 },
      ],
    })),
  });
  const report = await run(accounts(60), { concurrency: 1, onProgress: (e) => events.push(e) }, metered);
  expect(events).toEqual([
    { total: 60, done: 25, failed: 0, requests: 1, capacity: 42.5 },
    { total: 60, done: 50, failed: 0, requests: 2, capacity: 85 },
    { total: 60, done: 60, failed: 0, requests: 3, capacity: 127.5 },
  ]);
  expect(report).toMatchObject({ requests: 3, capacity: 127.5, stopped: undefined, complete: true });
});

it('entries are in the order of the input, with the very operations', async () => {
  const operations = accounts(60);
  takes = (id, attempt) => attempt > id.length % 3;
  const { entries } = await run(operations);
  expect(entries.map(({ index }) => index)).toEqual(operations.map((_, i) => i));
  expect(entries.every(({ operation }, i) => operation === operations[i])).toBe(true);
});

it('what a listener throws ends the batch, and hides nothing', async () => {
  const broken = new Error('The screen is gone.');
  const report = await run(accounts(200), {
    concurrency: 2,
    onProgress: () => {
      throw broken;
    },
  });
  expect(report).toMatchObject({ stopped: 'error', cause: broken });
  expect(report.counts.written).toBe(tables.items.size);
  expect(report.counts).toMatchObject({ written: 50, notAttempted: 150 });
});
