import { batchGet } from '../../src/batch/batch-get.ts';
import { batchWrite } from '../../src/batch/batch-write.ts';
import { connect } from '../../src/client/connect.ts';
import { RequestError } from '../../src/errors.ts';
import { failureOf } from '../integrity/contenders.ts';
import { mockedClient } from '../repositories/mocked-client.ts';
import { titled } from '../support/titled.ts';
import { Account, account, Book, bank, Owner, OwnerEmail, Transfer } from '../transactions/bank.ts';

const mocked = mockedClient('DynamoDBDocumentClient');
const db = connect({ table: bank, tableName: 'bank-production', client: mocked.client });
beforeEach(() => mocked.mock.reset());

/** Calls without types; gives the refusal, and makes sure that nothing was sent. */
async function refusal(
  call: typeof batchWrite | typeof batchGet,
  operations: unknown,
  options?: unknown,
  connection: unknown = db,
): Promise<string> {
  const error = await failureOf(
    (call as typeof batchWrite)(connection as never, operations as never, options as never),
  );
  expect(error).toBeInstanceOf(RequestError);
  expect(mocked.sent()).toEqual([]);
  return error.message;
}

const put = Account.put(account('a'));
const get = Account.get({ accountId: 'a' });

const calls: [string, typeof batchWrite | typeof batchGet, typeof put | typeof get][] = [
  ['batchWrite', batchWrite, put],
  ['batchGet', batchGet, get],
];

describe.each(calls)('%s refuses before anything is sent', (name, call, one) => {
  it.each(
    titled<unknown, string>([
      [undefined, ' takes a list of operations, not undefined.'],
      [one, ' takes a list of operations, not an object.'],
      [new Set([one]), ' takes a list of operations, not an object of Set.'],
      [[undefined], ': at 0 there is undefined, not an operation of an entity.'],
      [[one, null], ': at 1 there is null, not an operation of an entity.'],
      [Object.assign(new Array(2), [one]), ': at 1 there is undefined, not an operation of an entity.'],
      [[Promise.resolve(one)], ': at 0 there is an object of Promise, not an operation of an entity.'],
      [
        [{ PutRequest: { Item: { PK: 'a', SK: 'b' } } }],
        ': at 0 there is an object, not an operation of an entity.',
      ],
      [[Account], ': at 0 there is an object, not an operation of an entity.'],
      [[{ kind: one.kind }], ': at 0 there is an object, not an operation of an entity.'],
      [[{ ...one, key: undefined }], ': at 0 there is an object, not an operation of an entity.'],
      [[{ ...one, key: { PK: 1n } }], ': at 0 there is an object, not an operation of an entity.'],
      [[{ ...one, table: undefined }], ': at 0 there is an object, not an operation of an entity.'],
    ]),
  )('…%s', async (message, operations) => {
    expect(await refusal(call, operations)).toBe(`${name}${message}`);
  });

  it.each(
    titled<unknown, string>([
      [{ concurrency: 0 }, ': concurrency is a whole number from 1 on, not 0.'],
      [{ concurrency: 2.5 }, ': concurrency is a whole number from 1 on, not 2.5.'],
      [{ concurrency: '4' }, ': concurrency is a whole number from 1 on, not "4".'],
      [{ concurrency: Number.POSITIVE_INFINITY }, ': concurrency is a whole number from 1 on, not Infinity.'],
      [{ deadline: 1000 }, ': deadline is a Date, not 1000.'],
      [{ deadline: new Date('soon') }, ': deadline is a Date, not an invalid Date.'],
      [{ deadline: null }, ': deadline is a Date, not null.'],
      [null, ': options are an object, not null.'],
      [{ onProgress: 5 }, ': onProgress is a function, not 5.'],
      [
        { abortSignal: new AbortController() },
        ': abortSignal is an AbortSignal, not an object of AbortController.',
      ],
      [{ clock: {} }, ': clock has the functions now, random and sleep; an object lacks now.'],
      [{ clock: Date }, ': clock has the functions now, random and sleep; function Date lacks random.'],
    ]),
  )('…%s', async (message, options) => {
    expect(await refusal(call, [one], options)).toBe(`${name}${message}`);
  });

  it('connections that are none, too many or of several clients', async () => {
    const other = connect({ table: Book.table, client: mockedClient('DynamoDBDocumentClient').client });
    const copy = connect({ table: bank, tableName: 'bank-copy', client: mocked.client });
    const library = connect({ table: Book.table, client: mocked.client });
    expect(await refusal(call, [one], {}, [])).toBe(`${name} has no connection.`);
    expect(await refusal(call, [one], {}, [db, other])).toBe(
      `${name}: the connections to bank and library have different clients; a request needs one.`,
    );
    expect(await refusal(call, [one], {}, [db, library, copy])).toBe(
      `${name} has two connections to bank; it takes one for each table.`,
    );
  });

  it('an operation of a table that it has no connection to', async () => {
    const operation =
      call === batchGet ? Book.get({ bookId: '1' }) : Book.put({ bookId: '1', title: 'Emma' });
    const verb = call === batchGet ? 'get' : 'put';
    expect(await refusal(call, [one, operation])).toBe(
      `${name}: Book.${verb}, at 1, is declared for table library, and the connection is to bank.`,
    );
  });
});

it('each batch has options of its own', async () => {
  expect(await refusal(batchWrite, [put], { maxAttempts: 3 })).toBe(
    'batchWrite has no option "maxAttempts"; there are concurrency, deadline, onProgress, duplicates, clock, abortSignal.',
  );
  expect(await refusal(batchGet, [get], { duplicates: 'last' })).toBe(
    'batchGet has no option "duplicates"; there are concurrency, deadline, onProgress, clock, abortSignal.',
  );
  expect(await refusal(batchWrite, [put], { duplicates: 'first' })).toBe(
    'batchWrite: duplicates is "error" or "last" or "sequence", not "first".',
  );
});

describe('a batch of writes holds', () => {
  it.each(
    titled<unknown, string>([
      [get, 'Account.get, at 1, is of kind get; a batch holds puts and deletes.'],
      [
        Account.update({ accountId: 'b' }, { add: { balance: 1 } }),
        'Account.update, at 1, is of kind update; a batch holds puts and deletes.',
      ],
      [
        Account.upsert(account('b')),
        'Account.upsert, at 1, is of kind update; a batch holds puts and deletes.',
      ],
      [
        Account.check({ accountId: 'b' }),
        'Account.check, at 1, is of kind check; a batch holds puts and deletes.',
      ],
      [Transfer.all(), 'Transfer.all, at 1, is of kind scan; a batch holds puts and deletes.'],
      [
        Account.create(account('b')),
        'Account.create, at 1, has a condition, and the service has none in a batch; use Account.put, which replaces, or transactWrite.',
      ],
      [
        Account.put(account('b'), { if: { balance: 1 } }),
        'Account.put, at 1, has a condition, and the service has none in a batch; use its repository or transactWrite.',
      ],
      [
        Account.delete({ accountId: 'b' }, { if: { balance: 1 } }),
        'Account.delete, at 1, has a condition, and the service has none in a batch; use its repository or transactWrite.',
      ],
      [
        OwnerEmail.claim({ ownerId: '1', email: 'ann@example.org' }),
        'OwnerEmail.claim, at 1, has a condition, and the service has none in a batch; use its repository or transactWrite.',
      ],
      [
        Owner.put({ ownerId: '1', email: 'ann@example.org' }),
        'Owner.put, at 1, has a condition, and the service has none in a batch; Owner has versions, so use its repository or transactWrite.',
      ],
      [
        Owner.delete({ ownerId: '1', version: 3 }),
        'Owner.delete, at 1, has a condition, and the service has none in a batch; Owner has versions, so use its repository or transactWrite.',
      ],
      [
        Account.put(account('b'), { return: 'old' }),
        'Account.put, at 1, asks for the old item, and a batch returns none.',
      ],
      [
        Account.delete({ accountId: 'b' }, { return: 'old' }),
        'Account.delete, at 1, asks for the old item, and a batch returns none.',
      ],
    ]),
  )('%s', async (message, operation) => {
    expect(await refusal(batchWrite, [put, operation])).toBe(`batchWrite: ${message}`);
  });

  it('items of 400 KB, and none larger', async () => {
    const empty = 12 + 9 + 17 + 11 + 9 + 4;
    const sized = (bytes: number) => Account.put({ ...account('01', 1), note: 'x'.repeat(bytes - empty) });
    expect(await refusal(batchWrite, [put, sized(400 * 1024 + 1)])).toBe(
      'batchWrite: Account.put, at 1, writes an item of 409601 bytes with PK "ACCOUNT#01", SK "ACCOUNT"; an item has 409600 at most.',
    );
    await batchWrite(db, [put, sized(400 * 1024)]);
    expect(mocked.sent()).toHaveLength(1);
  });

  it('one input for each item, unless it is told what to do with more', async () => {
    const twice = "Say duplicates: 'last' for the later one alone, or 'sequence' for one after the other.";
    expect(
      await refusal(batchWrite, [put, Account.put(account('b')), Account.delete({ accountId: 'a' })]),
    ).toBe(
      `batchWrite has two inputs for the item with PK "ACCOUNT#a", SK "ACCOUNT": Account.put at 0, and Account.delete at 2. ${twice}`,
    );
    // Also where they would not have met in one request.
    const many = Array.from({ length: 60 }, (_, i) => Account.put(account(`${i}`)));
    expect(await refusal(batchWrite, [...many, Account.put(account('0'))], { duplicates: 'error' })).toBe(
      `batchWrite has two inputs for the item with PK "ACCOUNT#0", SK "ACCOUNT": Account.put at 0, and Account.put at 60. ${twice}`,
    );
    await expect(batchWrite(db, [put, put])).rejects.toMatchObject({
      operation: 'Account.put',
      key: { PK: 'ACCOUNT#a', SK: 'ACCOUNT' },
    });
  });

  it('says which entity, operation and key an input has that is refused', async () => {
    const operation = Account.create(account('b'));
    await expect(batchWrite(db, [put, operation as never])).rejects.toMatchObject({
      entity: 'Account',
      operation: 'Account.create',
      key: { PK: 'ACCOUNT#b', SK: 'ACCOUNT' },
    });
  });
});

it.each(
  titled<unknown, string>([
    [put, 'batchGet: Account.put, at 1, is of kind put; a batch of reads holds gets.'],
    [
      Account.check({ accountId: 'b' }),
      'batchGet: Account.check, at 1, is of kind check; a batch of reads holds gets.',
    ],
    [Transfer.all(), 'batchGet: Transfer.all, at 1, is of kind scan; a batch of reads holds gets.'],
  ]),
)('%s', async (message, operation) => {
  expect(await refusal(batchGet, [get, operation])).toBe(message);
});

it('nothing to do is done without a request', async () => {
  expect(await batchWrite(db, [])).toMatchObject({ complete: true, entries: [], requests: 0 });
  expect(await batchGet(db, [])).toMatchObject({ complete: true, items: [], requests: 0 });
  expect(mocked.sent()).toEqual([]);
});
