import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  InternalServerError,
  ProvisionedThroughputExceededException,
  PutItemCommand,
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { batchGet } from '../../src/batch/batch-get.ts';
import { batchWrite } from '../../src/batch/batch-write.ts';
import { type Connection, connect } from '../../src/client/connect.ts';
import { AlreadyExists } from '../../src/errors.ts';
import { send } from '../../src/repositories/send.ts';
import {
  cancelledTransaction,
  lostAnswer,
  serviceError,
  throttlingError,
  unprocessedReads,
  unprocessedWrites,
} from '../../src/testing/index.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { failureOf, Line, lines, shop } from './started.ts';

type Call = 'batchWrite' | 'batchGet' | 'transactWrite' | 'put';
type Fake = Parameters<ReturnType<ReturnType<typeof mockClient>['on']>['callsFake']>[0];

interface Mocked {
  readonly db: Connection;
  on(call: Call, fake: Fake): void;
  rejectsOnce(call: Call, error: Error, then: Fake): void;
  sent(call: Call): number;
  /** A native item in the form that this client has. */
  form(item: object): object;
}

function lowLevel(): Mocked {
  const client = new DynamoDBClient({ region: 'local' });
  const commands = {
    batchWrite: BatchWriteItemCommand,
    batchGet: BatchGetItemCommand,
    transactWrite: TransactWriteItemsCommand,
    put: PutItemCommand,
  };
  return { ...mockedBy(mockClient(client), commands, client), form: (item) => marshall(item) };
}

function document(): Mocked {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'local' }));
  const commands = {
    batchWrite: BatchWriteCommand,
    batchGet: BatchGetCommand,
    transactWrite: TransactWriteCommand,
    put: PutCommand,
  };
  return { ...mockedBy(mockClient(client), commands, client), form: (item) => item };
}

/** The mock of either client is used in the same way, but has types of its own. */
function mockedBy(
  typed: object,
  commands: Readonly<Record<Call, object>>,
  client: DynamoDBClient | DynamoDBDocumentClient,
): Omit<Mocked, 'form'> {
  const mock = typed as ReturnType<typeof mockClient>;
  const commandOf = (call: Call) => commands[call] as Parameters<typeof mock.on>[0];
  return {
    db: connect({ table: shop, client }),
    on: (call, fake) => {
      mock.on(commandOf(call)).callsFake(fake);
    },
    rejectsOnce: (call, error, then) => {
      mock.on(commandOf(call)).rejectsOnce(error).callsFake(then);
    },
    sent: (call) => mock.commandCalls(commandOf(call)).length,
  };
}

const line: Line = { orderId: '7', line: '1', text: 'tea' };

describe.each([
  ['DynamoDBClient', lowLevel],
  ['DynamoDBDocumentClient', document],
])('with a mocked %s', (_, mocked) => {
  it('the last writes come back once, and batchWrite sends them again', async () => {
    const { db, on, sent } = mocked();
    on('batchWrite', unprocessedWrites(3));
    const report = await batchWrite(
      db,
      lines(5).map((each) => Line.put(each)),
    );
    expect(report.counts).toMatchObject({ written: 5, unprocessed: 0 });
    expect(report.entries.map(({ attempts }) => attempts)).toEqual([1, 1, 2, 2, 2]);
    expect(sent('batchWrite')).toBe(2);
  });

  it('the last keys come back once, and batchGet asks for them again', async () => {
    const { db, on, sent, form } = mocked();
    const all = lines(5);
    on(
      'batchGet',
      unprocessedReads(2, { shop: all.slice(1).map((each) => form(Line.put(each).input.Item)) }),
    );
    const report = await batchGet(
      db,
      all.map((each) => Line.get(each)),
    );
    expect(report.items).toEqual([undefined, ...all.slice(1)]);
    expect(report.entries.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 2, 2]);
    expect(sent('batchGet')).toBe(2);
  });

  it('a batch that is throttled as a whole is sent again', async () => {
    const { db, rejectsOnce, sent } = mocked();
    rejectsOnce('batchWrite', throttlingError('TableWriteKeyRangeThroughputExceeded'), unprocessedWrites(0));
    expect((await batchWrite(db, [Line.put(line)])).complete).toBe(true);
    expect(sent('batchWrite')).toBe(2);
  });

  it('a transaction is cancelled for reasons by place', async () => {
    const { db, on } = mocked();
    on('transactWrite', cancelledTransaction({ 1: 'ConditionalCheckFailed' }));
    const placing = transactWrite(db, [Line.put(line), Line.create({ ...line, line: '2' })]);
    await expect(placing).rejects.toMatchObject({
      failures: [{ index: 1, operation: 'Line.create', error: expect.any(AlreadyExists) }],
    });
  });

  it('a create whose answer was lost succeeds, for the item that it meets is its own', async () => {
    const { db, on } = mocked();
    on('put', lostAnswer());
    expect(await send(db, Line.create({ ...line, text: 'x' }))).toEqual({ ...line, text: 'x' });
  });
});

describe('the errors', () => {
  it('are instances of the classes of the SDK', async () => {
    expect(serviceError('TransactionConflictException')).toBeInstanceOf(TransactionConflictException);
    const internal = serviceError('InternalServerError');
    expect(internal).toBeInstanceOf(InternalServerError);
    expect(internal).toMatchObject({
      message: 'A scripted InternalServerError.',
      $fault: 'server',
      $metadata: { httpStatusCode: 500, attempts: 1 },
    });
    expect(internal).not.toBeInstanceOf(TransactionConflictException);
    const provisioned = throttlingError('TableReadProvisionedThroughputExceeded');
    expect(provisioned).toBeInstanceOf(ProvisionedThroughputExceededException);
    expect(provisioned).toMatchObject({
      ThrottlingReasons: [{ reason: 'TableReadProvisionedThroughputExceeded' }],
      $fault: 'client',
    });
    const throttling = throttlingError('TableReadAccountLimitExceeded', 'ThrottlingException');
    expect(throttling).toBeInstanceOf(ThrottlingException);
    expect(throttling).toMatchObject({ throttlingReasons: [{ reason: 'TableReadAccountLimitExceeded' }] });
    const cancelling = async () =>
      cancelledTransaction({ 0: { Code: 'ValidationError', Message: 'Bad.' } })({});
    const cancelled = await failureOf(cancelling());
    expect(cancelled).toBeInstanceOf(TransactionCanceledException);
    expect(cancelled.CancellationReasons).toEqual([{ Code: 'ValidationError', Message: 'Bad.' }]);
  });

  it('have the fields and attempts they are given', () => {
    const error = serviceError('ConditionalCheckFailedException', {
      message: 'No.',
      Item: { PK: { S: 'a' } },
      $metadata: { attempts: 3 },
    });
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error).toMatchObject({
      message: 'No.',
      Item: { PK: { S: 'a' } },
      $metadata: { httpStatusCode: 400, attempts: 3 },
    });
  });
});

describe('a lost answer', () => {
  const condition = { ConditionExpression: 'attribute_not_exists(PK)' };

  it('is a success after two attempts for a put without a condition', () => {
    expect(lostAnswer()({ Item: { PK: 'a' } })).toEqual({ $metadata: { httpStatusCode: 200, attempts: 2 } });
  });

  it('is a false condition after two attempts for one with a condition, with the item if asked for', async () => {
    const put = async (input: Parameters<ReturnType<typeof lostAnswer>>[0]) => lostAnswer()(input);
    const error = await failureOf(put({ Item: { PK: 'a' }, ...condition }));
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error.$metadata).toMatchObject({ attempts: 2 });
    expect(error).not.toHaveProperty('Item');

    const ask = { ...condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
    const stored = { PK: { S: 'a' }, m: { M: { S: { S: 'x' } } } };
    expect((await failureOf(put({ Item: { PK: 'a', m: { S: 'x' } }, ...ask }))).Item).toEqual(stored);
    expect((await failureOf(put({ Item: stored, ...ask }))).Item).toEqual(stored);
  });
});

describe('unprocessed items', () => {
  it('keep their tables and what the request says of them', () => {
    const fake = unprocessedReads(2, { shop: [{ PK: 'a', n: 1 }], log: [] });
    const keys = (...ids: string[]) => ids.map((PK) => ({ PK }));
    const input = {
      RequestItems: {
        shop: { Keys: keys('a', 'b'), ProjectionExpression: 'n' },
        log: { Keys: keys('c'), ConsistentRead: true },
      },
    };
    expect(fake(input)).toEqual({
      Responses: { shop: [{ PK: 'a', n: 1 }] },
      UnprocessedKeys: {
        shop: { Keys: keys('b'), ProjectionExpression: 'n' },
        log: { Keys: keys('c'), ConsistentRead: true },
      },
    });
    expect(fake(input).UnprocessedKeys).toEqual({});
  });

  it('are all when there are no more', () => {
    const request = { DeleteRequest: { Key: { PK: 'a' } } };
    const fake = unprocessedWrites(5);
    expect(fake({ RequestItems: { shop: [request] } })).toEqual({ UnprocessedItems: { shop: [request] } });
    expect(fake({})).toEqual({ UnprocessedItems: {} });
  });

  it('of a table that none were given of are a mistake, not missing items', async () => {
    const { db, on } = lowLevel();
    on('batchGet', unprocessedReads(0, { 'shop-test': [], log: [] }));
    const message =
      'unprocessedReads was given items of "shop-test", "log", and a request reads "shop"; name tables as requests do, by the tableName of connect.';
    const report = await batchGet(db, [Line.get(line)]);
    expect(report).toMatchObject({ stopped: 'error', cause: { message } });
  });

  it('are of no table when no items were given: then all are missing', () => {
    const input = { RequestItems: { shop: { Keys: [{ PK: 'a' }] } } };
    expect(unprocessedReads(0)(input)).toEqual({ Responses: {}, UnprocessedKeys: {} });
  });

  it('are a whole number', () => {
    expect(() => unprocessedWrites(1.5)).toThrow('must be a whole number from 0, not 1.5.');
    expect(() => unprocessedReads(-1)).toThrow('must be a whole number from 0, not -1.');
  });
});
