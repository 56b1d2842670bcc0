import type { Connection } from '../../src/client/connect.ts';
import { itemSize } from '../../src/expressions/item-size.ts';
import { transactGet } from '../../src/transactions/transact-get.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { freshTable } from '../integration/clients.ts';
import { failureOf } from '../integrity/contenders.ts';
import { describeEngines } from '../support/engines.ts';
import { Account, account, bank } from './bank.ts';

const KB = 1024;

describeEngines('a transaction', (engine) => {
  // DynamoDB Local counts expressions and their values, too, and so takes a little less.
  const countsItems = engine.name === 'dynoxide';
  let db: Connection;
  beforeAll(async () => {
    db = await freshTable(engine, bank);
  });
  /** A create of an item of exactly so many bytes. */
  const sized = (accountId: string, bytes: number) => {
    const item = (note: string) => Account.create({ ...account(accountId), note });
    return item('x'.repeat(bytes - itemSize(item('').input.Item)));
  };

  it('takes ten items of 400 KB', async () => {
    const items = await transactWrite(
      db,
      Array.from({ length: 10 }, (_, i) => sized(`full ${i}`, 400 * KB)),
    );
    const operations = items.map(({ accountId }) => Account.getOrThrow({ accountId }));
    expect(await transactGet(db, operations)).toEqual(items);
  });

  (countsItems ? it : it.skip)('takes 4 MB exactly, and the check counts as the service does', async () => {
    const each = Math.floor((4096 * KB) / 11);
    const operations = Array.from({ length: 11 }, (_, i) =>
      sized(`eleven ${i}`, i === 0 ? 4096 * KB - 10 * each : each),
    );
    await transactWrite(db, operations);
    const [first] = await transactGet(db, [Account.get({ accountId: 'eleven 0' })]);
    expect(first?.note).toHaveLength(String(operations[0]?.input.Item.note).length);
  });

  it('takes a hundred operations', async () => {
    const ids = Array.from({ length: 100 }, (_, i) => `hundred ${i}`);
    const items = await transactWrite(
      db,
      ids.map((accountId) => Account.create(account(accountId))),
    );
    const operations = ids.map((accountId) => Account.get({ accountId }));
    expect(await transactGet(db, operations)).toEqual(items);
  });

  it('with an item over 400 KB is refused as a whole, by the name of the item', async () => {
    const error = await failureOf(
      transactWrite(db, [Account.create(account('small')), sized('great', 400 * KB + 1)]),
    );
    expect(error.message).toMatch(
      /^transactWrite: Account\.\w+, at 1, writes an item of 409601 bytes with PK "ACCOUNT#great"/,
    );
    expect(await transactGet(db, [Account.get({ accountId: 'small' })])).toEqual([undefined]);
  });
});
