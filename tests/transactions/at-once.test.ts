import type { Connection } from '../../src/client/connect.ts';
import { AlreadyExists, ConditionFailed, TransactionCancelled } from '../../src/errors.ts';
import { gte } from '../../src/expressions/operators.ts';
import { iterate } from '../../src/repositories/iterate.ts';
import { send } from '../../src/repositories/send.ts';
import { transactGet } from '../../src/transactions/transact-get.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { freshTable } from '../integration/clients.ts';
import { contend } from '../integrity/contenders.ts';
import { describeEngines } from '../support/engines.ts';
import { Account, type AccountItem, account, bank, Transfer, type TransferItem } from './bank.ts';

const IDS = ['a', 'b', 'c'] as const;
const START = 10;

describeEngines('transactions at once', (engine) => {
  let db: Connection;
  beforeEach(async () => {
    db = await freshTable(engine, bank);
  });
  /** The accounts as they stand at one moment. */
  const accounts = () =>
    transactGet(
      db,
      IDS.map((accountId) => Account.getOrThrow({ accountId })),
      // Twenty writers may well stand in the way more often than it is tried by itself.
      { maxAttempts: 30 },
    );
  const sum = (items: readonly AccountItem[]) => items.reduce((total, { balance }) => total + balance, 0);

  async function move(transferId: string, from: string, to: string, amount: number): Promise<TransferItem> {
    const [, , transfer] = await transactWrite(
      db,
      [
        Account.update({ accountId: from }, { add: { balance: -amount } }, { if: { balance: gte(amount) } }),
        Account.update({ accountId: to }, { add: { balance: amount } }),
        Transfer.create({ transferId, from, to, amount }),
      ],
      { maxAttempts: 30 },
    );
    return transfer;
  }

  it.each([2, 20])(
    'of %i move money whole: no sum changes, and no account falls below nothing',
    async (count) => {
      await transactWrite(
        db,
        IDS.map((accountId) => Account.create(account(accountId, START))),
      );
      const seen: number[] = [];
      const moving = contend(count, (place) => {
        const from = IDS[place % 3] ?? 'a';
        const to = IDS[(place + 1 + (place % 2)) % 3] ?? 'a';
        return move(`t${place}`, from, to, (place % 4) + 4);
      });
      for (let i = 0; i < 5; i += 1) seen.push(sum(await accounts()));
      const { won, lost } = await moving;

      expect(seen).toEqual([30, 30, 30, 30, 30]);
      expect(won.length).toBeGreaterThan(0);
      for (const error of lost) {
        expect(error).toBeInstanceOf(TransactionCancelled);
        const { failures } = error as TransactionCancelled;
        expect(failures.map(({ index, error: cause }) => [index, cause?.name])).toEqual([
          [0, 'ConditionFailed'],
        ]);
        expect((error as TransactionCancelled).find(ConditionFailed)?.item).toMatchObject({
          balance: expect.any(Number),
        });
      }
      // Every transfer is in both accounts, or in none.
      const kept: TransferItem[] = [];
      for await (const transfer of iterate(db, Transfer.all({ consistent: true }))) kept.push(transfer);
      const byId = (one: TransferItem, other: TransferItem) => one.transferId.localeCompare(other.transferId);
      expect(kept.sort(byId)).toEqual([...won].sort(byId));
      for (const { accountId, balance } of await accounts()) {
        const into = kept
          .filter(({ to }) => to === accountId)
          .reduce((total, { amount }) => total + amount, 0);
        const out = kept
          .filter(({ from }) => from === accountId)
          .reduce((total, { amount }) => total + amount, 0);
        expect(balance).toBe(START + into - out);
        expect(balance).toBeGreaterThanOrEqual(0);
      }
    },
  );

  it.each([2, 20])(
    'of %i that create one item, one wins, and nothing is left of the others',
    async (count) => {
      const { won, lost } = await contend(count, (place) =>
        transactWrite(db, [
          Transfer.create({ transferId: `own ${place}`, from: 'x', to: 'y', amount: place }),
          Account.create(account('shared', place)),
        ]),
      );
      expect(won).toHaveLength(1);
      expect(lost).toHaveLength(count - 1);
      const [[transfer, shared] = []] = won;
      for (const error of lost) {
        expect(error).toBeInstanceOf(TransactionCancelled);
        expect((error as TransactionCancelled).failures.map(({ index }) => index)).toEqual([1]);
        expect((error as TransactionCancelled).find(AlreadyExists)?.item).toEqual(shared);
      }
      const { items } = await send(db, Transfer.all({ consistent: true }));
      expect(items).toEqual([transfer]);
    },
  );

  it('of twenty that count in one item, all count, beside twenty single writes', async () => {
    await send(db, Account.create(account('a', 0)));
    const count = Account.update({ accountId: 'a' }, { add: { balance: 1 } });
    const { lost } = await contend(40, async (place) =>
      place % 2 === 0 ? send(db, count) : transactWrite(db, [count], { maxAttempts: 30 }),
    );
    expect(lost).toEqual([]);
    expect(await send(db, Account.get({ accountId: 'a' }, { consistent: true }))).toEqual(account('a', 40));
  });
});
