import { batchGet } from '../../src/batch/batch-get.ts';
import { batchWrite } from '../../src/batch/batch-write.ts';
import type { Connection } from '../../src/client/connect.ts';
import { describeClients, freshTable } from '../integration/clients.ts';
import { describeEngines } from '../support/engines.ts';
import { Account, account, Book, bank, Owner } from '../transactions/bank.ts';

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

describeClients('a load of 1,000 items in two tables', (engine, client) => {
  it('arrives, is read back in order, and goes again', async () => {
    const shared = { client: client() };
    const db = await freshTable(engine, bank, shared);
    const library = await freshTable(engine, Book.table, shared);
    const both: Connection[] = [db, library];
    const item = (i: number) => ({
      ...account(`${i}`, i),
      labels: new Set(['a', `${i}`]),
      limit: 12345678901234567890n + BigInt(i),
    });
    const writes = range(1000).map((i) =>
      i % 4 === 3 ? Book.put({ bookId: `${i}`, title: `Emma, ${i}` }) : Account.put(item(i)),
    );
    expect((await batchWrite(both, writes)).throwIfIncomplete().counts.written).toBe(1000);

    const reads = range(1001).map((i) =>
      i % 4 === 3
        ? Book.getOrThrow({ bookId: `${i}` })
        : Account.get({ accountId: `${i}` }, { consistent: true }),
    );
    const { items, counts } = (await batchGet(both, reads)).throwIfIncomplete();
    expect(counts).toEqual({ found: 1000, missing: 1, unprocessed: 0, failed: 0, notAttempted: 0 });
    expect(items).toEqual([
      ...range(1000).map((i) => (i % 4 === 3 ? { bookId: `${i}`, title: `Emma, ${i}` } : item(i))),
      undefined,
    ]);

    const deletes = range(1000).map((i) =>
      i % 4 === 3 ? Book.delete({ bookId: `${i}` }) : Account.delete({ accountId: `${i}` }),
    );
    await batchWrite(both, deletes);
    expect((await batchGet(both, reads)).counts).toMatchObject({ found: 0, missing: 751, failed: 250 });
  });

  it('what the service refuses for one item fails alone', async () => {
    const db = await freshTable(engine, bank, { client: client() });
    // An index key of the wrong type, by somebody's own hand.
    const bad = Account.put(account('bad'));
    Object.assign(bad.input.Item, { GSI1PK: 7, GSI1SK: 'x' });
    const operations = [...range(30).map((i) => Account.put(account(`${i}`))), bad];
    const report = await batchWrite(db, operations);
    expect(report.counts).toEqual({ written: 30, unprocessed: 0, failed: 1, notAttempted: 0 });
    expect(report.failed[0]).toMatchObject({ index: 30, error: { name: 'ValidationException' } });
  });

  it('a projection is read with its keys, which its reader does not see', async () => {
    const db = await freshTable(engine, bank, { client: client() });
    await batchWrite(
      db,
      range(150).map((i) => Account.put({ ...account(`${i}`, i), status: 'open' })),
    );
    const { items } = await batchGet(
      db,
      range(150).map((i) => Account.get({ accountId: `${i}` }, { select: ['balance', 'status'] })),
    );
    expect(items).toEqual(range(150).map((i) => ({ balance: i, status: 'open' })));
  });
});

describeEngines('large items', (engine) => {
  it('are written and read in as many answers as it takes', async () => {
    const db = await freshTable(engine, bank, { capacity: true });
    const large = (i: number) => ({ ...account(`${i}`, i), note: 'x'.repeat(390 * 1024) });
    const written = await batchWrite(
      db,
      range(50).map((i) => Account.put(large(i))),
      { concurrency: 2 },
    );
    expect(written.throwIfIncomplete().counts.written).toBe(50);
    expect(written.capacity).toBeGreaterThanOrEqual(50 * 391);
    const reads = [...range(50).map((i) => Account.get({ accountId: `${i}` })), Owner.get({ ownerId: '1' })];
    const report = await batchGet(db, reads);
    expect(report.counts).toMatchObject({ found: 50, missing: 1, unprocessed: 0 });
    expect(report.requests).toBe(2);
    expect(report.items.slice(0, 50).every((item, i) => (item as { balance?: number }).balance === i)).toBe(
      true,
    );
    // The service's limit is on what it reads, not on what it gives.
    const brief = await batchGet(
      db,
      range(50).map((i) => Account.get({ accountId: `${i}` }, { select: ['balance'] })),
    );
    expect(brief.items).toEqual(range(50).map((i) => ({ balance: i })));
  });
});
