import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { batchGet } from '../../src/batch/batch-get.ts';
import { batchWrite } from '../../src/batch/batch-write.ts';
import { createTableInput } from '../../src/table/create-table-input.ts';
import {
  answer,
  applyThen,
  awsError,
  delayed,
  drop,
  startScriptedServer,
  type UnprocessedChoice,
  unprocessed,
} from '../../src/testing/index.ts';
import { describeEngines } from '../support/engines.ts';
import { failureOf, Line, lines, shop, startedServer } from './started.ts';

const started = startedServer();

const key = (id: string) => ({ PK: { S: id }, SK: { S: 'x' } });
const put = (id: string) => ({ PutRequest: { Item: key(id) } });
const remove = (id: string) => ({ DeleteRequest: { Key: key(id) } });
const write = (...requests: object[]) => new BatchWriteItemCommand({ RequestItems: { shop: requests } });
const ids = (items: readonly Readonly<Record<string, { S?: string }>>[]) => items.map(({ PK }) => PK?.S);

describe('unprocessed writes', () => {
  it('are the last of the request, and the others are applied', async () => {
    const { server, client, tables } = started();
    server.script('BatchWriteItem', [unprocessed(2)]);
    const output = await client().send(write(put('a'), put('b'), put('c')));
    expect(output.UnprocessedItems).toEqual({ shop: [put('b'), put('c')] });
    expect(ids(tables.items('shop'))).toEqual(['a']);
  });

  it('are those that a function chooses, of puts and deletes', async () => {
    const { server, client, tables } = started();
    await client().send(write(put('d')));
    server.script('BatchWriteItem', [
      unprocessed(({ PK }, tableName) => tableName === 'shop' && (PK?.S === 'b' || PK?.S === 'd')),
    ]);
    const output = await client().send(write(put('a'), put('b'), put('c'), remove('d')));
    expect(output.UnprocessedItems).toEqual({ shop: [put('b'), remove('d')] });
    expect(ids(tables.items('shop'))).toEqual(['d', 'a', 'c']);
  });

  it('are chosen by dice that fall the same for the same seed', async () => {
    const { server, client } = started();
    const all = Array.from({ length: 25 }, (_, n) => put(`${n}`));
    const sizes = async (seed: number) => {
      server.script('BatchWriteItem', unprocessed({ share: 0.5, seed }));
      const one = client();
      const outputs = [await one.send(write(...all)), await one.send(write(...all))];
      return outputs.map((output) =>
        ids((output.UnprocessedItems?.shop ?? []).map((r) => r.PutRequest!.Item!)),
      );
    };
    const [first, second] = await sizes(7);
    expect(await sizes(7)).toEqual([first, second]);
    expect(second).not.toEqual(first);
    expect(await sizes(8)).not.toEqual([first, second]);
    expect((first?.length ?? 0) + (second?.length ?? 0)).toBeGreaterThan(10);
    expect((first?.length ?? 0) + (second?.length ?? 0)).toBeLessThan(40);
  });

  it('can be all, and then nothing is sent to the upstream', async () => {
    const { server, client, tables } = started();
    server.script('BatchWriteItem', [unprocessed(25)]);
    const output = await client().send(write(put('a'), put('b')));
    expect(output.UnprocessedItems).toEqual({ shop: [put('a'), put('b')] });
    expect(tables.items('shop')).toEqual([]);
  });

  it('can be none', async () => {
    const { server, client } = started();
    server.script(
      'BatchWriteItem',
      unprocessed(() => false),
    );
    expect((await client().send(write(put('a')))).UnprocessedItems).toEqual({});
    server.script('BatchWriteItem', unprocessed(0));
    expect((await client().send(write(put('a')))).UnprocessedItems).toEqual({});
  });

  it('are added to those of another step', async () => {
    const { server, client, tables } = started();
    server.script('BatchWriteItem', unprocessed(1, unprocessed(1)));
    const output = await client().send(write(put('a'), put('b'), put('c')));
    expect(output.UnprocessedItems).toEqual({ shop: [put('b'), put('c')] });
    expect(ids(tables.items('shop'))).toEqual(['a']);
  });

  it('leave an error or a lost answer of the other step as it is', async () => {
    const { server, client, tables } = started();
    server.script('BatchWriteItem', unprocessed(1, awsError('ValidationException')));
    expect(await failureOf(client().send(write(put('a'), put('b'))))).toMatchObject({
      name: 'ValidationException',
    });
    server.script('BatchWriteItem', unprocessed(1, applyThen(drop)));
    await failureOf(client({ maxAttempts: 1 }).send(write(put('a'), put('b'))));
    expect(ids(tables.items('shop'))).toEqual(['a']);
  });

  it('need no upstream when a step answers for the others', async () => {
    const server = await startScriptedServer();
    const client = new DynamoDBClient(server.settings);
    try {
      server.script('BatchWriteItem', [unprocessed(1, answer({})), unprocessed(1)]);
      const output = await client.send(write(put('a'), put('b')));
      expect(output.UnprocessedItems).toEqual({ shop: [put('b')] });
      expect((await failureOf(client.send(write(put('a'), put('b'))))).message).toBe(
        'BatchWriteItem: the step passes this request on, and there is no upstream.',
      );
    } finally {
      client.destroy();
      await server.stop();
    }
  });

  it('are written in the end by batchWrite', async () => {
    const { server, db, tables } = started();
    server.script('BatchWriteItem', unprocessed({ share: 0.3 }));
    const report = await batchWrite(
      db(),
      lines(120).map((line) => Line.put(line)),
    );
    expect(report.counts).toEqual({ written: 120, unprocessed: 0, failed: 0, notAttempted: 0 });
    expect(report.requests).toBeGreaterThan(5);
    expect(tables.items('shop')).toHaveLength(120);
  });
});

describe('unprocessed reads', () => {
  const read = (table: NonNullable<BatchGetItemCommandInput['RequestItems']>[string]) =>
    new BatchGetItemCommand({ RequestItems: { shop: table } });

  it('come back with what the request says of their table', async () => {
    const { server, client } = started();
    await client().send(write(put('a'), put('b')));
    server.script('BatchGetItem', unprocessed(1));
    const output = await client().send(read({ Keys: [key('a'), key('b')], ConsistentRead: true }));
    expect(output.Responses).toEqual({ shop: [key('a')] });
    expect(output.UnprocessedKeys).toEqual({ shop: { Keys: [key('b')], ConsistentRead: true } });
  });

  it('are all when a function says so', async () => {
    const { server, client } = started();
    server.script(
      'BatchGetItem',
      unprocessed(() => true),
    );
    const output = await client().send(read({ Keys: [key('a')] }));
    expect(output).toMatchObject({ Responses: {}, UnprocessedKeys: { shop: { Keys: [key('a')] } } });
  });

  it('are added to those of another step', async () => {
    const { server, client } = started();
    server.script('BatchGetItem', unprocessed(1, unprocessed(1)));
    const output = await client().send(read({ Keys: [key('a'), key('b'), key('c')] }));
    expect(output.UnprocessedKeys).toEqual({ shop: { Keys: [key('b'), key('c')] } });
  });

  it('are read in the end by batchGet', async () => {
    const { server, db } = started();
    const all = lines(150);
    await batchWrite(
      db(),
      all.map((line) => Line.put(line)),
    );
    server.script('BatchGetItem', unprocessed({ share: 0.4 }));
    const report = await batchGet(
      db(),
      all.map((line) => Line.get(line)),
    );
    expect(report.items).toEqual(all);
    expect(report.counts).toMatchObject({ found: 150, unprocessed: 0 });
  });
});

describeEngines('unprocessed items before an engine', (engine) => {
  it('keep their projection, and the others are really answered', async () => {
    const table = engine.tableName('unprocessed');
    await engine.client().send(new CreateTableCommand(createTableInput(shop, table)));
    for (const id of ['a', 'b']) {
      await engine
        .client()
        .send(
          new PutItemCommand({ TableName: table, Item: { ...key(id), total: { N: '7' }, note: { S: 'n' } } }),
        );
    }
    const server = await startScriptedServer({ upstream: engine.settings.endpoint });
    const client = new DynamoDBClient(server.settings);
    try {
      const projection = {
        ProjectionExpression: 'PK, #t',
        ExpressionAttributeNames: { '#t': 'total' },
        ConsistentRead: true,
      };
      server.script('BatchGetItem', [unprocessed(1)]);
      const RequestItems = { [table]: { Keys: [key('a'), key('b')], ...projection } };
      const output = await client.send(new BatchGetItemCommand({ RequestItems }));
      expect(output.Responses).toEqual({ [table]: [{ PK: { S: 'a' }, total: { N: '7' } }] });
      expect(output.UnprocessedKeys).toEqual({ [table]: { Keys: [key('b')], ...projection } });
      const rest = await client.send(new BatchGetItemCommand({ RequestItems: output.UnprocessedKeys }));
      expect(rest.Responses).toEqual({ [table]: [{ PK: { S: 'b' }, total: { N: '7' } }] });

      server.script('BatchWriteItem', [unprocessed(1)]);
      const written = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: [remove('a'), remove('b')] } }),
      );
      expect(written.UnprocessedItems).toEqual({ [table]: [remove('b')] });
      const left = await client.send(new BatchGetItemCommand({ RequestItems }));
      expect(left.Responses?.[table]).toEqual([{ PK: { S: 'b' }, total: { N: '7' } }]);
    } finally {
      client.destroy();
      await server.stop();
    }
  });
});

describe('a slow answer', () => {
  it('comes later, and the request was carried out at once', async () => {
    const { server, client, tables } = started();
    server.script('BatchWriteItem', delayed(3_600_000));
    const requestHandler = { requestTimeout: 200, throwOnRequestTimeout: true };
    await failureOf(client({ requestHandler, maxAttempts: 1 }).send(write(put('a'))));
    expect(ids(tables.items('shop'))).toEqual(['a']);
    server.script('BatchWriteItem', delayed(1, unprocessed(1)));
    const output = await client().send(write(put('b'), put('c')));
    expect(output.UnprocessedItems).toEqual({ shop: [put('c')] });
  });
});

describe('refused are', () => {
  it.each<[string, UnprocessedChoice, string]>([
    ['half an item', 0.5, 'The count of unprocessed items must be a whole number from 0, not 0.5.'],
    ['less than none', -1, 'The count of unprocessed items must be a whole number from 0, not -1.'],
    ['more than all', { share: 2 }, 'share must be a number from 0 to 1, not 2.'],
    ['a share that is none', { share: Number.NaN }, 'share must be a number from 0 to 1, not NaN.'],
  ])('%s', (_, choice, message) => {
    expect(() => unprocessed(choice)).toThrow(new RangeError(message));
  });

  it('other operations', async () => {
    const { server, client } = started();
    server.script('PutItem', unprocessed(1));
    const error = await failureOf(client().send(new PutItemCommand({ TableName: 'shop', Item: key('a') })));
    expect(error.message).toBe(
      'PutItem: only BatchWriteItem and BatchGetItem have items that can be left unprocessed.',
    );
  });
});
