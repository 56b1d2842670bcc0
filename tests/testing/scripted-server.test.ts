import {
  CreateTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  DynamoDBServiceException,
  GetItemCommand,
  InternalServerError,
  ListTablesCommand,
  ProvisionedThroughputExceededException,
  PutItemCommand,
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  answer,
  applyThen,
  awsError,
  cancelled,
  drop,
  pass,
  type ScriptedServer,
  startScriptedServer,
} from '../../src/testing/index.ts';
import { describeEngines } from '../support/engines.ts';

const clients: DynamoDBClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
});

/** A client of its own for each test, because a client that has met many errors stops its retries. */
function clientOf(server: ScriptedServer, settings: DynamoDBClientConfig = {}): DynamoDBClient {
  const client = new DynamoDBClient({ ...server.settings, ...settings });
  clients.push(client);
  return client;
}

async function failureOf(sent: Promise<unknown>): Promise<DynamoDBServiceException> {
  const error = await sent.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('The call succeeded.');
  return error as DynamoDBServiceException;
}

const get = (id = 'a') => new GetItemCommand({ TableName: 'shop', Key: { PK: { S: id } } });
const transaction = new TransactWriteItemsCommand({
  TransactItems: [
    { Delete: { TableName: 'shop', Key: { PK: { S: 'a' } } } },
    { Delete: { TableName: 'shop', Key: { PK: { S: 'b' } } } },
  ],
});

describe('without an upstream', () => {
  let server: ScriptedServer;
  beforeAll(async () => {
    server = await startScriptedServer();
  });
  afterEach(() => server.reset());
  afterAll(() => server.stop());

  it('answers with an output', async () => {
    server.script('GetItem', [answer({ Item: { PK: { S: 'a' } } })]);
    const output = await clientOf(server).send(get());
    expect(output.Item).toEqual({ PK: { S: 'a' } });
    expect(output.$metadata).toMatchObject({ attempts: 1, httpStatusCode: 200 });
  });

  it('sends binary values in base64, at any depth', async () => {
    const bytes = new Uint8Array([0, 1, 2, 3]).subarray(1, 3);
    const Item = { data: { B: bytes }, list: { L: [{ BS: [Buffer.from('a')] }] } };
    server.script('GetItem', answer({ Item }));
    const output = await clientOf(server).send(get());
    expect(output.Item).toEqual({
      data: { B: new Uint8Array([1, 2]) },
      list: { L: [{ BS: [new Uint8Array([97])] }] },
    });
  });

  it('uses a list up step by step, and a single step for ever', async () => {
    server.script('GetItem', [answer({ Item: { n: { N: '1' } } }), answer({ Item: { n: { N: '2' } } })]);
    server.script('ListTables', answer({ TableNames: ['shop'] }));
    const client = clientOf(server);
    const items = [await client.send(get()), await client.send(get())].map((output) => output.Item);
    expect(items).toEqual([{ n: { N: '1' } }, { n: { N: '2' } }]);
    for (let n = 0; n < 3; n++) {
      expect((await client.send(new ListTablesCommand())).TableNames).toEqual(['shop']);
    }
    expect(await failureOf(client.send(get()))).toMatchObject({ name: 'ScriptFailed' });
  });

  it('puts a new script in place of the old one, whose list of the caller it leaves alone', async () => {
    const steps = [drop, drop];
    server.script('GetItem', steps);
    await failureOf(clientOf(server, { maxAttempts: 1 }).send(get()));
    server.script('GetItem', [answer({})]);
    await clientOf(server, { maxAttempts: 1 }).send(get());
    expect(steps).toHaveLength(2);
  });

  it('says what is missing when nothing is scripted', async () => {
    const error = await failureOf(clientOf(server).send(get()));
    expect(error).toBeInstanceOf(DynamoDBServiceException);
    expect(error).toMatchObject({ name: 'ScriptFailed', $metadata: { attempts: 1, httpStatusCode: 400 } });
    expect(error.message).toBe(
      'GetItem: no step is left for this request, and there is no upstream to pass it to.',
    );
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'dropped'],
    ['no status', { body: {} }],
    ['a status that HTTP does not have', { status: 42, body: {} }],
    ['no body', { status: 200 }],
    ['a bigint', { status: 200, body: { Item: { n: { N: 1n } } } }],
  ])('tells the client of a step that gave %s', async (_, given) => {
    server.script('GetItem', (() => given) as never);
    expect(await failureOf(clientOf(server).send(get()))).toMatchObject({ name: 'ScriptFailed' });
  });

  it('tells the client what a step threw, and lets it not be retried', async () => {
    server.script('GetItem', () => {
      throw new Error('expected 3 keys');
    });
    const error = await failureOf(clientOf(server).send(get()));
    expect(error).toMatchObject({ message: 'GetItem: expected 3 keys', $metadata: { attempts: 1 } });
  });

  it('computes an answer from the request', async () => {
    server.script('GetItem', ({ body }) => ({ status: 200, body: { Item: body.Key as object } }));
    const client = clientOf(server);
    const outputs = await Promise.all(['a', 'b', 'c'].map((id) => client.send(get(id))));
    expect(outputs.map((output) => output.Item?.PK?.S)).toEqual(['a', 'b', 'c']);
  });

  it('sends any status and text, as a proxy would', async () => {
    server.script('GetItem', [() => ({ status: 502, body: '<h1>Bad Gateway</h1>' }), answer({})]);
    expect((await clientOf(server).send(get())).$metadata.attempts).toBe(2);
  });

  it('answers with the errors of the service, which the SDK tells apart', async () => {
    const reason = { reason: 'TableWriteKeyRangeThroughputExceeded', resource: 'arn:table' };
    server.script('PutItem', [
      awsError('ThrottlingException', { message: 'Rate exceeded', throttlingReasons: [reason] }),
      awsError('ProvisionedThroughputExceededException', { ThrottlingReasons: [reason] }),
      awsError('TransactionConflictException'),
      awsError('ValidationException', { message: 'No.' }),
      awsError('ServiceUnavailable'),
    ]);
    const client = clientOf(server, { maxAttempts: 1 });
    const put = () => failureOf(client.send(new PutItemCommand({ TableName: 'shop', Item: {} })));
    const [throttled, provisioned, conflict, invalid, unavailable] = [
      ...[await put(), await put(), await put()],
      ...[await put(), await put()],
    ];
    expect(throttled).toBeInstanceOf(ThrottlingException);
    expect(throttled).toMatchObject({ message: 'Rate exceeded', throttlingReasons: [reason] });
    expect(provisioned).toBeInstanceOf(ProvisionedThroughputExceededException);
    expect(provisioned).toMatchObject({ ThrottlingReasons: [reason], $metadata: { httpStatusCode: 400 } });
    expect(conflict).toBeInstanceOf(TransactionConflictException);
    expect(conflict?.message).toBe('A scripted TransactionConflictException.');
    expect(invalid).toMatchObject({ name: 'ValidationException', message: 'No.' });
    expect(unavailable).toMatchObject({ name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } });
  });

  it('fails with 500, which the SDK retries', async () => {
    server.script('GetItem', [awsError('InternalServerError'), awsError('InternalServerError'), answer({})]);
    expect((await clientOf(server).send(get())).$metadata.attempts).toBe(3);
    server.script('GetItem', awsError('InternalServerError'));
    const error = await failureOf(clientOf(server, { maxAttempts: 2 }).send(get()));
    expect(error).toBeInstanceOf(InternalServerError);
    expect(error.$metadata).toMatchObject({ attempts: 2, httpStatusCode: 500 });
  });

  it('drops the connection, after which the SDK tries again', async () => {
    server.script('GetItem', [drop, drop, answer({})]);
    expect((await clientOf(server).send(get())).$metadata.attempts).toBe(3);
    server.script('GetItem', drop);
    const error = await failureOf(clientOf(server, { maxAttempts: 2 }).send(get()));
    // Jest's realm makes the SDK wrap errors of node, so name and code (TimeoutError, ECONNRESET) are lost here.
    expect(error.message).toContain('socket hang up');
    expect(error.$metadata.attempts).toBe(2);
  });

  it('never answers when a step never settles, so that the client runs into its timeout', async () => {
    server.script('GetItem', [() => new Promise(() => {}), answer({})]);
    const requestHandler = { requestTimeout: 50, throwOnRequestTimeout: true };
    expect((await clientOf(server, { requestHandler }).send(get())).$metadata.attempts).toBe(2);
  });

  it('cancels a transaction with a reason for each action, which the SDK does not retry', async () => {
    const reasons = [
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item: { PK: { S: 'a' } } },
      { Code: 'None' },
    ];
    server.script('TransactWriteItems', cancelled(reasons));
    const error = await failureOf(clientOf(server).send(transaction));
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect((error as TransactionCanceledException).CancellationReasons).toEqual(reasons);
    expect(error.message).toBe(
      'Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed, None]',
    );
    expect(error.$metadata).toMatchObject({ attempts: 1, httpStatusCode: 400 });
  });

  it('keeps the requests in the order of arrival, with their bodies and headers', async () => {
    server.script('GetItem', [drop, answer({})]);
    server.script('TransactWriteItems', answer({}));
    const client = clientOf(server);
    await client.send(get());
    await client.send(transaction);
    expect(server.requests().map((request) => request.operation)).toEqual([
      'GetItem',
      'GetItem',
      'TransactWriteItems',
    ]);
    const [first, second] = server.requests('GetItem');
    expect(first?.body).toEqual({ TableName: 'shop', Key: { PK: { S: 'a' } } });
    expect(second?.headers['amz-sdk-request']).toBe('attempt=2; max=4');
    expect(second?.headers['amz-sdk-invocation-id']).toBe(first?.headers['amz-sdk-invocation-id']);
    expect(server.requests('PutItem')).toEqual([]);
  });

  it('forgets scripts and requests on reset', async () => {
    server.script('GetItem', answer({}));
    const client = clientOf(server);
    await client.send(get());
    server.reset();
    expect(server.requests()).toEqual([]);
    expect(await failureOf(client.send(get()))).toMatchObject({ name: 'ScriptFailed' });
  });

  it('knows the operations of DynamoDB by name', () => {
    // @ts-expect-error A command has no `Command` at its end here.
    server.script('GetItemCommand', pass);
    // @ts-expect-error Nor is it a method of the SDK.
    server.script('destroy', pass);
  });

  it('answers what is no DynamoDB request with a reason, too', async () => {
    const response = await fetch(server.settings.endpoint, { method: 'POST', body: 'hello' });
    expect(response.status).toBe(400);
    expect(((await response.json()) as { message: string }).message).toMatch(/^Request: .*JSON/);
  });
});

describeEngines('a scripted server with its upstream', (engine) => {
  let server: ScriptedServer;
  const TableName = engine.tableName('scripted');
  const Key = { PK: { S: 'a' } };

  beforeAll(async () => {
    await engine.client().send(
      new CreateTableCommand({
        TableName,
        AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    server = await startScriptedServer({ upstream: engine.settings.endpoint });
  });
  beforeEach(async () => {
    server.reset();
    await engine.client().send(new PutItemCommand({ TableName, Item: Key }));
  });
  afterAll(() => server?.stop());

  const counter = async () => {
    const { Item } = await engine.client().send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    return Item?.n?.N;
  };
  const raise = {
    TableName,
    Key,
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  };

  it('passes everything that is not scripted', async () => {
    const client = clientOf(server);
    await client.send(new UpdateItemCommand(raise));
    const output = await client.send(new GetItemCommand({ TableName, Key }));
    expect(output.Item).toEqual({ ...Key, n: { N: '1' } });
    expect(server.requests().map((request) => request.operation)).toEqual(['UpdateItem', 'GetItem']);
  });

  it('passes errors with their class and fields', async () => {
    const input: TransactWriteItemsCommandInput = {
      TransactItems: [
        { Update: { ...raise, ConditionExpression: 'attribute_not_exists(PK)' } },
        { Delete: { TableName, Key: { PK: { S: 'b' } } } },
      ],
    };
    const direct = await failureOf(engine.client().send(new TransactWriteItemsCommand(input)));
    const passed = await failureOf(clientOf(server).send(new TransactWriteItemsCommand(input)));
    expect(passed).toBeInstanceOf(TransactionCanceledException);
    expect({ ...passed, $metadata: {}, $response: {} }).toEqual({
      ...direct,
      $metadata: {},
      $response: {},
    });
    // So a cancelled transaction of ours looks as theirs does.
    const { CancellationReasons = [] } = direct as TransactionCanceledException;
    server.script('TransactWriteItems', cancelled(CancellationReasons));
    const scripted = await failureOf(clientOf(server).send(new TransactWriteItemsCommand(input)));
    expect(scripted.message).toBe(direct.message);
    expect((scripted as TransactionCanceledException).CancellationReasons).toEqual(CancellationReasons);
  });

  it('counts an ADD twice when its answer is lost: the SDK repeats it', async () => {
    server.script('UpdateItem', [applyThen(drop), pass]);
    const output = await clientOf(server).send(new UpdateItemCommand(raise));
    expect(output.$metadata.attempts).toBe(2);
    expect(await counter()).toBe('2');
  });

  it('counts an ADD twice when it fails after the write', async () => {
    server.script('UpdateItem', [applyThen(awsError('InternalServerError'))]);
    const output = await clientOf(server).send(new UpdateItemCommand(raise));
    expect(output.$metadata.attempts).toBe(2);
    expect(await counter()).toBe('2');
  });

  it('applies nothing when the connection is dropped, or the request fails, before', async () => {
    server.script('UpdateItem', [drop, awsError('InternalServerError'), pass]);
    const output = await clientOf(server).send(new UpdateItemCommand(raise));
    expect(output.$metadata.attempts).toBe(3);
    expect(await counter()).toBe('1');
  });

  it('counts a transaction once when its answer is lost: the SDK repeats its token', async () => {
    server.script('TransactWriteItems', [applyThen(drop), pass]);
    const input = { TransactItems: [{ Update: raise }] };
    const output = await clientOf(server).send(new TransactWriteItemsCommand(input));
    expect(output.$metadata.attempts).toBe(2);
    expect(await counter()).toBe('1');
    const [first, second] = server.requests('TransactWriteItems').map((r) => r.body.ClientRequestToken);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).toBe(first);
  });

  it("counts a transaction once over two sends with the caller's token", async () => {
    server.script('TransactWriteItems', [applyThen(drop), pass]);
    const input = { ClientRequestToken: engine.tableName('token'), TransactItems: [{ Update: raise }] };
    const client = clientOf(server, { maxAttempts: 1 });
    await failureOf(client.send(new TransactWriteItemsCommand(input)));
    await client.send(new TransactWriteItemsCommand(input));
    expect(await counter()).toBe('1');
  });

  it('makes a create fail on the item it has itself written', async () => {
    server.script('PutItem', [applyThen(drop), pass]);
    const create = new PutItemCommand({
      TableName,
      Item: { PK: { S: engine.tableName('new') } },
      ConditionExpression: 'attribute_not_exists(PK)',
    });
    const error = await failureOf(clientOf(server).send(create));
    expect(error).toMatchObject({ name: 'ConditionalCheckFailedException', $metadata: { attempts: 2 } });
  });

  it('lets a step change what the upstream answered', async () => {
    server.script('GetItem', [
      async (_, forward) => {
        const { status, body } = await forward();
        return { status, body: { ...(body as object), ConsumedCapacity: { CapacityUnits: 7 } } };
      },
    ]);
    const output = await clientOf(server).send(new GetItemCommand({ TableName, Key }));
    expect(output).toMatchObject({ Item: Key, ConsumedCapacity: { CapacityUnits: 7 } });
  });

  it('forwards twenty at once', async () => {
    const client = clientOf(server);
    await Promise.all(Array.from({ length: 20 }, () => client.send(new UpdateItemCommand(raise))));
    expect(await counter()).toBe('20');
  });
});
