import type { CancellationReason, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { jest } from '@jest/globals';
import { type Connection, connect } from '../../src/client/connect.ts';
import { AlreadyExists, TransactionCancelled } from '../../src/errors.ts';
import { send } from '../../src/repositories/send.ts';
import {
  answer,
  awsError,
  cancelled,
  type OperationName,
  type ScriptedServer,
  type Step,
  startScriptedServer,
} from '../../src/testing/index.ts';
import { transactGet } from '../../src/transactions/transact-get.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { failureOf } from '../integrity/contenders.ts';
import { Account, account, accountKey, bank } from './bank.ts';

const NONE: CancellationReason = { Code: 'None' };
const CONFLICT: CancellationReason = {
  Code: 'TransactionConflict',
  Message: 'Transaction is ongoing for the item',
};
const THROTTLED: CancellationReason = { Code: 'ThrottlingError', Message: 'Throughput exceeds the limit.' };
const EXCEEDED: CancellationReason = {
  Code: 'ProvisionedThroughputExceeded',
  Message: 'The level of configured provisioned throughput for one or more actions was exceeded.',
};
const FALSE: CancellationReason = {
  Code: 'ConditionalCheckFailed',
  Message: 'The conditional request failed',
};

let server: ScriptedServer;
const clients: DynamoDBClient[] = [];
beforeAll(async () => {
  server = await startScriptedServer();
});
beforeEach(() => {
  // So the waits, of the SDK as well, are of no length.
  jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  jest.restoreAllMocks();
  server.reset();
  for (const client of clients.splice(0)) client.destroy();
});
afterAll(() => server.stop());

/** A connection of its own for each test, because a client that has met many errors stops its retries. */
function connected(settings: DynamoDBClientConfig = {}): Connection {
  const client = new DynamoDBClient({ ...server.settings, ...settings });
  clients.push(client);
  return connect({ table: bank, client });
}
const count = (operation: OperationName) => server.requests(operation).length;
const tokens = () => server.requests('TransactWriteItems').map(({ body }) => body.ClientRequestToken);
const pair = [
  Account.create(account('a')),
  Account.update({ accountId: 'b' }, { add: { balance: 1 } }),
] as const;
const write = (db = connected(), options = {}) => transactWrite(db, pair, options);

describe('a transaction that is cancelled for the moment', () => {
  it.each<[string, CancellationReason[][]]>([
    ['a conflict', [[CONFLICT, NONE]]],
    ['throttling', [[NONE, THROTTLED]]],
    ['too little throughput', [[EXCEEDED, NONE]]],
    [
      'all of these',
      [
        [CONFLICT, THROTTLED],
        [EXCEEDED, NONE],
        [NONE, CONFLICT],
      ],
    ],
  ])('by %s is sent again with the same token until it is done', async (_, reasons) => {
    server.script('TransactWriteItems', [...reasons.map((each) => cancelled(each)), answer({})]);
    expect(await write()).toEqual([account('a'), undefined]);
    expect(tokens()).toHaveLength(reasons.length + 1);
    expect(new Set(tokens()).size).toBe(1);
    const [first, ...others] = server.requests('TransactWriteItems').map(({ body }) => body);
    for (const other of others) expect(other).toEqual(first);
  });

  it("is sent again with the caller's token", async () => {
    server.script('TransactWriteItems', [cancelled([CONFLICT, NONE]), answer({})]);
    await write(connected(), { token: 'mine' });
    expect(tokens()).toEqual(['mine', 'mine']);
  });

  it('is sent again when its token is still under way', async () => {
    const inProgress = awsError('TransactionInProgressException', { Message: 'in progress' });
    server.script('TransactWriteItems', [inProgress, inProgress, answer({})]);
    await write(connected({ maxAttempts: 1 }));
    expect(new Set(tokens()).size).toBe(1);
    expect(tokens()).toHaveLength(3);
  });

  it('which is given up after eight attempts, or as many as the caller says', async () => {
    for (const maxAttempts of [undefined, 1, 3]) {
      server.reset();
      server.script('TransactWriteItems', cancelled([CONFLICT, NONE]));
      const error = await failureOf(write(connected(), maxAttempts === undefined ? {} : { maxAttempts }));
      expect(error).toBeInstanceOf(TransactionCancelled);
      expect(count('TransactWriteItems')).toBe(maxAttempts ?? 8);
    }
  });

  it('which is given up names the conflicts', async () => {
    server.script('TransactWriteItems', cancelled([THROTTLED, CONFLICT]));
    const error = await failureOf(write(connected(), { maxAttempts: 2 }));
    expect(error).toMatchObject({
      name: 'TransactionCancelled',
      message:
        'transactWrite: nothing was done. Account.create of the item with PK "ACCOUNT#a", SK "ACCOUNT": ThrottlingError, Throughput exceeds the limit; Account.update of the item with PK "ACCOUNT#b", SK "ACCOUNT": TransactionConflict, Transaction is ongoing for the item.',
      cause: expect.objectContaining({ name: 'TransactionCanceledException' }),
    });
    expect((error as TransactionCancelled).failures).toEqual([
      {
        index: 0,
        operation: 'Account.create',
        entity: 'Account',
        key: accountKey('a'),
        code: 'ThrottlingError',
        message:
          'Account.create of the item with PK "ACCOUNT#a", SK "ACCOUNT": ThrottlingError, Throughput exceeds the limit.',
        item: undefined,
        error: undefined,
      },
      {
        index: 1,
        operation: 'Account.update',
        entity: 'Account',
        key: accountKey('b'),
        code: 'TransactionConflict',
        message:
          'Account.update of the item with PK "ACCOUNT#b", SK "ACCOUNT": TransactionConflict, Transaction is ongoing for the item',
        item: undefined,
        error: undefined,
      },
    ]);
  });

  it('which is given up while its token is under way is the error of the SDK', async () => {
    server.script('TransactWriteItems', awsError('TransactionInProgressException', { Message: 'busy' }));
    const error = await failureOf(write(connected({ maxAttempts: 1 }), { maxAttempts: 2 }));
    expect(error.name).toBe('TransactionInProgressException');
    expect(count('TransactWriteItems')).toBe(2);
  });
});

describe('a transaction that is cancelled for a reason of its own', () => {
  it.each<[string, CancellationReason]>([
    ['a false condition', FALSE],
    ['an invalid value', { Code: 'ValidationError', Message: 'Item size has exceeded the maximum.' }],
    ['a collection that is too large', { Code: 'ItemCollectionSizeLimitExceeded', Message: 'too large' }],
    ['a reason that came later', { Code: 'SomethingNew' }],
  ])('as %s is not sent again, beside a conflict either', async (_, reason) => {
    for (const reasons of [
      [reason, NONE],
      [NONE, reason],
      [CONFLICT, reason],
      [reason, THROTTLED],
    ]) {
      server.reset();
      server.script('TransactWriteItems', cancelled(reasons));
      const error = await failureOf(write());
      const failing = reasons.flatMap(({ Code }, index) => (Code === 'None' ? [] : [[index, Code]]));
      expect((error as TransactionCancelled).failures.map(({ index, code }) => [index, code])).toEqual(
        failing,
      );
      expect(count('TransactWriteItems')).toBe(1);
    }
  });

  it('gives the reason, and the item, to the operation at its place', async () => {
    const Item = {
      PK: { S: 'ACCOUNT#a' },
      SK: { S: 'ACCOUNT' },
      EntityType: { S: 'Account' },
      balance: { N: '5' },
    };
    server.script('TransactWriteItems', cancelled([{ ...FALSE, Item }, CONFLICT]));
    const error = (await failureOf(write())) as TransactionCancelled;
    expect(error.failures.map(({ operation, code, item }) => [operation, code, item])).toEqual([
      ['Account.create', 'ConditionalCheckFailed', { balance: 5 }],
      ['Account.update', 'TransactionConflict', undefined],
    ]);
    expect(error.find(AlreadyExists)?.item).toEqual({ balance: 5 });
  });

  it('says the code where the service gives no message', async () => {
    server.script('TransactWriteItems', cancelled([NONE, { Code: 'SomethingNew' }]));
    const { message } = await failureOf(write());
    expect(message).toBe(
      'transactWrite: nothing was done. Account.update of the item with PK "ACCOUNT#b", SK "ACCOUNT": SomethingNew, SomethingNew.',
    );
  });
});

describe('an error that does not say which operation failed', () => {
  const canceled = (fields: object) =>
    awsError('TransactionCanceledException', { Message: 'Transaction cancelled', ...fields });
  it.each<[string, Step]>([
    ['without reasons', canceled({})],
    ['with no reason at all', canceled({ CancellationReasons: [] })],
    ['with too few reasons', canceled({ CancellationReasons: [FALSE] })],
    ['with too many reasons', canceled({ CancellationReasons: [NONE, NONE, FALSE] })],
    ['with nothing but None', canceled({ CancellationReasons: [NONE, NONE] })],
    ['of another kind', awsError('ValidationException', { message: 'Bad.' })],
  ])('comes out as the SDK threw it: %s', async (_, step) => {
    server.script('TransactWriteItems', step);
    const error = await failureOf(write());
    expect(error.name).toMatch(/Exception$/);
    expect(error).toHaveProperty('$metadata.attempts', 1);
    expect(count('TransactWriteItems')).toBe(1);
  });
});

describe('transactGet', () => {
  const gets = [Account.get({ accountId: 'a' }), Account.get({ accountId: 'b' })] as const;
  const read = (options = {}) => transactGet(connected(), gets, options);

  it('is repeated while writes are under way on its items', async () => {
    const Item = { EntityType: { S: 'Account' }, accountId: { S: 'b' }, balance: { N: '3' } };
    server.script('TransactGetItems', [
      cancelled([NONE, CONFLICT]),
      cancelled([THROTTLED, EXCEEDED]),
      answer({ Responses: [{}, { Item }] }),
    ]);
    expect(await read()).toEqual([undefined, account('b', 3)]);
    expect(count('TransactGetItems')).toBe(3);
  });

  it('is given up after as many attempts as the caller says, and names the conflicts', async () => {
    server.script('TransactGetItems', cancelled([NONE, CONFLICT]));
    const error = await failureOf(read({ maxAttempts: 3 }));
    expect(error).toBeInstanceOf(TransactionCancelled);
    expect(error.message).toBe(
      'transactGet: nothing was done. Account.get of the item with PK "ACCOUNT#b", SK "ACCOUNT": TransactionConflict, Transaction is ongoing for the item.',
    );
    expect((error as TransactionCancelled).failures).toMatchObject([{ index: 1, operation: 'Account.get' }]);
    expect(count('TransactGetItems')).toBe(3);
  });

  it('is not repeated for a reason of its own', async () => {
    server.script(
      'TransactGetItems',
      cancelled([{ Code: 'ValidationError', Message: 'Bad key.' }, CONFLICT]),
    );
    expect(await failureOf(read())).toBeInstanceOf(TransactionCancelled);
    expect(count('TransactGetItems')).toBe(1);
  });
});

describe('a signal that is aborted', () => {
  it.each(['TransactWriteItems', 'TransactGetItems'] as const)(
    'while %s waits ends the call with an AbortError, and nothing more is sent',
    async (operation) => {
      const controller = new AbortController();
      // A wait of hours, if it were not ended.
      jest.spyOn(Math, 'random').mockImplementation(() => {
        setImmediate(() => controller.abort());
        return 1e6;
      });
      server.script(operation, cancelled([CONFLICT, NONE]));
      const options = { abortSignal: controller.signal };
      const call =
        operation === 'TransactWriteItems'
          ? write(connected(), options)
          : transactGet(
              connected(),
              [Account.get({ accountId: 'a' }), Account.get({ accountId: 'b' })],
              options,
            );
      expect(await failureOf(call)).toMatchObject({ name: 'AbortError' });
      expect(count(operation)).toBe(1);
    },
  );

  it('while a request is under way ends the call as well', async () => {
    const controller = new AbortController();
    server.script('TransactWriteItems', () => {
      controller.abort();
      return new Promise(() => {});
    });
    const error = await failureOf(write(connected(), { abortSignal: controller.signal }));
    expect(error.name).toBe('AbortError');
    expect(count('TransactWriteItems')).toBe(1);
  });
});

describe('a single write that meets a transaction', () => {
  const conflict = awsError('TransactionConflictException', { message: 'Transaction is ongoing' });
  const create = Account.create(account('a'));

  it('is sent again until it is done', async () => {
    server.script('PutItem', [conflict, conflict, answer({})]);
    expect(await send(connected(), create)).toEqual(account('a'));
    expect(count('PutItem')).toBe(3);
  });

  it('is given up after eight attempts with the error of the SDK', async () => {
    server.script('UpdateItem', conflict);
    const update = Account.update({ accountId: 'a' }, { add: { balance: 1 } });
    expect((await failureOf(send(connected(), update))).name).toBe('TransactionConflictException');
    expect(count('UpdateItem')).toBe(8);
  });

  it('is not sent again when the SDK had sent it before, for it may have been done', async () => {
    server.script('UpdateItem', [awsError('InternalServerError'), conflict, answer({})]);
    const update = Account.update({ accountId: 'a' }, { add: { balance: 1 } });
    const error = await failureOf(send(connected(), update));
    expect(error).toMatchObject({ name: 'TransactionConflictException', $metadata: { attempts: 2 } });
    expect(count('UpdateItem')).toBe(2);
  });

  it('ends with an AbortError when it is aborted in a wait', async () => {
    const controller = new AbortController();
    jest.spyOn(Math, 'random').mockImplementation(() => {
      setImmediate(() => controller.abort());
      return 1e6;
    });
    server.script('DeleteItem', conflict);
    const deletion = Account.delete({ accountId: 'a' });
    const error = await failureOf(send(connected(), deletion, { abortSignal: controller.signal }));
    expect(error.name).toBe('AbortError');
    expect(count('DeleteItem')).toBe(1);
  });
});
