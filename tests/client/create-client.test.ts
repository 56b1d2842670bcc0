import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { jest } from '@jest/globals';
import { createClient } from '../../src/client/create-client.ts';
import { dispatch } from '../../src/client/dispatch.ts';
import { StubNetwork } from './stub-clients.ts';

const network = new StubNetwork();
const TableName = 'shop';
const Key = { PK: { S: 'a' } };
const text = '{"Item":{"PK":{"S":"a"},"n":{"N":"7"}}}';
const handlersOf = (client: DynamoDBClient) =>
  (client as unknown as { handlers?: WeakMap<object, unknown> }).handlers;
const names = (client: DynamoDBClient) => client.middlewareStack.identify().map((line) => line.split(' ')[0]);

beforeEach(() => {
  network.answer(text);
  network.requests.length = 0;
});

describe('the client that createClient makes', () => {
  it("is a DynamoDBClient with the SDK's middleware", () => {
    const client = createClient(network.settings());
    expect(client).toBeInstanceOf(DynamoDBClient);
    expect(names(client)).toEqual(names(new DynamoDBClient(network.settings())));
    expect(client.config.cacheMiddleware).toBe(true);
  });

  it('logs when it is given a logger', async () => {
    const info = jest.fn();
    const none = () => {};
    const logger = { trace: none, debug: none, info, warn: none, error: none };
    const client = createClient({ ...network.settings(), logger });
    await dispatch(client, 'get', { TableName, Key: { PK: 'a' } });
    expect(info).toHaveBeenCalledTimes(1);
    expect(info).toHaveBeenCalledWith(
      expect.objectContaining({
        commandName: 'GetItemCommand',
        input: { TableName, Key },
        output: expect.objectContaining({ Item: { PK: { S: 'a' }, n: { N: '7' } } }),
      }),
    );
  });

  it('puts the middleware together once for each command, as long as nothing changes', async () => {
    const client = createClient(network.settings());
    const concat = jest.spyOn(client.middlewareStack, 'concat');
    for (let round = 0; round < 3; round += 1) {
      await dispatch(client, 'get', { TableName, Key: { PK: 'a' } });
      await dispatch(client, 'put', { TableName, Item: { PK: 'a' } });
    }
    expect(concat).toHaveBeenCalledTimes(2);
    client.middlewareStack.add((next) => next, { name: 'users', step: 'build' });
    await dispatch(client, 'get', { TableName, Key: { PK: 'a' } });
    expect(concat).toHaveBeenCalledTimes(3);
  });

  it.each<[string, (client: DynamoDBClient) => void]>([
    ['add', ({ middlewareStack }) => middlewareStack.add((next) => next, { name: 'x' })],
    [
      'addRelativeTo',
      ({ middlewareStack }) =>
        middlewareStack.addRelativeTo((next: unknown) => next as never, {
          relation: 'before',
          toMiddleware: 'serializerMiddleware',
        }),
    ],
    [
      'use',
      ({ middlewareStack }) =>
        middlewareStack.use({ applyToStack: (stack) => stack.add((next) => next, {}) }),
    ],
    ['remove', ({ middlewareStack }) => middlewareStack.remove('recursionDetectionMiddleware')],
    ['removeByTag', ({ middlewareStack }) => middlewareStack.removeByTag('RECURSION_DETECTION')],
  ])('forgets what it put together at %s', async (_, change) => {
    const client = createClient(network.settings());
    await dispatch(client, 'get', { TableName, Key: { PK: 'a' } });
    expect(handlersOf(client)).toBeDefined();
    change(client);
    expect(handlersOf(client)).toBeUndefined();
    expect((await dispatch(client, 'get', { TableName, Key: { PK: 'a' } })).Item).toEqual({ PK: 'a', n: 7 });
  });

  it("serves the user's own commands with AttributeValues, before ours and after", async () => {
    const client = createClient(network.settings());
    const own = () => client.send(new GetItemCommand({ TableName, Key }));
    const ours = () => dispatch(client, 'get', { TableName, Key: { PK: 'a' } });
    const { signal } = new AbortController();
    const signalled = () => client.send(new GetItemCommand({ TableName, Key }), { abortSignal: signal });
    const oursSignalled = () =>
      dispatch(client, 'get', { TableName, Key: { PK: 'a' } }, { abortSignal: signal });
    for (const send of [own, ours, own, signalled, ours, oursSignalled, own, ours, signalled]) {
      const { Item } = await send();
      const native = send === ours || send === oursSignalled;
      expect(Item).toEqual(native ? { PK: 'a', n: 7 } : { PK: { S: 'a' }, n: { N: '7' } });
      expect(network.bodies.at(-1)).toEqual({ TableName, Key });
    }
    await client.send(new PutItemCommand({ TableName, Item: { b: { B: new Uint8Array([1]) } } }));
    expect(network.bodies.at(-1)).toEqual({ TableName, Item: { b: { B: 'AQ==' } } });
  });

  it('sends what each command says when the middleware was put together by another', async () => {
    const client = createClient(network.settings());
    const sendAll = () =>
      Promise.all(
        ['a', 'b', 'c'].map((PK) =>
          dispatch(client, 'put', { TableName: `table ${PK}`, Item: { PK, n: 1 } }),
        ),
      );
    await sendAll();
    await sendAll();
    const bodies = ['a', 'b', 'c'].map((PK) => ({
      TableName: `table ${PK}`,
      Item: { PK: { S: PK }, n: { N: '1' } },
    }));
    expect(network.bodies).toEqual([...bodies, ...bodies]);
  });

  it('can be used again after destroy, as the SDK has it', async () => {
    const client = createClient(network.settings());
    await dispatch(client, 'get', { TableName, Key: { PK: 'a' } });
    client.destroy();
    expect(handlersOf(client)).toBeUndefined();
    expect((await dispatch(client, 'get', { TableName, Key: { PK: 'a' } })).Item).toEqual({ PK: 'a', n: 7 });
    client.destroy();
    client.destroy();
  });

  it('makes no document client, but without its cache', async () => {
    expect(() => DynamoDBDocumentClient.from(createClient(network.settings()))).toThrow(
      'cacheMiddleware=true is not compatible with the DynamoDBDocumentClient',
    );
    const base = createClient({ ...network.settings(), cacheMiddleware: false });
    const document = DynamoDBDocumentClient.from(base);
    document.middlewareStack.add(
      (next) => (args) => next({ ...args, input: { ...args.input, Limit: 1 } as never }),
      {
        name: 'users',
      },
    );
    const { Items } = await dispatch(document, 'query', { TableName });
    expect(Items).toBeUndefined();
    expect(network.bodies.at(-1)).toEqual({ TableName, Limit: 1 });
    expect(base.config.cacheMiddleware).toBe(false);
  });

  it('keeps what it is told, its retries and its plugins among them', async () => {
    const client = createClient({ ...network.settings(), maxAttempts: 7, endpoint: 'http://127.0.0.1:1' });
    expect(await client.config.maxAttempts()).toBe(7);
    await dispatch(client, 'get', { TableName, Key: { PK: 'a' } });
    expect(network.requests[0]?.host).toBe('127.0.0.1');
    expect(network.requests[0]?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 /);
    expect(network.requests[0]?.headers['x-amz-target']).toBe('DynamoDB_20120810.GetItem');
  });
});
