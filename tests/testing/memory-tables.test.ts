import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { batchGet } from '../../src/batch/batch-get.ts';
import { batchWrite } from '../../src/batch/batch-write.ts';
import { applyThen, drop, memoryTables, pass } from '../../src/testing/index.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { failureOf, Line, lines, startedServer } from './started.ts';

const started = startedServer();
const TableName = 'shop';
const key = (id: string) => ({ PK: { S: id }, SK: { S: 'x' } });
const put = (Item: Record<string, object>) => new PutItemCommand({ TableName, Item: Item as never });
const put25 = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ PutRequest: { Item: key(`${n}`) } }));
const batch = (...requests: object[]) => new BatchWriteItemCommand({ RequestItems: { shop: requests } });

it('a table keeps what was put and forgets what was deleted', async () => {
  const { client, tables } = started();
  const one = client();
  const Item = {
    ...key('a'),
    n: { N: '1' },
    b: { B: new Uint8Array([1, 2]) },
    l: { L: [{ BS: [new Uint8Array([3])] }] },
  };
  await one.send(put(Item));
  expect((await one.send(new GetItemCommand({ TableName, Key: key('a') }))).Item).toEqual(Item);
  expect(tables.items('shop')).toEqual([Item]);
  const old = await one.send(new DeleteItemCommand({ TableName, Key: key('a'), ReturnValues: 'ALL_OLD' }));
  expect(old.Attributes).toEqual(Item);
  expect((await one.send(new GetItemCommand({ TableName, Key: key('a') }))).Item).toBeUndefined();
  expect(tables.items('shop')).toEqual([]);
});

it('a put replaces the whole item, and clear deletes all', async () => {
  const { client, tables } = started();
  await client().send(put({ ...key('a'), old: { S: 'x' } }));
  await client().send(put({ ...key('a'), new: { S: 'y' } }));
  expect(tables.items('shop')).toEqual([{ ...key('a'), new: { S: 'y' } }]);
  tables.clear();
  expect(tables.items('shop')).toEqual([]);
});

describe('what a test puts into a table', () => {
  const native = { PK: 'a', SK: 'x', n: 1n, b: Buffer.from([1, 2]), l: [new Set(['y'])], m: { S: 'z' } };
  const stored = {
    ...key('a'),
    n: { N: '1' },
    b: { B: new Uint8Array([1, 2]) },
    l: { L: [{ SS: ['y'] }] },
    m: { M: { S: { S: 'z' } } },
  };

  it.each([
    ['native values', native],
    ['AttributeValues', stored],
  ])('is there, given with %s, and no request', async (_, item) => {
    const { server, client, tables } = started();
    tables.put('shop', [item, { PK: 'b', SK: 'x' }]);
    expect(server.requests()).toEqual([]);
    expect((await client().send(new GetItemCommand({ TableName, Key: key('a') }))).Item).toEqual(stored);
    expect(tables.items('shop')).toEqual([stored, key('b')]);
    tables.put('shop', tables.items('shop'));
    expect(tables.items('shop')).toEqual([stored, key('b')]);
  });

  it('may be what an entity stores', async () => {
    const { tables, db } = started();
    const [line] = lines(1);
    tables.put(
      'shop',
      lines(3).map((each) => Line.put(each).input.Item),
    );
    expect((await batchGet(db(), [Line.get({ orderId: '0', line: '0' })])).items).toEqual([line]);
  });

  it('is a copy', () => {
    const { tables } = started();
    const item = { PK: 'a', SK: 'x', list: [1] };
    tables.put('shop', [item]);
    item.list.push(2);
    expect(tables.items('shop')).toEqual([{ ...key('a'), list: { L: [{ N: '1' }] } }]);
  });

  it('is there as a whole or not at all', () => {
    const { tables } = started();
    expect(() => tables.put('shop', [native, { PK: 'b' }])).toThrow('Missing the key SK in the item');
    expect(tables.items('shop')).toEqual([]);
  });

  it('goes into a table that there is', () => {
    expect(() => started().tables.put('shops', [native])).toThrow(
      'Requested resource not found: Table: shops not found; in memory there is shop',
    );
  });
});

it('numbers that are equal are one key', async () => {
  const tables = memoryTables({
    TableName: 'n',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }],
  });
  const putNumber = (N: string) =>
    tables.answer({ operation: 'PutItem', headers: {}, body: { TableName: 'n', Item: { id: { N } } } });
  expect([putNumber('1'), putNumber('1.0'), putNumber('10e-1'), putNumber('2')].map((a) => a.status)).toEqual(
    [200, 200, 200, 200],
  );
  expect(tables.items('n')).toEqual([{ id: { N: '10e-1' } }, { id: { N: '2' } }]);
});

it('a transaction of puts and deletes is carried out once for each token', async () => {
  const { server, db, client, tables } = started();
  await client().send(put(key('gone')));
  server.script('TransactWriteItems', [applyThen(drop), pass]);
  await transactWrite(db({ maxAttempts: 2 }), [Line.put({ orderId: '1', line: '1', text: 'a' })]);
  expect(server.requests('TransactWriteItems')).toHaveLength(2);
  const TransactItems = [{ Delete: { TableName, Key: key('gone') } }, { Put: { TableName, Item: key('b') } }];
  const send = (items: typeof TransactItems) =>
    client().send(new TransactWriteItemsCommand({ ClientRequestToken: 't1', TransactItems: items }));
  await send(TransactItems);
  await client().send(new DeleteItemCommand({ TableName, Key: key('b') }));
  await send(TransactItems);
  expect(tables.items('shop').map(({ PK }) => PK?.S)).toEqual(['ORDER#1']);
  expect(await failureOf(send(TransactItems.slice(1)))).toMatchObject({
    name: 'IdempotentParameterMismatchException',
  });
});

it('answers tell the capacity when they are asked', async () => {
  const { client, db } = started();
  const ReturnConsumedCapacity = 'TOTAL';
  const large = { ...key('large'), text: { S: 'x'.repeat(5000) } };
  const one = client();
  const capacity = async (command: object) =>
    ((await one.send(command as PutItemCommand)) as { ConsumedCapacity?: unknown }).ConsumedCapacity;
  expect(await capacity(new PutItemCommand({ TableName, Item: large }))).toBeUndefined();
  expect(await capacity(new PutItemCommand({ TableName, Item: large, ReturnConsumedCapacity }))).toEqual({
    TableName,
    CapacityUnits: 5,
  });
  const Key = key('large');
  expect(await capacity(new GetItemCommand({ TableName, Key, ReturnConsumedCapacity }))).toEqual({
    TableName,
    CapacityUnits: 1,
  });
  const RequestItems = { shop: { Keys: [Key, key('none')], ConsistentRead: true } };
  expect(await capacity(new BatchGetItemCommand({ RequestItems, ReturnConsumedCapacity }))).toEqual([
    { TableName, CapacityUnits: 3 },
  ]);
  const TransactItems = [{ Delete: { TableName, Key } }];
  expect(await capacity(new TransactWriteItemsCommand({ TransactItems, ReturnConsumedCapacity }))).toEqual([
    { TableName, CapacityUnits: 10 },
  ]);
  const report = await batchWrite(
    db({}, true),
    lines(30).map((line) => Line.put(line)),
  );
  expect(report.capacity).toBe(30);
});

it('a batch of reads ends at 16 MB', async () => {
  const { client } = started();
  const one = client();
  const Keys = Array.from({ length: 60 }, (_, n) => key(`${n}`));
  for (const Key of Keys) await one.send(put({ ...Key, text: { S: 'x'.repeat(390 * 1024) } }));
  const output = await one.send(
    new BatchGetItemCommand({ RequestItems: { shop: { Keys, ConsistentRead: true } } }),
  );
  // The local servers answer for 43 of such items.
  expect(output.Responses?.shop).toHaveLength(43);
  expect(output.UnprocessedKeys).toEqual({ shop: { Keys: Keys.slice(43), ConsistentRead: true } });
});

describe('refused as by the service is', () => {
  const get = (Keys: object[]) => new BatchGetItemCommand({ RequestItems: { shop: { Keys } } } as never);
  it.each<[string, object, string]>([
    ['a batch of 26 writes', batch(...put25(26)), 'Too many items requested for the BatchWriteItem call'],
    [
      'a batch of 101 reads',
      get(Array.from({ length: 101 }, (_, n) => key(`${n}`))),
      'Too many items requested',
    ],
    ['an empty batch', batch(), 'BatchWriteItem needs one item at least'],
    [
      'one item twice',
      batch(...put25(1), { DeleteRequest: { Key: key('0') } }),
      'list of item keys contains duplicates',
    ],
    ['one key twice', get([key('a'), key('a')]), 'list of item keys contains duplicates'],
    ['an item over 400 KB', put({ ...key('a'), t: { S: 'x'.repeat(409_600) } }), 'Item size has exceeded'],
    ['an item without its sort key', put({ PK: { S: 'a' } }), 'Missing the key SK in the item'],
    [
      'a key of another type',
      put({ PK: { N: '1' }, SK: { S: 'x' } }),
      'Type mismatch for key PK expected: S actual: N',
    ],
    ['an empty key', put({ PK: { S: '' }, SK: { S: 'x' } }), 'cannot contain an empty string value. Key: PK'],
    [
      'a partition key over 2048 bytes',
      put({ PK: { S: 'é'.repeat(1025) }, SK: { S: 'x' } }),
      'Size of key PK has exceeded the maximum size limit of 2048 bytes',
    ],
    ['a key with more than the key', get([{ ...key('a'), n: { N: '1' } }]), 'does not match the schema'],
    [
      'a transaction with one item twice',
      new TransactWriteItemsCommand({
        TransactItems: [{ Put: { TableName, Item: key('a') } }, { Delete: { TableName, Key: key('a') } }],
      }),
      'cannot include multiple operations on one item',
    ],
  ])('%s, and nothing of it is written', async (_, command, message) => {
    const { client, tables } = started();
    const error = await failureOf(client().send(command as PutItemCommand));
    expect(error.name).toBe('ValidationException');
    expect(error.message).toContain(message);
    expect(tables.items('shop')).toEqual([]);
  });

  it('a table that is not there', async () => {
    const error = await failureOf(
      started()
        .client()
        .send(new PutItemCommand({ TableName: 'no', Item: key('a') })),
    );
    expect(error).toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found: Table: no not found; in memory there is shop',
    });
  });
});

describe('left to an engine are', () => {
  it.each<[string, object, string]>([
    [
      'conditions',
      new PutItemCommand({ TableName, Item: key('a'), ConditionExpression: 'attribute_exists(PK)' }),
      'PutItem: tables in memory evaluate no ConditionExpression; for expressions an engine must be the upstream.',
    ],
    [
      'conditions of transactions',
      new TransactWriteItemsCommand({
        TransactItems: [{ Put: { TableName, Item: key('a'), ConditionExpression: 'attribute_exists(PK)' } }],
      }),
      'TransactWriteItems: tables in memory evaluate no ConditionExpression; for expressions an engine must be the upstream.',
    ],
    [
      'projections of batches',
      new BatchGetItemCommand({ RequestItems: { shop: { Keys: [key('a')], ProjectionExpression: 'PK' } } }),
      'BatchGetItem: tables in memory evaluate no ProjectionExpression; for expressions an engine must be the upstream.',
    ],
    [
      'updates in transactions',
      new TransactWriteItemsCommand({
        TransactItems: [{ Update: { TableName, Key: key('a'), UpdateExpression: undefined } }],
      }),
      'TransactWriteItems: tables in memory know transactions of puts and deletes only; for others an engine must be the upstream.',
    ],
    [
      'other operations',
      new ScanCommand({ TableName }),
      'Scan: tables in memory know PutItem, GetItem, DeleteItem, BatchWriteItem, BatchGetItem, TransactWriteItems only; for others an engine must be the upstream.',
    ],
    [
      'updates',
      new UpdateItemCommand({ TableName, Key: key('a') }),
      'UpdateItem: tables in memory know PutItem, GetItem, DeleteItem, BatchWriteItem, BatchGetItem, TransactWriteItems only; for others an engine must be the upstream.',
    ],
  ])('%s', async (_, command, message) => {
    const error = await failureOf(
      started()
        .client()
        .send(command as PutItemCommand),
    );
    expect(error).toMatchObject({ name: 'ScriptFailed', message });
  });
});

it('a table without keys is refused', () => {
  expect(() => memoryTables({ TableName: 'shop', KeySchema: [] })).toThrow(
    new TypeError('A table in memory needs a TableName and a KeySchema, as CreateTable does.'),
  );
});
