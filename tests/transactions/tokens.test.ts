import type { Connection } from '../../src/client/connect.ts';
import { ConditionFailed, TokenMismatch, type TransactionCancelled } from '../../src/errors.ts';
import { gte } from '../../src/expressions/operators.ts';
import { send } from '../../src/repositories/send.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { freshTable } from '../integration/clients.ts';
import { contend, failureOf } from '../integrity/contenders.ts';
import { describeEngines } from '../support/engines.ts';
import { Account, account, bank, Transfer } from './bank.ts';

describeEngines('a token', (engine) => {
  let db: Connection;
  beforeAll(async () => {
    db = await freshTable(engine, bank);
  });
  const balance = async (accountId: string) =>
    (await send(db, Account.getOrThrow({ accountId }, { consistent: true }))).balance;
  const raise = (accountId: string) => Account.update({ accountId }, { add: { balance: 1 } });

  it('given again with the same operations is the same transaction: it succeeds, and counts once', async () => {
    await send(db, Account.create(account('same', 0)));
    const token = engine.tableName('same');
    const transfer = { transferId: 'same', from: 'a', to: 'b', amount: 1 };
    const now = new Date('2026-11-21T12:00:00.000Z');
    const call = () => transactWrite(db, [raise('same'), Transfer.create(transfer, { now })], { token });
    const first = await call();
    expect(await call()).toEqual(first);
    expect(await call()).toEqual(first);
    expect(await balance('same')).toBe(1);
  });

  it('of another call counts again', async () => {
    await send(db, Account.create(account('new', 0)));
    await transactWrite(db, [raise('new')]);
    await transactWrite(db, [raise('new')], { token: engine.tableName('new') });
    await transactWrite(db, [raise('new')], { token: engine.tableName('new') });
    expect(await balance('new')).toBe(3);
  });

  it('may have 36 characters', async () => {
    await send(db, Account.create(account('long', 0)));
    const token = engine.tableName('long').padEnd(36, 'x');
    await transactWrite(db, [raise('long')], { token });
    await transactWrite(db, [raise('long')], { token });
    expect(await balance('long')).toBe(1);
  });

  it('used for other content is TokenMismatch, and nothing is done', async () => {
    await transactWrite(db, [Account.create(account('x', 0)), Account.create(account('y', 0))]);
    const token = engine.tableName('other');
    await transactWrite(db, [raise('x')], { token });
    for (const operations of [[raise('y')], [raise('x'), raise('y')]]) {
      const error = await failureOf(transactWrite(db, operations, { token }));
      expect(error).toBeInstanceOf(TokenMismatch);
      expect(error).toMatchObject({
        name: 'TokenMismatch',
        message: `transactWrite: the token "${token}" was used within the last ten minutes for a transaction with other content. The same content means the same times, too: give each of its operations, claims among them, the same { now }.`,
        operation: 'transactWrite',
        cause: expect.objectContaining({ name: 'IdempotentParameterMismatchException' }),
      });
    }
    expect(await balance('x')).toBe(1);
    expect(await balance('y')).toBe(0);
  });

  it('is of other content when a time stamp is another', async () => {
    const token = engine.tableName('stamp');
    const transfer = { transferId: 'stamp', from: 'a', to: 'b', amount: 1 };
    const at = (iso: string) => Transfer.put(transfer, { now: new Date(iso) });
    await transactWrite(db, [at('2026-11-21T12:00:00.000Z')], { token });
    const error = await failureOf(transactWrite(db, [at('2026-11-21T12:00:00.001Z')], { token }));
    expect(error).toBeInstanceOf(TokenMismatch);
  });

  it('whose transaction was cancelled is executed anew', async () => {
    await send(db, Account.create(account('cancelled', 0)));
    const token = engine.tableName('cancelled');
    const call = () =>
      transactWrite(
        db,
        [Account.update({ accountId: 'cancelled' }, { add: { balance: -1 } }, { if: { balance: gte(1) } })],
        { token },
      );
    const error = await failureOf(call());
    expect((error as TransactionCancelled).find(ConditionFailed)?.item).toEqual(account('cancelled', 0));
    await send(db, Account.put(account('cancelled', 5)));
    await call();
    await call();
    expect(await balance('cancelled')).toBe(4);
  });

  it('that twenty give at once counts once', async () => {
    await send(db, Account.create(account('twenty', 0)));
    const token = engine.tableName('twenty');
    const { won } = await contend(20, () => transactWrite(db, [raise('twenty')], { token }));
    expect(won.length).toBeGreaterThan(0);
    expect(await balance('twenty')).toBe(1);
  });
});
