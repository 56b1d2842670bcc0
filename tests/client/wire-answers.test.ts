import { gunzipSync, gzipSync } from 'node:zlib';
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { CommandInput, CommandKind } from '../../src/client/codec/commands.ts';
import { cancellationItems, presentItem } from '../../src/client/codec/error-items.ts';
import { dispatch } from '../../src/client/dispatch.ts';
import { answer, awsError, drop, type ScriptedServer, startScriptedServer } from '../../src/testing/index.ts';
import { KINDS, libDynamodb, longWay } from './long-way.ts';
import { CLIENTS, StubNetwork } from './stub-clients.ts';

const item = {
  PK: 'a',
  SK: 1,
  data: new Uint8Array([1, 2]),
  tags: new Set(['x', 'ü']),
  numbers: new Set([1, -2.5]),
  big: 2n ** 60n,
  blobs: new Set([new Uint8Array([3])]),
  lines: [{ name: 'a "quoted" name of some length', left: null }, true],
};
const wireItem = {
  PK: { S: 'a' },
  SK: { N: '1' },
  data: { B: 'AQI=' },
  tags: { SS: ['x', 'ü'] },
  numbers: { NS: ['1', '-2.5'] },
  big: { N: '1152921504606846976' },
  blobs: { BS: ['Aw=='] },
  lines: {
    L: [{ M: { name: { S: 'a "quoted" name of some length' }, left: { NULL: true } } }, { BOOL: true }],
  },
};
const Key = { PK: 'a', SK: 1 };
const wireKey = { PK: { S: 'a' }, SK: { N: '1' } };
const TableName = 'shop';
const values = { ':v0': new Set([new Uint8Array([1])]) };
const metrics = { ItemCollectionKey: { PK: { S: 'a' } }, SizeEstimateRangeGB: [0, 1.5] };
const written = {
  Attributes: wireItem,
  ItemCollectionMetrics: metrics,
  ConsumedCapacity: { CapacityUnits: 0.5 },
};
const page = { Items: [wireItem, wireItem], Count: 2, ScannedCount: 3, LastEvaluatedKey: wireKey };

const examples: { [K in CommandKind]: [input: CommandInput<K>, answer: object] } = {
  get: [{ TableName, Key, ConsistentRead: true }, { Item: wireItem }],
  put: [{ TableName, Item: item, ExpressionAttributeValues: values, ReturnValues: 'ALL_OLD' }, written],
  update: [{ TableName, Key, UpdateExpression: 'SET a = :v0', ExpressionAttributeValues: values }, written],
  delete: [{ TableName, Key, ExpressionAttributeValues: values }, written],
  query: [{ TableName, ExclusiveStartKey: Key, ExpressionAttributeValues: values, Limit: 2 }, page],
  scan: [{ TableName, ExclusiveStartKey: Key, Segment: 0, TotalSegments: 2 }, page],
  batchGet: [
    { RequestItems: { shop: { Keys: [Key], ProjectionExpression: 'PK' } } },
    {
      Responses: { shop: [wireItem] },
      UnprocessedKeys: { shop: { Keys: [wireKey], ConsistentRead: false } },
    },
  ],
  batchWrite: [
    { RequestItems: { shop: [{ PutRequest: { Item: item } }, { DeleteRequest: { Key } }] } },
    {
      UnprocessedItems: { shop: [{ PutRequest: { Item: wireItem } }, { DeleteRequest: { Key: wireKey } }] },
      ItemCollectionMetrics: { shop: [metrics] },
    },
  ],
  transactGet: [{ TransactItems: [{ Get: { TableName, Key } }] }, { Responses: [{ Item: wireItem }, {}] }],
  transactWrite: [
    {
      ClientRequestToken: 'token',
      TransactItems: [
        { Put: { TableName, Item: item } },
        { Update: { TableName, Key, UpdateExpression: 'SET a = :v0', ExpressionAttributeValues: values } },
        { ConditionCheck: { TableName, Key, ConditionExpression: 'attribute_exists(PK)' } },
        { Delete: { TableName, Key } },
      ],
    },
    { ItemCollectionMetrics: { shop: [metrics] } },
  ],
};

const without = ({ $metadata, ...output }: { $metadata?: object }) => output;

describe.each(CLIENTS)('%s', (_, make) => {
  const network = new StubNetwork();
  const client = make(network.settings());
  const once = make({ ...network.settings(), maxAttempts: 1 });
  const get = () => dispatch(once, 'get', { TableName, Key });

  it.each(KINDS)('sends and reads %s as lib-dynamodb does', async (kind) => {
    const [input, given] = examples[kind];
    const text = JSON.stringify(given);
    network.answer(text);
    const { $metadata, ...output } = await dispatch(client, kind, input as never);
    expect($metadata).toMatchObject({ httpStatusCode: 200, attempts: 1 });
    const theirs = await libDynamodb(kind, input, text);
    expect(output).toEqual(theirs.output);
    expect(output).toEqual(await longWay(kind, text));
    expect(network.bodies.at(-1)).toEqual(theirs.body);
  });

  it.each(KINDS)('reads an answer to %s that has whitespace in it', async (kind) => {
    const [input, given] = examples[kind];
    const text = JSON.stringify(given, undefined, 2);
    network.answer(text);
    expect(without(await dispatch(client, kind, input as never))).toEqual(await longWay(kind, text));
  });

  it('takes an answer with nothing in it for nothing', async () => {
    network.answer('');
    expect(without(await get())).toEqual({});
    network.answer('{}');
    expect(without(await get())).toEqual({});
  });

  it('fails as the SDK does for an answer that is no JSON', async () => {
    for (const text of ['<html>', '{"Item":{"PK":{"S":"cut', '{"Item":{"PK":{"S":"a"}}}}']) {
      network.answer(text);
      const theirs = await longWay('get', text).catch((error: Error) => error);
      const ours = (await get().catch((error: unknown) => error)) as Error & {
        $response?: { statusCode: number };
      };
      expect(ours).toBeInstanceOf(SyntaxError);
      expect(ours.message).toBe((theirs as Error).message);
      expect(ours.$response).toMatchObject({ statusCode: 200 });
    }
  });

  it('reads what middleware of the user unpacked', async () => {
    const other = make(network.settings());
    other.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const response = result.response as { body: Uint8Array };
        response.body = gunzipSync(response.body);
        return result;
      },
      { step: 'deserialize', priority: 'low', name: 'unpack' },
    );
    network.answers = [{ body: gzipSync('{"Item":{"PK":{"S":"a"}}}') }];
    expect((await dispatch(other, 'get', { TableName, Key })).Item).toEqual({ PK: 'a' });
  });

  it('is told its table by an ARN, and sends to the account that this names', async () => {
    const credentials = { accessKeyId: 'id', secretAccessKey: 'secret', accountId: '111111111111' };
    const arn = 'arn:aws:dynamodb:eu-west-1:222222222222:table/shop';
    const other = make({ ...network.settings(), credentials });
    network.answer('{}');
    await dispatch(other, 'get', { TableName: arn, Key });
    await dispatch(other, 'batchGet', { RequestItems: { [arn]: { Keys: [Key] } } });
    await dispatch(other, 'transactGet', { TransactItems: [{ Get: { TableName: arn, Key } }] });
    const theirs = '222222222222.ddb.eu-west-1.amazonaws.com';
    expect(network.requests.slice(-3).map(({ host }) => host)).toEqual([theirs, theirs, theirs]);
  });
});

describe.each(CLIENTS)('%s, over a real connection', (_, make) => {
  let server: ScriptedServer;
  let client: ReturnType<typeof make>;
  beforeAll(async () => {
    server = await startScriptedServer();
    client = make({ ...server.settings, maxAttempts: 3 });
  });
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });
  beforeEach(() => server.reset());

  it('sends the same body in every attempt, and the answer to the last counts', async () => {
    const input = examples.put[0];
    server.script('PutItem', [drop, awsError('InternalServerError'), answer({ Attributes: wireItem })]);
    const { Attributes, $metadata } = await dispatch(client, 'put', input);
    expect(Attributes).toEqual(item);
    expect($metadata.attempts).toBe(3);
    const [first, ...more] = server.requests('PutItem').map(({ body }) => body);
    expect(first?.Item).toEqual(wireItem);
    expect(more).toEqual([first, first]);
  });

  it('keeps the token of a transaction that has none of its own over its attempts, and no longer', async () => {
    const input = { TransactItems: [{ Delete: { TableName, Key } }] };
    server.script('TransactWriteItems', [drop, awsError('InternalServerError'), answer({}), answer({})]);
    await dispatch(client, 'transactWrite', input);
    await dispatch(client, 'transactWrite', input);
    const tokens = server.requests().map(({ body }) => String(body.ClientRequestToken));
    expect(tokens).toHaveLength(4);
    expect(tokens[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(tokens.slice(0, 3)).toEqual([tokens[0], tokens[0], tokens[0]]);
    expect(tokens[3]).not.toBe(tokens[0]);
  });

  it('gives the item of a failed condition', async () => {
    server.script('PutItem', awsError('ConditionalCheckFailedException', { Item: wireItem }));
    const error = await dispatch(client, 'put', { TableName, Item: item }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error).toMatchObject({ $metadata: { httpStatusCode: 400, attempts: 1 } });
    expect(presentItem(error)).toEqual(item);
  });

  it('gives the items of a cancelled transaction', async () => {
    const CancellationReasons = [
      { Code: 'None' },
      { Code: 'ConditionalCheckFailed', Message: 'no', Item: wireItem },
    ];
    server.script('TransactWriteItems', awsError('TransactionCanceledException', { CancellationReasons }));
    const sent = dispatch(client, 'transactWrite', examples.transactWrite[0]);
    const error = await sent.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(cancellationItems(error)).toEqual([undefined, item]);
  });

  it('is ended by a signal while it waits, and goes on with the next command', async () => {
    const ending = new AbortController();
    server.script('GetItem', [
      () => {
        ending.abort();
        return new Promise(() => {});
      },
      answer({ Item: wireItem }),
    ]);
    const { signal: abortSignal } = ending;
    const sent = dispatch(client, 'get', { TableName, Key }, { abortSignal });
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    expect((await dispatch(client, 'get', { TableName, Key })).Item).toEqual(item);
    const again = dispatch(client, 'get', { TableName, Key }, { abortSignal });
    await expect(again).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.requests()).toHaveLength(2);
  });

  it('reads a large answer that comes in many pieces', async () => {
    const Items = Array.from({ length: 2_000 }, (__, n) => ({
      ...wireItem,
      note: { S: `ü${n}`.repeat(100) },
    }));
    server.script('Query', answer({ Items, Count: 2_000 }));
    const output = await dispatch(client, 'query', { TableName });
    expect(output.Items).toEqual(Items.map((__, n) => ({ ...item, note: `ü${n}`.repeat(100) })));
  });
});
