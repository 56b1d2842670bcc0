import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import type { CommandInput, CommandKind } from '../../src/client/codec/commands.ts';
import { cancellationItems, presentItem } from '../../src/client/codec/error-items.ts';
import { dispatch } from '../../src/client/dispatch.ts';
import { ValueError } from '../../src/errors.ts';

// A real server, because a mocked send() never runs the SDK's serializer, middleware or error parsing.
let server: Server;
let base: DynamoDBClient;
let requests: { target: string; body: string }[] = [];
let answer: { status: number; body: string } | 'none' = { status: 200, body: '{}' };

const newClient = (settings: DynamoDBClientConfig = {}) =>
  new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-north-1',
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    maxAttempts: 1,
    ...settings,
  });

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      requests.push({ target: String(request.headers['x-amz-target']).replace(/^.*\./, ''), body });
      if (answer === 'none') return;
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(answer.body);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  base = newClient();
});

afterAll(async () => {
  base.destroy();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

beforeEach(() => {
  requests = [];
  answer = { status: 200, body: '{}' };
});

async function both<K extends CommandKind>(kind: K, input: CommandInput<K>) {
  const low = await dispatch(base, kind, input);
  const high = await dispatch(DynamoDBDocumentClient.from(base), kind, input);
  return { low: { ...low, $metadata: {} }, high: { ...high, $metadata: {} } };
}

const item = {
  PK: 'a',
  SK: 1,
  big: 2n ** 60n,
  tags: new Set(['x']),
  data: new Uint8Array([1, 2]),
  none: undefined,
};
const wireItem =
  '{"PK":{"S":"a"},"SK":{"N":"1"},"big":{"N":"1152921504606846976"},"tags":{"SS":["x"]},"data":{"B":"AQI="}}';
const nativeItem = { PK: 'a', SK: 1, big: 2n ** 60n, tags: new Set(['x']), data: new Uint8Array([1, 2]) };
const key = { PK: 'a', SK: 1 };
const wireKey = '{"PK":{"S":"a"},"SK":{"N":"1"}}';
const values = { ':v0': null };
const wireValues = '{":v0":{"NULL":true}}';

type Case<K extends CommandKind = CommandKind> = [
  kind: K,
  target: string,
  input: CommandInput<K>,
  request: string,
  response: string,
  output: object,
];
const example = <K extends CommandKind>(...row: Case<K>) => row as unknown as Case;

describe('both kinds of client send the same bytes and give the same values', () => {
  it.each([
    example(
      'get',
      'GetItem',
      { TableName: 'shop', Key: key, ConsistentRead: true },
      `{"TableName":"shop","Key":${wireKey},"ConsistentRead":true}`,
      `{"Item":${wireItem}}`,
      { Item: nativeItem },
    ),
    example(
      'put',
      'PutItem',
      { TableName: 'shop', Item: item, ExpressionAttributeValues: values },
      `{"TableName":"shop","Item":${wireItem},"ExpressionAttributeValues":${wireValues}}`,
      `{"Attributes":${wireItem},"ItemCollectionMetrics":{"ItemCollectionKey":{"PK":{"S":"a"}},"SizeEstimateRangeGB":[0,1]}}`,
      {
        Attributes: nativeItem,
        ItemCollectionMetrics: { ItemCollectionKey: { PK: 'a' }, SizeEstimateRangeGB: [0, 1] },
      },
    ),
    example(
      'update',
      'UpdateItem',
      { TableName: 'shop', Key: key, UpdateExpression: 'SET #n0 = :v0', ExpressionAttributeValues: values },
      `{"TableName":"shop","Key":${wireKey},"UpdateExpression":"SET #n0 = :v0","ExpressionAttributeValues":${wireValues}}`,
      `{"Attributes":${wireItem}}`,
      { Attributes: nativeItem },
    ),
    example(
      'delete',
      'DeleteItem',
      { TableName: 'shop', Key: key, ExpressionAttributeValues: values },
      `{"TableName":"shop","Key":${wireKey},"ExpressionAttributeValues":${wireValues}}`,
      `{"Attributes":${wireItem}}`,
      { Attributes: nativeItem },
    ),
    example(
      'query',
      'Query',
      { TableName: 'shop', ExclusiveStartKey: key, ExpressionAttributeValues: values, Limit: 2 },
      `{"TableName":"shop","ExclusiveStartKey":${wireKey},"ExpressionAttributeValues":${wireValues},"Limit":2}`,
      `{"Items":[${wireItem}],"Count":1,"LastEvaluatedKey":${wireKey}}`,
      { Items: [nativeItem], Count: 1, LastEvaluatedKey: key },
    ),
    example(
      'scan',
      'Scan',
      { TableName: 'shop', ExclusiveStartKey: key, ExpressionAttributeValues: values },
      `{"TableName":"shop","ExclusiveStartKey":${wireKey},"ExpressionAttributeValues":${wireValues}}`,
      `{"Items":[${wireItem}],"Count":1}`,
      { Items: [nativeItem], Count: 1 },
    ),
    example(
      'batchGet',
      'BatchGetItem',
      { RequestItems: { shop: { Keys: [key], ConsistentRead: true } } },
      `{"RequestItems":{"shop":{"Keys":[${wireKey}],"ConsistentRead":true}}}`,
      `{"Responses":{"shop":[${wireItem}]},"UnprocessedKeys":{"shop":{"Keys":[${wireKey}],"ConsistentRead":true}}}`,
      {
        Responses: { shop: [nativeItem] },
        UnprocessedKeys: { shop: { Keys: [key], ConsistentRead: true } },
      },
    ),
    example(
      'batchWrite',
      'BatchWriteItem',
      { RequestItems: { shop: [{ PutRequest: { Item: item } }, { DeleteRequest: { Key: key } }] } },
      `{"RequestItems":{"shop":[{"PutRequest":{"Item":${wireItem}}},{"DeleteRequest":{"Key":${wireKey}}}]}}`,
      `{"UnprocessedItems":{"shop":[{"PutRequest":{"Item":${wireItem}}},{"DeleteRequest":{"Key":${wireKey}}}]},"ItemCollectionMetrics":{"shop":[{"ItemCollectionKey":{"PK":{"S":"a"}}}]}}`,
      {
        UnprocessedItems: { shop: [{ PutRequest: { Item: nativeItem } }, { DeleteRequest: { Key: key } }] },
        ItemCollectionMetrics: { shop: [{ ItemCollectionKey: { PK: 'a' } }] },
      },
    ),
    example(
      'transactGet',
      'TransactGetItems',
      { TransactItems: [{ Get: { TableName: 'shop', Key: key } }] },
      `{"TransactItems":[{"Get":{"Key":${wireKey},"TableName":"shop"}}]}`,
      `{"Responses":[{"Item":${wireItem}},{}]}`,
      { Responses: [{ Item: nativeItem }, {}] },
    ),
    example(
      'transactWrite',
      'TransactWriteItems',
      {
        ClientRequestToken: 'token',
        TransactItems: [
          {
            ConditionCheck: {
              TableName: 'shop',
              Key: key,
              ConditionExpression: 'c',
              ExpressionAttributeValues: values,
            },
          },
          { Put: { TableName: 'shop', Item: item, ExpressionAttributeValues: values } },
          { Delete: { TableName: 'shop', Key: key } },
          {
            Update: { TableName: 'shop', Key: key, UpdateExpression: 'u', ExpressionAttributeValues: values },
          },
        ],
      },
      `{"ClientRequestToken":"token","TransactItems":[
        {"ConditionCheck":{"TableName":"shop","Key":${wireKey},"ConditionExpression":"c","ExpressionAttributeValues":${wireValues}}},
        {"Put":{"TableName":"shop","Item":${wireItem},"ExpressionAttributeValues":${wireValues}}},
        {"Delete":{"TableName":"shop","Key":${wireKey}}},
        {"Update":{"TableName":"shop","Key":${wireKey},"UpdateExpression":"u","ExpressionAttributeValues":${wireValues}}}]}`,
      '{"ItemCollectionMetrics":{"shop":[{"ItemCollectionKey":{"PK":{"S":"a"}}}]}}',
      { ItemCollectionMetrics: { shop: [{ ItemCollectionKey: { PK: 'a' } }] } },
    ),
  ])('%s', async (kind, target, input, request, response, output) => {
    answer = { status: 200, body: response };
    const { low, high } = await both(kind, input);
    expect(requests.map((r) => r.target)).toEqual([target, target]);
    const [first, second] = requests.map((r) => r.body);
    expect(second).toBe(first);
    expect(JSON.parse(String(first))).toEqual(JSON.parse(request));
    expect(low).toEqual({ ...output, $metadata: {} });
    expect(high).toEqual(low);
  });

  it('a transaction without a token gets one from the SDK', async () => {
    await both('transactWrite', { TransactItems: [{ Delete: { TableName: 'shop', Key: key } }] });
    for (const { body } of requests) {
      expect(JSON.parse(body).ClientRequestToken).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('one number that a double cannot hold spoils neither its page nor its neighbours', async () => {
    answer = {
      status: 200,
      body: '{"Items":[{"n":{"N":"1E+125"}},{"n":{"N":"0.12345678901234567890123"}},{"n":{"N":"0.1"}},{"n":{"N":"9007199254740993.5"}}]}',
    };
    const { low, high } = await both('query', { TableName: 'shop' });
    expect(low.Items).toEqual([
      { n: 10n ** 125n },
      { n: NumberValue.from('0.12345678901234567890123') },
      { n: 0.1 },
      { n: NumberValue.from('9007199254740993.5') },
    ]);
    expect(high).toEqual(low);
  });

  it('an input is not changed by sending it, and can be sent again', async () => {
    const input = { TableName: 'shop', Item: item };
    const before = structuredClone(input);
    await both('put', input);
    expect(input).toEqual(before);
    expect(input.Item.tags).toBe(item.tags);
  });
});

describe('a client with cached middleware', () => {
  it('sends each input, with an abort signal and without', async () => {
    const client = newClient({ cacheMiddleware: true });
    for (const PK of ['a', 'b']) {
      await dispatch(client, 'get', { TableName: 'shop', Key: { PK } });
      const { signal } = new AbortController();
      await dispatch(client, 'get', { TableName: 'shop', Key: { PK } }, { abortSignal: signal });
    }
    expect(requests.map((r) => JSON.parse(r.body).Key.PK.S)).toEqual(['a', 'a', 'b', 'b']);
    client.destroy();
  });
});

describe('a document client', () => {
  it('is not heard about its own translation options', async () => {
    const options = {
      marshallOptions: { convertEmptyValues: true },
      unmarshallOptions: { wrapNumbers: true },
    };
    const client = DynamoDBDocumentClient.from(base, options);
    answer = { status: 200, body: '{"Attributes":{"n":{"N":"1"}}}' };
    const output = await dispatch(client, 'put', { TableName: 'shop', Item: { PK: 'a', note: '' } });
    expect(JSON.parse(String(requests[0]?.body)).Item).toEqual({ PK: { S: 'a' }, note: { S: '' } });
    expect(output.Attributes).toEqual({ n: 1 });
  });

  it('is not influenced by another one of the same base client', async () => {
    const first = DynamoDBDocumentClient.from(base);
    const second = DynamoDBDocumentClient.from(base, { unmarshallOptions: { wrapNumbers: true } });
    answer = { status: 200, body: '{"Item":{"n":{"N":"1"}}}' };
    for (const client of [first, second, first]) {
      const output = await dispatch(client, 'get', { TableName: 'shop', Key: { PK: 'a' } });
      expect(output.Item).toEqual({ n: 1 });
    }
    // Nor is the client itself changed: the user's own commands go on as before.
    expect(base.middlewareStack.identify().filter((name) => name.includes('monotable'))).toEqual([]);
  });

  it("shows native values to the user's middleware, and sends what that changed", async () => {
    const client = newClient();
    const document = DynamoDBDocumentClient.from(client);
    const seen: unknown[] = [];
    document.middlewareStack.add(
      (next, context) => async (args) => {
        const input = args.input as { TableName?: string };
        seen.push(context.commandName, structuredClone(input));
        input.TableName = 'other';
        const result = await next(args);
        seen.push((result.output as { Item?: unknown }).Item);
        return result;
      },
      { step: 'initialize', name: 'watch' },
    );
    answer = { status: 200, body: `{"Item":${wireItem}}` };
    await dispatch(document, 'get', { TableName: 'shop', Key: key });
    expect(seen).toEqual(['GetItemCommand', { TableName: 'shop', Key: key }, nativeItem]);
    expect(JSON.parse(String(requests[0]?.body)).TableName).toBe('other');
    client.destroy();
  });
});

describe('errors', () => {
  it.each(['low', 'high'])(
    'a failed condition keeps its class and metadata, and gives its item (%s)',
    async (which) => {
      const client = which === 'low' ? base : DynamoDBDocumentClient.from(base);
      answer = {
        status: 400,
        body: `{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed","Item":${wireItem}}`,
      };
      const error = await dispatch(client, 'put', { TableName: 'shop', Item: item }).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(ConditionalCheckFailedException);
      expect((error as ConditionalCheckFailedException).$metadata.httpStatusCode).toBe(400);
      expect(presentItem(error)).toEqual(nativeItem);
    },
  );

  it.each(['low', 'high'])('a cancelled transaction gives the items of its reasons (%s)', async (which) => {
    const client = which === 'low' ? base : DynamoDBDocumentClient.from(base);
    answer = {
      status: 400,
      body: `{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"cancelled","CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed","Message":"failed","Item":${wireItem}}]}`,
    };
    const input = { TransactItems: [{ Delete: { TableName: 'shop', Key: key } }] };
    const error = await dispatch(client, 'transactWrite', input).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(cancellationItems(error)).toEqual([undefined, nativeItem]);
  });

  it.each(['low', 'high'])('an abort ends the request with an AbortError (%s)', async (which) => {
    const client = which === 'low' ? base : DynamoDBDocumentClient.from(base);
    answer = 'none';
    const controller = new AbortController();
    const input = { TableName: 'shop', Key: key };
    const sent = dispatch(client, 'get', input, { abortSignal: controller.signal });
    const waiting = setInterval(() => {
      if (requests.length > 0) controller.abort();
    }, 5);
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    clearInterval(waiting);
    expect(requests).toHaveLength(1);
  });

  it.each(['low', 'high'])(
    'a value that cannot be stored is refused and nothing is sent (%s)',
    async (which) => {
      const client = which === 'low' ? base : DynamoDBDocumentClient.from(base);
      const input = {
        TransactItems: [{ Put: { TableName: 'shop', Item: { PK: 'a', lines: [{ at: new Date(0) }] } } }],
      };
      const error = await dispatch(client, 'transactWrite', input).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(ValueError);
      expect((error as Error).message).toContain('TransactItems[0].Put.Item.lines[0].at');
      expect(requests).toEqual([]);
    },
  );

  it.each(['low', 'high'])(
    'undefined in a key or among the values of an expression is refused (%s)',
    async (which) => {
      const client = which === 'low' ? base : DynamoDBDocumentClient.from(base);
      const get = dispatch(client, 'get', { TableName: 'shop', Key: { PK: 'a', SK: undefined } });
      await expect(get).rejects.toThrow(new ValueError('Key.SK is undefined.'));
      const query = dispatch(client, 'query', {
        TableName: 'shop',
        ExpressionAttributeValues: { ':v0': undefined },
      });
      await expect(query).rejects.toThrow(new ValueError('ExpressionAttributeValues[":v0"] is undefined.'));
      expect(requests).toEqual([]);
    },
  );
});
