import { connect } from '../../src/client/connect.ts';
import { RequestError } from '../../src/errors.ts';
import { send } from '../../src/repositories/send.ts';
import { transactGet } from '../../src/transactions/transact-get.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { failureOf } from '../integrity/contenders.ts';
import { mockedClient } from '../repositories/mocked-client.ts';
import { titled } from '../support/titled.ts';
import { Account, account, Book, bank, Owner, OwnerEmail, Transfer } from './bank.ts';

const mocked = mockedClient('DynamoDBDocumentClient');
const db = connect({ table: bank, tableName: 'bank-production', client: mocked.client });
beforeEach(() => mocked.mock.reset());

/** Calls without types; gives the refusal, and makes sure that nothing was sent. */
async function refusal(
  call: typeof transactWrite | typeof transactGet,
  operations: unknown,
  options?: unknown,
): Promise<string> {
  const error = await failureOf((call as typeof transactWrite)(db, operations as never, options as never));
  expect(error).toBeInstanceOf(RequestError);
  expect(mocked.sent()).toEqual([]);
  return error.message;
}

const many = (count: number) => Array.from({ length: count }, (_, i) => Account.create(account(`${i}`)));
const one = [Account.create(account('a'))];

describe('transactWrite refuses before anything is sent', () => {
  it.each(
    titled<unknown, string>([
      [[], 'transactWrite has no operations.'],
      [many(101), 'transactWrite has 101 operations; a transaction takes 100, and is never split.'],
      [undefined, 'transactWrite takes a list of operations, not undefined.'],
      [Account.create(account('a')), 'transactWrite takes a list of operations, not an object.'],
      [new Set(one), 'transactWrite takes a list of operations, not an object of Set.'],
      [[undefined], 'transactWrite: at 0 there is undefined, not an operation of an entity.'],
      [[...one, null], 'transactWrite: at 1 there is null, not an operation of an entity.'],
      // With a hole.
      [
        Object.assign(new Array(2), one),
        'transactWrite: at 1 there is undefined, not an operation of an entity.',
      ],
      [
        [Promise.resolve(one[0])],
        'transactWrite: at 0 there is an object of Promise, not an operation of an entity.',
      ],
      [
        [{ Put: { TableName: 'bank', Item: { PK: 'a', SK: 'b' } } }],
        'transactWrite: at 0 there is an object, not an operation of an entity.',
      ],
      [[Account], 'transactWrite: at 0 there is an object, not an operation of an entity.'],
      [
        [new TypeError('no')],
        'transactWrite: at 0 there is an object of TypeError, not an operation of an entity.',
      ],
      [
        [...one, OwnerEmail.move({ ownerId: '1' }, { ownerId: '1', email: 'a@example.org' })],
        'transactWrite: at 1 there is an array of 1, not an operation of an entity.',
      ],
    ]),
  )('%s', async (message, operations) => {
    expect(await refusal(transactWrite, operations)).toBe(message);
  });

  it.each(
    titled<unknown, string>([
      [
        [...one, Account.get({ accountId: 'b' })],
        'transactWrite takes put, update, delete, check, and Account.get, at 1, is of kind get.',
      ],
      [
        [Transfer.all()],
        'transactWrite takes put, update, delete, check, and Transfer.all, at 0, is of kind scan.',
      ],
      [
        [...one, Book.create({ bookId: '1', title: 'Emma' })],
        'Book.create is declared for table library, and the connection is to bank.',
      ],
      [
        [...one, Account.put(account('b'), { return: 'old' })],
        'transactWrite: Account.put, at 1, asks for the old item, and a transaction returns none.',
      ],
      [
        [Account.update({ accountId: 'b' }, { add: { balance: 1 } }, { return: 'old' })],
        'transactWrite: Account.update, at 0, asks for the old item, and a transaction returns none.',
      ],
      [
        [Account.delete({ accountId: 'b' }, { return: 'old' })],
        'transactWrite: Account.delete, at 0, asks for the old item, and a transaction returns none.',
      ],
      [
        [...one, Account.put({ ...account('b'), note: 'x'.repeat(409_600) })],
        'transactWrite: Account.put, at 1, writes an item of 409660 bytes with PK "ACCOUNT#b", SK "ACCOUNT"; an item has 409600 at most.',
      ],
    ]),
  )('%s', async (message, operations) => {
    expect(await refusal(transactWrite, operations)).toBe(message);
  });

  it.each(
    titled<unknown, string>([
      [
        [Account.create(account('a')), Account.create(account('b')), Account.create(account('a'))],
        'transactWrite has two Account.create for the item with PK "ACCOUNT#a", SK "ACCOUNT"; a transaction takes one operation for each item.',
      ],
      [
        [Account.check({ accountId: 'a' }), Account.update({ accountId: 'a' }, { add: { balance: 1 } })],
        'transactWrite has both Account.check and Account.update for the item with PK "ACCOUNT#a", SK "ACCOUNT"; a transaction takes one operation for each item.',
      ],
      [
        [
          Account.create(account('a')),
          OwnerEmail.claim({ ownerId: '1', email: 'Ann@example.org' }),
          OwnerEmail.release({ ownerId: '2', email: 'ann@example.org' }),
        ],
        'transactWrite has both OwnerEmail.claim and OwnerEmail.release for the item with PK "EMAIL#ann@example.org", SK "EMAIL"; a transaction takes one operation for each item.',
      ],
    ]),
  )('%s', async (message, operations) => {
    expect(await refusal(transactWrite, operations)).toBe(message);
  });

  it('and says which entity, operation and key the second one has', async () => {
    const operations = [Account.check({ accountId: 'a' }), Account.delete({ accountId: 'a' })];
    await expect(transactWrite(db, operations)).rejects.toMatchObject({
      entity: 'Account',
      operation: 'Account.delete',
      key: { PK: 'ACCOUNT#a', SK: 'ACCOUNT' },
    });
  });

  it.each(
    titled<unknown, string>([
      [{ token: '' }, 'transactWrite: a token has 1 to 36 characters, not 0: "".'],
      [
        { token: 'x'.repeat(37) },
        `transactWrite: a token has 1 to 36 characters, not 37: "${'x'.repeat(37)}".`,
      ],
      [{ token: 7 }, 'transactWrite: a token has 1 to 36 characters, not 7.'],
      [{ token: null }, 'transactWrite: a token has 1 to 36 characters, not null.'],
      [{ maxAttempts: 0 }, 'transactWrite: maxAttempts is a whole number from 1 on, not 0.'],
      [{ maxAttempts: 1.5 }, 'transactWrite: maxAttempts is a whole number from 1 on, not 1.5.'],
      [{ maxAttempts: '3' }, 'transactWrite: maxAttempts is a whole number from 1 on, not "3".'],
      [
        { maxAttempts: Number.POSITIVE_INFINITY },
        'transactWrite: maxAttempts is a whole number from 1 on, not Infinity.',
      ],
      [
        { ClientRequestToken: 'x' },
        'transactWrite has no option "ClientRequestToken"; there are token, maxAttempts, abortSignal.',
      ],
      [null, 'transactWrite: options are an object, not null.'],
    ]),
  )('%s', async (message, options) => {
    expect(await refusal(transactWrite, one, options)).toBe(message);
  });

  it('the token of an empty list, which would hide that nothing is done', async () => {
    expect(await refusal(transactWrite, [], { token: 'x'.repeat(36) })).toBe(
      'transactWrite has no operations.',
    );
  });
});

describe('transactWrite counts the bytes of more than ten items', () => {
  const MB = 1024 * 1024;
  /** Items of so many bytes together. */
  const sized = (count: number, bytes: number) => {
    // Without the note: PK ACCOUNT#01, SK ACCOUNT, EntityType Account, accountId 01, balance 1 (2 bytes), note.
    const own = 12 + 9 + 17 + 11 + 9 + 4;
    const each = Math.floor(bytes / count);
    return Array.from({ length: count }, (_, i) => {
      const last = i === count - 1 ? bytes - each * count : 0;
      const accountId = String(i).padStart(2, '0');
      return Account.create({ ...account(accountId, 1), note: 'x'.repeat(each + last - own) });
    });
  };

  it('and refuses more than 4 MB', async () => {
    expect(await refusal(transactWrite, sized(11, 4 * MB + 1))).toBe(
      'transactWrite has items of 4194305 bytes together; a transaction takes 4194304, and is never split.',
    );
    expect(await refusal(transactWrite, sized(100, 5 * MB))).toBe(
      'transactWrite has items of 5242880 bytes together; a transaction takes 4194304, and is never split.',
    );
  });

  it('and sends 4 MB', async () => {
    await transactWrite(db, sized(11, 4 * MB));
    expect(mocked.sent()).toHaveLength(1);
  });

  it('of which an update or delete shows only the key', async () => {
    const note = 'x'.repeat(300 * 1024);
    const keys = Array.from({ length: 60 }, (_, i) => ({ accountId: `${i}` }));
    await transactWrite(db, [
      ...sized(10, 3 * MB),
      ...keys
        .slice(0, 30)
        .map((key) => Account.update({ accountId: `u${key.accountId}` }, { set: { note } })),
      ...keys.slice(30).map((key) => Account.delete({ accountId: `d${key.accountId}` })),
    ]);
    expect(mocked.sent()).toHaveLength(1);
  });
});

describe('transactGet refuses before anything is sent', () => {
  const get = Account.get({ accountId: 'a' });

  it.each(
    titled<unknown, string>([
      [[], 'transactGet has no operations.'],
      [
        Array.from({ length: 101 }, (_, i) => Account.get({ accountId: `${i}` })),
        'transactGet has 101 operations; a transaction takes 100, and is never split.',
      ],
      [get, 'transactGet takes a list of operations, not an object.'],
      [[get, undefined], 'transactGet: at 1 there is undefined, not an operation of an entity.'],
      [
        [get, Account.update({ accountId: 'b' }, { add: { balance: 1 } })],
        'transactGet takes get, and Account.update, at 1, is of kind update.',
      ],
      [
        [Account.check({ accountId: 'a' })],
        'transactGet takes get, and Account.check, at 0, is of kind check.',
      ],
      [[Book.get({ bookId: '1' })], 'Book.get is declared for table library, and the connection is to bank.'],
      [
        [get, Owner.get({ ownerId: 'a' }), Account.getOrThrow({ accountId: 'a' }, { select: ['balance'] })],
        'transactGet has both Account.get and Account.getOrThrow for the item with PK "ACCOUNT#a", SK "ACCOUNT"; a transaction takes one operation for each item.',
      ],
    ]),
  )('%s', async (message, operations) => {
    expect(await refusal(transactGet, operations)).toBe(message);
  });

  it.each(
    titled<unknown, string>([
      [{ token: 'x' }, 'transactGet has no option "token"; there are maxAttempts, abortSignal.'],
      [{ consistent: true }, 'transactGet has no option "consistent"; there are maxAttempts, abortSignal.'],
      [{ maxAttempts: 0 }, 'transactGet: maxAttempts is a whole number from 1 on, not 0.'],
      [null, 'transactGet: options are an object, not null.'],
    ]),
  )('%s', async (message, options) => {
    expect(await refusal(transactGet, [get], options)).toBe(message);
  });
});

describe('a hundred operations', () => {
  it('are sent, by both', async () => {
    await transactWrite(db, many(100));
    await transactGet(
      db,
      Array.from({ length: 100 }, (_, i) => Account.get({ accountId: `${i}` })),
    );
    expect(mocked.sent().map(({ input }) => (input.TransactItems as unknown[]).length)).toEqual([100, 100]);
  });
});

describe('a check that is sent alone', () => {
  it('is refused, for the service has no such command', async () => {
    for (const check of [Account.check({ accountId: 'a' }), Account.checkAbsent({ accountId: 'a' })]) {
      await expect(send(db, check as never)).rejects.toThrow(
        `${check.name} writes and reads nothing, so only transactWrite takes it.`,
      );
    }
    expect(mocked.sent()).toEqual([]);
  });
});
