import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { StubNetwork } from './stub-clients.ts';

// What the sending path knows of the SDK beyond its documentation. When one of these fails after an update, the rest of this
// folder may well pass, more slowly: see wire.ts and create-client.ts.

const network = new StubNetwork();
const client = new DynamoDBClient({ ...network.settings(), cacheMiddleware: true });
const command = () => new GetItemCommand({ TableName: 'shop', Key: { PK: { S: 'a' } } });
const steps = () =>
  Object.fromEntries(client.middlewareStack.identify().map((line) => line.split(' - ') as [string, string]));

type Next = (args: object) => Promise<{ response: { statusCode?: number }; output?: unknown }>;

describe('the stack of the SDK', () => {
  it.each([
    ['serializerMiddleware', 'serialize'],
    ['deserializerMiddleware', 'deserialize'],
  ])('has a %s at the step %s', (name, step) => {
    expect(steps()[name]).toBe(step);
  });

  it('has the middleware that our commands leave out', () => {
    expect(Object.keys(steps())).toContain('loggerMiddleware');
  });

  it.each(['add', 'addRelativeTo', 'use', 'remove', 'removeByTag', 'concat'] as const)('can %s', (name) => {
    expect(client.middlewareStack[name]).toBeInstanceOf(Function);
    // Of its own, so that createClient can stand before it.
    expect(Object.hasOwn(client.middlewareStack, name)).toBe(true);
  });

  it('makes a request between the serializer and what stands behind it, and reads the response behind the deserializer', async () => {
    const seen: unknown[] = [];
    const sent = command();
    const stack = sent.middlewareStack as unknown as {
      addRelativeTo(middleware: unknown, options: object): void;
    };
    stack.addRelativeTo(
      (next: Next) => async (args: object) => {
        seen.push(typeof (args as { request?: { body?: unknown } }).request?.body);
        return next(args);
      },
      { name: 'request', relation: 'after', toMiddleware: 'serializerMiddleware' },
    );
    stack.addRelativeTo(
      (next: Next) => async (args: object) => {
        const result = await next(args);
        seen.push(result.response.statusCode, result.output);
        return result;
      },
      { name: 'response', relation: 'after', toMiddleware: 'deserializerMiddleware' },
    );
    await client.send(sent);
    expect(seen).toEqual(['object', 200, undefined]);
  });
});

describe('the client of the SDK', () => {
  it('has a protocol with a name, and collects streams', () => {
    const { protocol, streamCollector } = client.config as unknown as {
      protocol: { getShapeId(): string };
      streamCollector: unknown;
    };
    expect(protocol.getShapeId()).toBe('aws.protocols#awsJson1_0');
    expect(streamCollector).toBeInstanceOf(Function);
  });

  it('keeps what it put together in `handlers`, by the class of the command, and drops it for options', async () => {
    const own = new DynamoDBClient({ ...network.settings(), cacheMiddleware: true });
    const kept = () => (own as unknown as { handlers?: WeakMap<object, unknown> }).handlers;
    expect(kept()).toBeUndefined();
    await own.send(command());
    expect(kept()).toBeInstanceOf(WeakMap);
    expect(kept()?.has(GetItemCommand)).toBe(true);
    await own.send(command(), {});
    expect(kept()).toBeUndefined();
  });

  it('asks a command for its handler', () => {
    expect(command().resolveMiddleware).toBeInstanceOf(Function);
    expect(GetItemCommand.prototype.resolveMiddleware).toBeInstanceOf(Function);
  });
});
