import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { createClient } from '../../src/client/create-client.ts';
import { type DynamoClient, dispatch } from '../../src/client/dispatch.ts';
import { CLIENTS, StubNetwork } from './stub-clients.ts';

// Middleware of the user, as tracing, tenants and caches have it. It must see what the SDK alone would show, and what it
// changes must count.

interface Args {
  input: Record<string, unknown>;
  request?: { body?: unknown; headers: Record<string, string> };
}
interface Result {
  output: Record<string, unknown>;
  response?: { body?: unknown };
}
type Next = (args: Args) => Promise<Result>;

function use(
  client: DynamoClient,
  middleware: (next: Next) => (args: Args) => Promise<unknown>,
  options: object,
) {
  client.middlewareStack.add(
    ((next: Next) => middleware(next)) as never,
    { name: 'users', ...options } as never,
  );
}

const TableName = 'shop';
const text =
  '{"Item":{"PK":{"S":"a"},"n":{"N":"7"},"data":{"B":"AQI="}},"ConsumedCapacity":{"CapacityUnits":0.5}}';
const native = { PK: 'a', n: 7, data: new Uint8Array([1, 2]) };
const encoded = { PK: { S: 'a' }, n: { N: '7' }, data: { B: new Uint8Array([1, 2]) } };

describe.each(CLIENTS)('middleware on a %s', (name, make) => {
  const network = new StubNetwork();
  const document = name === 'DynamoDBDocumentClient';
  /** A value as this client shows it. */
  const shows = (inNative: unknown, inAttributeValues: unknown) => (document ? inNative : inAttributeValues);
  const key = shows({ PK: 'a' }, { PK: { S: 'a' } });
  const otherKey = shows({ PK: 'b' }, { PK: { S: 'b' } });
  const otherItem = shows({ PK: 'b' }, { PK: { S: 'b' } }) as Record<string, unknown>;
  let client: DynamoClient;
  const get = () => dispatch(client, 'get', { TableName, Key: { PK: 'a' } });
  const sent = () => network.bodies.at(-1);

  beforeEach(() => {
    network.answer(text);
    client = make(network.settings());
  });

  it.each(['initialize', 'serialize', 'build', 'finalizeRequest', 'deserialize'])(
    'sees the input and the output at the step %s',
    async (step) => {
      const seen: unknown[] = [];
      use(
        client,
        (next) => async (args) => {
          seen.push(structuredClone(args.input));
          const result = await next(args);
          if (step !== 'deserialize') seen.push(structuredClone(result.output));
          return result;
        },
        { step, priority: 'high' },
      );
      expect((await get()).Item).toEqual(native);
      const input = {
        TableName,
        Key: step === 'initialize' || step === 'serialize' ? key : expect.anything(),
      };
      expect(seen[0]).toEqual(input);
      if (step === 'deserialize') return;
      expect(seen[1]).toMatchObject({
        Item: shows(native, encoded),
        ConsumedCapacity: { CapacityUnits: 0.5 },
        $metadata: { httpStatusCode: 200 },
      });
      expect(Object.keys(seen[1] as object).sort()).toEqual(['$metadata', 'ConsumedCapacity', 'Item']);
    },
  );

  it('sees the body that is sent, and sends another one', async () => {
    const bodies: unknown[] = [];
    use(
      client,
      (next) => (args) => {
        const { request } = args;
        bodies.push(JSON.parse(String(request?.body)));
        if (request !== undefined) request.body = '{"TableName":"mended"}';
        return next(args);
      },
      { step: 'build', priority: 'high' },
    );
    await get();
    expect(bodies).toEqual([{ TableName, Key: { PK: { S: 'a' } } }]);
    expect(sent()).toEqual({ TableName: 'mended' });
    expect(network.requests.at(-1)?.headers['content-length']).toBe('22');
  });

  it.each<[string, (args: Args) => Args]>([
    ['a copy of it', (args) => ({ ...args, input: { ...args.input, TableName: 'tenant', Key: otherKey } })],
    [
      'another field in it',
      ({ input, ...args }) => ({
        ...args,
        input: Object.assign(input, { TableName: 'tenant', Key: otherKey }),
      }),
    ],
    ['a new object', (args) => ({ ...args, input: { TableName: 'tenant', Key: otherKey } })],
  ])('that hands on %s as the input has that sent', async (_, change) => {
    use(client, (next) => (args) => next(change(args)), { step: 'initialize' });
    await get();
    expect(sent()).toEqual({ TableName: 'tenant', Key: { PK: { S: 'b' } } });
  });

  it('that changes what is inside a field has that sent', async () => {
    use(
      client,
      (next) => (args) => {
        Object.assign(args.input.Key as object, otherKey);
        return next(args);
      },
      { step: 'initialize' },
    );
    await get();
    expect(sent()).toEqual({ TableName, Key: { PK: { S: 'b' } } });
  });

  it('that deletes a field, or adds one, has that sent', async () => {
    use(
      client,
      (next) => (args) => {
        delete args.input.ConsistentRead;
        args.input.ReturnConsumedCapacity = 'TOTAL';
        return next(args);
      },
      { step: 'initialize' },
    );
    await dispatch(client, 'get', { TableName, Key: { PK: 'a' }, ConsistentRead: true });
    expect(sent()).toEqual({ TableName, Key: { PK: { S: 'a' } }, ReturnConsumedCapacity: 'TOTAL' });
  });

  it('that only looks at the input has what it was sent', async () => {
    use(
      client,
      (next) => (args) => {
        JSON.stringify(args.input);
        return next({ ...args });
      },
      { step: 'initialize' },
    );
    await get();
    expect(sent()).toEqual({ TableName, Key: { PK: { S: 'a' } } });
  });

  it.each<[string, (output: Record<string, unknown>) => Record<string, unknown>]>([
    ['a copy of it', (output) => ({ ...output, Item: otherItem })],
    ['a new object', ({ $metadata }) => ({ $metadata, Item: otherItem })],
    ['another field in it', (output) => Object.assign(output, { Item: otherItem })],
  ])('that gives %s as the output has that read', async (_, change) => {
    use(
      client,
      (next) => async (args) => {
        const result = await next(args);
        return { ...result, output: change(result.output) };
      },
      { step: 'initialize' },
    );
    const { Item, $metadata } = await get();
    expect(Item).toEqual({ PK: 'b' });
    expect($metadata.httpStatusCode).toBe(200);
  });

  it('that changes what is inside a field of the output has that read', async () => {
    use(
      client,
      (next) => async (args) => {
        const result = await next(args);
        Object.assign(result.output.Item as object, otherItem);
        return result;
      },
      { step: 'initialize' },
    );
    expect((await get()).Item).toEqual({ ...native, PK: 'b' });
  });

  it('that deletes a field of the output, or adds one, has that read', async () => {
    use(
      client,
      (next) => async (args) => {
        const result = await next(args);
        delete result.output.Item;
        result.output.fromCache = true;
        return result;
      },
      { step: 'initialize' },
    );
    const { $metadata, ...output } = await get();
    expect(output).toEqual({ ConsumedCapacity: { CapacityUnits: 0.5 }, fromCache: true });
  });

  it('may look at an item that could not be written again', async () => {
    const odd = '{"Item":{"PK":{"S":"a"},"m":{"M":{"__proto__":{"S":"x"},"half":{"S":"\\ud83d"}}}}}';
    network.answer(odd);
    const without = await get();
    const looked: string[] = [];
    use(
      client,
      (next) => async (args) => {
        const result = await next(args);
        looked.push(JSON.stringify(result.output.Item));
        return result;
      },
      { step: 'initialize' },
    );
    expect((await get()).Item).toEqual(without.Item);
    if (!document) expect(looked).toEqual([JSON.stringify(JSON.parse(odd).Item)]);
  });

  it('that answers itself is believed, and nothing is sent', async () => {
    const before = network.requests.length;
    use(client, () => async () => ({ response: {}, output: { Item: otherItem } }), { step: 'initialize' });
    expect((await get()).Item).toEqual({ PK: 'b' });
    expect(network.requests).toHaveLength(before);
  });

  it('that throws has its own error come out', async () => {
    const error = new Error('not today');
    use(client, () => () => Promise.reject(error), { step: 'build' });
    await expect(get()).rejects.toBe(error);
  });

  it('stands around ours, whether it was added before the first command or after it', async () => {
    const order: string[] = [];
    const watch = (place: string) => (next: Next) => async (args: Args) => {
      order.push(`${place} ${JSON.stringify(args.input.Key) === JSON.stringify(key)}`);
      return next(args);
    };
    use(client, watch('first'), { name: 'first', step: 'serialize' });
    await get();
    client.middlewareStack.addRelativeTo(watch('before the serializer') as never, {
      name: 'before',
      relation: 'before',
      toMiddleware: 'serializerMiddleware',
    });
    client.middlewareStack.addRelativeTo(watch('after the serializer') as never, {
      name: 'after',
      relation: 'after',
      toMiddleware: 'serializerMiddleware',
    });
    await get();
    client.middlewareStack.remove('first');
    await get();
    const before = 'before the serializer true';
    expect(order.filter((place) => place.startsWith('first'))).toHaveLength(2);
    expect(order.filter((place) => place === before)).toHaveLength(2);
    expect(order.filter((place) => place.startsWith('after'))).toHaveLength(2);
    expect(order.every((place) => place.endsWith('true') || place.startsWith('after'))).toBe(true);
  });

  it('counts from the next command on, and no longer when it is removed', async () => {
    const counted = { add: 0, use: 0, tagged: 0 };
    const count = (what: keyof typeof counted) => (next: Next) => (args: Args) => {
      counted[what] += 1;
      return next(args);
    };
    await get();
    use(client, count('add'), { name: 'add', step: 'build' });
    await get();
    client.middlewareStack.use({
      applyToStack: (stack) => stack.add(count('use') as never, { name: 'use', step: 'build' }),
    });
    client.middlewareStack.add(count('tagged') as never, { name: 'tagged', step: 'build', tags: ['COUNTS'] });
    await get();
    client.middlewareStack.remove('add');
    client.middlewareStack.removeByTag('COUNTS');
    await get();
    expect(counted).toEqual({ add: 2, use: 2, tagged: 1 });
  });

  it('of one client is not that of another, whatever they send in turn', async () => {
    const other = make(network.settings());
    use(client, (next) => (args) => next({ ...args, input: { ...args.input, TableName: 'mine' } }), {
      step: 'initialize',
    });
    await get();
    await dispatch(other, 'get', { TableName, Key: { PK: 'a' } });
    await get();
    expect(network.bodies.slice(-3).map((body) => body.TableName)).toEqual(['mine', TableName, 'mine']);
  });

  it('is there for many commands at once', async () => {
    use(client, (next) => (args) => next({ ...args, input: { ...args.input, ConsistentRead: true } }), {
      step: 'initialize',
    });
    const names = Array.from({ length: 20 }, (_, n) => `table ${n}`);
    const before = network.bodies.length;
    await Promise.all(names.map((one) => dispatch(client, 'get', { TableName: one, Key: { PK: one } })));
    const bodies = network.bodies.slice(before);
    expect(bodies).toEqual(
      names.map((one) => ({ TableName: one, Key: { PK: { S: one } }, ConsistentRead: true })),
    );
  });
});

describe('two clients of one base', () => {
  const network = new StubNetwork();
  network.answer(text);

  it('a client and a document client each read in their own way, also the commands of the user', async () => {
    const base = new DynamoDBClient(network.settings());
    const document = DynamoDBDocumentClient.from(base, { unmarshallOptions: { wrapNumbers: true } });
    const input = { TableName, Key: { PK: 'a' } };
    for (let round = 0; round < 2; round += 1) {
      expect((await dispatch(base, 'get', input)).Item).toEqual(native);
      expect((await dispatch(document, 'get', input)).Item).toEqual(native);
      const raw = await base.send(new GetItemCommand({ TableName, Key: { PK: { S: 'a' } } }));
      expect(raw.Item).toEqual(encoded);
      const wrapped = await document.send(new GetCommand(input));
      expect(wrapped.Item?.n).toEqual(expect.objectContaining({ value: '7' }));
    }
    expect(network.bodies).toEqual(Array(8).fill({ TableName, Key: { PK: { S: 'a' } } }));
    expect(base.middlewareStack.identify().join()).not.toContain('monotable');
  });

  it('two document clients of the client that createClient makes without its cache', async () => {
    const base = createClient({ ...network.settings(), cacheMiddleware: false });
    const clients = [
      DynamoDBDocumentClient.from(base),
      DynamoDBDocumentClient.from(base, { marshallOptions: { convertEmptyValues: true } }),
    ];
    for (const client of [...clients, ...clients]) {
      await dispatch(client, 'get', { TableName, Key: { PK: '' } });
      expect(network.bodies.at(-1)).toEqual({ TableName, Key: { PK: { S: '' } } });
    }
  });
});
