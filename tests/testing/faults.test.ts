import {
  GetItemCommand,
  PutItemCommand,
  RequestLimitExceeded,
  ThrottlingException,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { cancelled, faulty, metered, throttled } from '../../src/testing/index.ts';
import { failureOf, startedServer } from './started.ts';

const started = startedServer();
const TableName = 'shop';
const key = (id: string) => ({ PK: { S: id }, SK: { S: 'x' } });
const put = (id: string) => new PutItemCommand({ TableName, Item: key(id) });

describe('throttled', () => {
  it('spells the reasons as the class of the error does', async () => {
    const { server, client } = started();
    const reason = 'TableReadMaxOnDemandThroughputExceeded';
    server.script('GetItem', [
      throttled(reason, 'ThrottlingException'),
      throttled(reason, 'RequestLimitExceeded'),
    ]);
    const one = client({ maxAttempts: 1 });
    const send = () => failureOf(one.send(new GetItemCommand({ TableName, Key: key('a') })));
    const reasons = [{ reason, resource: 'arn:aws:dynamodb:local:000000000000:table/shop' }];
    const throttling = await send();
    expect(throttling).toBeInstanceOf(ThrottlingException);
    expect(throttling.throttlingReasons).toEqual(reasons);
    const limit = await send();
    expect(limit).toBeInstanceOf(RequestLimitExceeded);
    expect(limit.ThrottlingReasons).toEqual(reasons);
  });

  it('names the table of a transaction', async () => {
    const { server, client } = started();
    server.script('TransactWriteItems', throttled('IndexWriteAccountLimitExceeded'));
    const TransactItems = [{ Put: { TableName, Item: key('a') } }];
    const error = await failureOf(
      client({ maxAttempts: 1 }).send(new TransactWriteItemsCommand({ TransactItems })),
    );
    expect(error.ThrottlingReasons).toEqual([
      {
        reason: 'IndexWriteAccountLimitExceeded',
        resource: 'arn:aws:dynamodb:local:000000000000:table/shop',
      },
    ]);
  });

  it('knows the reasons of the service', () => {
    // @ts-expect-error No index is a table.
    throttled('TableIndexThroughputExceeded');
    // @ts-expect-error No error has this name.
    throttled('TableReadAccountLimitExceeded', 'Throttled');
  });
});

it('a cancelled transaction names reasons by place, and the others have none', async () => {
  const { server, client } = started();
  server.script('TransactWriteItems', cancelled({ 1: 'TransactionConflict' }));
  const TransactItems = ['a', 'b', 'c'].map((id) => ({ Put: { TableName, Item: key(id) } }));
  const error = await failureOf(client().send(new TransactWriteItemsCommand({ TransactItems })));
  expect(error).toBeInstanceOf(TransactionCanceledException);
  expect(error.CancellationReasons).toEqual([
    { Code: 'None' },
    { Code: 'TransactionConflict' },
    { Code: 'None' },
  ]);
  expect(error.message).toContain('[None, TransactionConflict, None]');
});

describe('faulty', () => {
  const outcomes = async (seed: number) => {
    const { server, client, tables } = started();
    tables.clear();
    server.script('PutItem', faulty({ failureShare: 0.3, lostAnswerShare: 0.3, seed }));
    const one = client({ maxAttempts: 1 });
    const told: string[] = [];
    for (let n = 0; n < 60; n += 1) {
      const outcome = await one.send(put(`${n}`)).then(
        () => 'written',
        (error: Error) => (error.name === 'InternalServerError' ? 'failed' : 'lost'),
      );
      told.push(outcome);
    }
    const there = new Set(tables.items('shop').map(({ PK }) => PK?.S));
    return { told, there };
  };

  it('fails before and after a write, as often as it is told, the same for the same seed', async () => {
    const { told, there } = await outcomes(5);
    // A failure was not applied, a lost answer was.
    told.forEach((outcome, n) => {
      expect(there.has(`${n}`)).toBe(outcome !== 'failed');
    });
    const counts = ['written', 'failed', 'lost'].map(
      (outcome) => told.filter((one) => one === outcome).length,
    );
    for (const count of counts) expect(count).toBeGreaterThan(8);
    expect((await outcomes(5)).told).toEqual(told);
    expect((await outcomes(6)).told).not.toEqual(told);
  });

  it('does nothing by itself', async () => {
    const { server, client } = started();
    server.script('PutItem', faulty({}, metered()));
    await client().send(put('a'));
  });

  it.each([
    [{ failureShare: 2 }, 'failureShare must be a number from 0 to 1, not 2.'],
    [{ lostAnswerShare: -1 }, 'lostAnswerShare must be a number from 0 to 1, not -1.'],
    [{ failureShare: 0.75, lostAnswerShare: 0.5 }, 'faulty: the shares are 1.25 together, and 1 is all.'],
  ])('refuses %j', (options, message) => {
    expect(() => faulty(options)).toThrow(new RangeError(message));
  });
});
