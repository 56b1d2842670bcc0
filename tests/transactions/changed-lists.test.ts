import { type Connection, connect } from '../../src/client/connect.ts';
import { AlreadyExists, type TransactionCancelled } from '../../src/errors.ts';
import { send } from '../../src/repositories/send.ts';
import { transactGet } from '../../src/transactions/transact-get.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { freshTable } from '../integration/clients.ts';
import { failureOf } from '../integrity/contenders.ts';
import { mockedClient } from '../repositories/mocked-client.ts';
import { describeEngines } from '../support/engines.ts';
import { Account, account, bank } from './bank.ts';

describeEngines('a list that its owner goes on with', (engine) => {
  let db: Connection;
  beforeAll(async () => {
    db = await freshTable(engine, bank);
    await transactWrite(db, [Account.create(account('a', 1)), Account.create(account('b', 2))]);
  });

  it('changes neither what a refusal names nor what an answer is read by', async () => {
    const writes = [Account.create(account('c')), Account.create(account('a'))];
    const writing = failureOf(transactWrite(db, writes));
    writes.reverse();
    const error = (await writing) as TransactionCancelled;
    expect(error.failures.map(({ index, key }) => [index, key])).toEqual([
      [1, { PK: 'ACCOUNT#a', SK: 'ACCOUNT' }],
    ]);
    expect(error.find(AlreadyExists)?.item).toEqual(account('a', 1));

    const reads = [Account.get({ accountId: 'a' }), Account.get({ accountId: 'b' })];
    const reading = transactGet(db, reads);
    reads.length = 0;
    expect((await reading).map((item) => item?.balance)).toEqual([1, 2]);
  });
});

describe('a listener that throws', () => {
  it('is told of, and never taken for an error of the service that is worth another attempt', async () => {
    const { client, mock, sent } = mockedClient('DynamoDBClient');
    mock.resolves({});
    const onCommand = () => {
      throw Object.assign(new Error('no'), { name: 'TransactionConflictException' });
    };
    const db = connect({ table: bank, client, onCommand });
    const error = await failureOf(send(db, Account.update({ accountId: 'a' }, { add: { balance: 1 } })));
    expect(error).toMatchObject({ name: 'Error', cause: { message: 'no' } });
    expect(error.message).toMatch(/^onCommand threw after Account\.update was answered: /);
    expect(sent()).toHaveLength(1);
  });
});

describe('what is no operation, or no time', () => {
  const { client, sent } = mockedClient('DynamoDBClient');
  const db = connect({ table: bank, client });

  it.each([
    ['an entity', Account, 'send takes an operation, not an object.'],
    ['nothing', undefined, 'send takes an operation, not undefined.'],
  ])('is refused by send: %s', async (_, given, message) => {
    await expect(send(db, given as never)).rejects.toThrow(message);
    expect(sent()).toEqual([]);
  });

  it('is refused by every operation: a now that is no Date', () => {
    const now = 1_800_000_000_000 as never;
    expect(() => Account.get({ accountId: 'a' }, { now })).toThrow(
      'Account.get: now is a Date, not 1800000000000.',
    );
    expect(() => Account.delete({ accountId: 'a' }, { now })).toThrow('Account.delete: now is a Date');
  });
});
