import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import {
  type MeteredOptions,
  metered,
  type OperationName,
  type ScriptedServer,
} from '../../src/testing/index.ts';
import { failureOf, startedServer } from './started.ts';

const started = startedServer();
const TableName = 'shop';
const key = (id: string, partition = id) => ({ PK: { S: partition }, SK: { S: id } });
const sized = (id: string, kilobytes: number, partition = id) => ({
  ...key(id, partition),
  text: { S: 'x'.repeat(kilobytes * 1024 - 100) },
});
const put = (Item: Record<string, { S: string }>) => ({ PutRequest: { Item } });
const write = (...requests: object[]) => new BatchWriteItemCommand({ RequestItems: { shop: requests } });
const leftOf = (requests: WriteRequest[] | undefined) =>
  (requests ?? []).map((request) => request.PutRequest?.Item?.SK?.S);
const few = (count: number, partition?: string) =>
  Array.from({ length: count }, (_, n) => put(key(`${n}`, partition)));

const OPERATIONS: readonly OperationName[] = [
  ...(['BatchWriteItem', 'BatchGetItem', 'PutItem', 'GetItem', 'DeleteItem'] as const),
  ...(['TransactWriteItems', 'TransactGetItems', 'Query'] as const),
];

/** A clock that a test sets, and every operation metered with it. */
function meter(server: ScriptedServer, options: MeteredOptions): { ms: number } {
  const clock = { ms: 0 };
  const step = metered({ ...options, now: () => clock.ms });
  for (const operation of OPERATIONS) server.script(operation, step);
  return clock;
}

describe('a metered table', () => {
  it('takes a batch as far as it has capacity, and more as time goes by', async () => {
    const { server, client, tables } = started();
    const clock = meter(server, { writesPerSecond: 10 });
    const one = client({ maxAttempts: 1 });
    const first = await one.send(write(...few(25)));
    expect(leftOf(first.UnprocessedItems?.shop)).toHaveLength(15);
    expect(tables.items('shop')).toHaveLength(10);

    const error = await failureOf(one.send(write(...few(25))));
    expect(error).toMatchObject({
      name: 'ProvisionedThroughputExceededException',
      message: 'Throughput exceeds the current capacity: TableWriteProvisionedThroughputExceeded.',
      ThrottlingReasons: [
        {
          reason: 'TableWriteProvisionedThroughputExceeded',
          resource: 'arn:aws:dynamodb:local:000000000000:table/shop',
        },
      ],
    });

    clock.ms = 300;
    expect(leftOf((await one.send(write(...few(25)))).UnprocessedItems?.shop)).toHaveLength(22);
    clock.ms = 60_000;
    // Nothing is saved up beyond the burst of a second.
    expect(leftOf((await one.send(write(...few(25)))).UnprocessedItems?.shop)).toHaveLength(15);
  });

  it('counts a unit for each started KB', async () => {
    const { server, client } = started();
    meter(server, { writesPerSecond: 10 });
    const batch = write(put(sized('a', 4)), put(sized('b', 5)), put(sized('c', 1)), put(sized('d', 2)));
    const output = await client().send(batch);
    expect(leftOf(output.UnprocessedItems?.shop)).toEqual(['d']);
  });

  it('gives each partition key value capacity of its own, as the service does', async () => {
    const { server, client } = started();
    meter(server, {});
    const one = client({ maxAttempts: 1 });
    const hot = [400, 400, 200].map((kilobytes, n) => sized(`${n}`, kilobytes, 'hot'));
    for (const Item of hot) await one.send(new PutItemCommand({ TableName, Item }));
    const error = await failureOf(one.send(new PutItemCommand({ TableName, Item: key('x', 'hot') })));
    expect(error).toMatchObject({
      name: 'ProvisionedThroughputExceededException',
      ThrottlingReasons: [{ reason: 'TableWriteKeyRangeThroughputExceeded' }],
    });
    const mixed = await one.send(write(put(key('y', 'hot')), put(key('z', 'cold'))));
    expect(leftOf(mixed.UnprocessedItems?.shop)).toEqual(['y']);
  });

  it('takes an item larger than all it can save up, and makes up for it afterwards', async () => {
    const { server, client } = started();
    const clock = meter(server, { perPartition: { writesPerSecond: 10 } });
    const one = client({ maxAttempts: 1 });
    const send = () => one.send(new PutItemCommand({ TableName, Item: sized('a', 100) }));
    await send();
    clock.ms = 9_900;
    await failureOf(send());
    clock.ms = 10_000;
    await send();
  });

  it('saves up as long as it is told', async () => {
    const { server, client } = started();
    meter(server, { writesPerSecond: 5, burstSeconds: 4 });
    const output = await client().send(write(...few(25)));
    expect(leftOf(output.UnprocessedItems?.shop)).toHaveLength(5);
  });

  it('can save up nothing', async () => {
    const { server, client } = started();
    const clock = meter(server, { writesPerSecond: 10, burstSeconds: 0 });
    const one = client({ maxAttempts: 1 });
    expect(leftOf((await one.send(write(...few(25)))).UnprocessedItems?.shop)).toHaveLength(24);
    clock.ms = 99;
    await failureOf(one.send(write(...few(25))));
    clock.ms = 101;
    expect(leftOf((await one.send(write(...few(25)))).UnprocessedItems?.shop)).toHaveLength(24);
  });

  it('lets reads be half as dear when they are eventually consistent', async () => {
    const { server, client } = started();
    meter(server, { readsPerSecond: 10 });
    const Keys = Array.from({ length: 30 }, (_, n) => key(`${n}`));
    const one = client();
    const output = await one.send(new BatchGetItemCommand({ RequestItems: { shop: { Keys } } }));
    expect(output.UnprocessedKeys?.shop?.Keys).toHaveLength(10);
    meter(server, { readsPerSecond: 10 });
    const RequestItems = { shop: { Keys, ConsistentRead: true } };
    const consistent = await one.send(new BatchGetItemCommand({ RequestItems }));
    expect(consistent.UnprocessedKeys?.shop?.Keys).toHaveLength(20);
    expect(consistent.UnprocessedKeys?.shop?.ConsistentRead).toBe(true);
  });

  it('charges afterwards what a read takes beyond its first 4 KB', async () => {
    const { server, client } = started();
    const one = client({ maxAttempts: 1 });
    await one.send(new PutItemCommand({ TableName, Item: sized('a', 40) }));
    const reads = [
      new GetItemCommand({ TableName, Key: key('a'), ConsistentRead: true }),
      new BatchGetItemCommand({ RequestItems: { shop: { Keys: [key('a')], ConsistentRead: true } } }),
    ];
    for (const read of reads) {
      const clock = meter(server, { readsPerSecond: 5 });
      const send = () => one.send(read as GetItemCommand);
      await send();
      clock.ms = 1_100;
      expect(await failureOf(send())).toMatchObject({
        ThrottlingReasons: [{ reason: 'TableReadProvisionedThroughputExceeded' }],
      });
      clock.ms = 1_200;
      await send();
    }
  });

  it('cancels a transaction that it has no capacity for, and counts its units twice', async () => {
    const { server, client, tables } = started();
    meter(server, { perPartition: { writesPerSecond: 3 } });
    const one = client({ maxAttempts: 1 });
    const send = () =>
      one.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName, Item: key('a') } },
            { Put: { TableName, Item: key('b', 'hot') } },
          ],
        }),
      );
    await one.send(new DeleteItemCommand({ TableName, Key: key('c', 'hot') }));
    await send();
    const error = await failureOf(send());
    expect(error).toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [
        { Code: 'ProvisionedThroughputExceeded' },
        { Code: 'ProvisionedThroughputExceeded' },
      ],
    });
    tables.clear();
    meter(server, { perPartition: { writesPerSecond: 3 } });
    await one.send(new PutItemCommand({ TableName, Item: sized('x', 2, 'hot') }));
    const half = await failureOf(send());
    expect(half.CancellationReasons).toMatchObject([
      { Code: 'None' },
      { Code: 'ProvisionedThroughputExceeded' },
    ]);
    expect(tables.items('shop')).toHaveLength(1);
  });

  it('knows transactions of reads, with another step behind it', async () => {
    const { server, client } = started();
    const clock = { ms: 0 };
    const Item = sized('a', 8);
    server.script(
      'TransactGetItems',
      metered({ readsPerSecond: 4, now: () => clock.ms }, () => ({
        status: 200,
        body: { Responses: [{ Item }, {}] },
      })),
    );
    const one = client({ maxAttempts: 1 });
    const send = () =>
      one.send(
        new TransactGetItemsCommand({
          TransactItems: [{ Get: { TableName, Key: key('a') } }, { Get: { TableName, Key: key('b') } }],
        }),
      );
    expect((await send()).Responses).toEqual([{ Item }, {}]);
    clock.ms = 900;
    expect((await failureOf(send())).name).toBe('TransactionCanceledException');
  });

  it('forgets the partitions that are full again, so that there may be any number of them', async () => {
    const { server, client } = started();
    const clock = meter(server, { writesPerSecond: 1e9 });
    const one = client();
    for (let batch = 0; batch < 410; batch += 1) {
      clock.ms += 10;
      const requests = Array.from({ length: 25 }, (_, n) => put(key(`${batch}-${n}`)));
      expect((await one.send(write(...requests))).UnprocessedItems).toEqual({});
    }
  });
});

describe('refused is', () => {
  it.each<[string, MeteredOptions, string]>([
    [
      'a rate of nothing',
      { writesPerSecond: 0 },
      'metered: writesPerSecond must be a number above 0, not 0.',
    ],
    [
      'a rate that is none',
      { perPartition: { readsPerSecond: Number.NaN } },
      'metered: readsPerSecond must be a number above 0, not NaN.',
    ],
    ['a burst in the past', { burstSeconds: -1 }, 'metered: burstSeconds must be a number from 0, not -1.'],
  ])('%s', (_, options, message) => {
    expect(() => metered(options)).toThrow(new RangeError(message));
  });

  it('an item without the partition key', async () => {
    const { server, client } = started();
    meter(server, { partitionKey: 'pk' });
    expect((await failureOf(client().send(write(put(key('a')))))).message).toBe(
      'BatchWriteItem: metered: an item of shop has no pk; name its partition key: partitionKey.',
    );
  });

  it('a query', async () => {
    const { server, client } = started();
    meter(server, {});
    const query = new QueryCommand({ TableName, KeyConditionExpression: 'PK = :v0' });
    expect((await failureOf(client().send(query))).message).toBe(
      'Query: metered knows BatchWriteItem, BatchGetItem, PutItem, UpdateItem, DeleteItem, GetItem, TransactWriteItems, TransactGetItems.',
    );
  });
});
