import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, jest } from '@jest/globals';
import { ConsoleLogger } from '@mastra/core/logger';
import { Mastra } from '@mastra/core/mastra';
import type { DatabaseConfig } from '../../src/mastra/database.ts';
import { DynamoDBStore } from '../../src/mastra/store.ts';
import { createTable, describeMastra } from './databases.ts';
import { message, THREAD } from './sample-messages.ts';

describe('the config of a store', () => {
  test.each([
    [undefined, 'DynamoDBStore needs a config with the name of a table.'],
    [null, 'DynamoDBStore needs a config with the name of a table.'],
    [{ tableName: '' }, 'config.tableName "" is no name of a table'],
    [{ tableName: 'a b' }, 'config.tableName "a b" is no name of a table'],
    [{ tableName: undefined }, 'config.tableName undefined is no name of a table'],
    [{ tableName: 'mastra', layout: 'other' }, 'config.layout is compatible or native, not "other".'],
    [
      { tableName: 'mastra', missingIndexes: 'ignore' },
      'config.missingIndexes is scan or error, not "ignore".',
    ],
    [{ tableName: 'mastra', snapshots: 'zip' }, 'config.snapshots is plain or compressed, not "zip".'],
    [
      { tableName: 'mastra', layout: 'constructor' },
      'config.layout is compatible or native, not "constructor".',
    ],
    [
      { tableName: 'mastra', client: {} },
      'config.client is a DynamoDBDocumentClient or a DynamoDBClient, not an object.',
    ],
    [{ tableName: 'mastra', client: null }, 'or a DynamoDBClient, not null.'],
    [{ tableName: 'mastra', now: 5 }, 'config.now is a function that gives a Date, not 5.'],
  ])('%j is refused', (config, message) => {
    const make = () => new DynamoDBStore({ id: 's', config: config as never });
    expect(make).toThrow(message);
    expect(make).toThrow(
      expect.objectContaining({ id: 'MASTRA_STORAGE_DYNAMODB_CONSTRUCTOR_FAILED' }) as never,
    );
  });

  const minute = { enabled: true, defaultTtlSeconds: 60 };

  test.each([
    [null, 'config.ttl is an object, not null.'],
    [
      { threads: minute },
      'config.ttl has no "threads"; there are thread, message, trace, eval, workflow_snapshot, resource, score, background_task.',
    ],
    [{ constructor: minute }, 'config.ttl has no "constructor"; there are thread, '],
    [{ thread: true }, 'config.ttl.thread is an object, not true.'],
    [{ thread: { enabled: 'true' } }, 'config.ttl.thread.enabled is true or false, not "true".'],
    [{ thread: { defaultTtlSeconds: 60 } }, 'config.ttl.thread.enabled is true or false, not undefined.'],
    [
      { score: { enabled: true, defaultTtlSeconds: '60' } },
      'config.ttl.score.defaultTtlSeconds is a whole number of seconds, or 0 for no end, not "60".',
    ],
    [{ score: { enabled: true, defaultTtlSeconds: 1.5 } }, 'or 0 for no end, not 1.5.'],
    [{ score: { enabled: true, defaultTtlSeconds: Number.NaN } }, 'or 0 for no end, not NaN.'],
    [{ score: { enabled: true, defaultTtlSeconds: Number.POSITIVE_INFINITY } }, 'for no end, not Infinity.'],
    [
      { trace: { ...minute, attributeName: '' } },
      'config.ttl.trace.attributeName is the name of an attribute, not "".',
    ],
    [
      { message: { ...minute, attributeName: 'content' } },
      'config.ttl.message.attributeName "content" is an attribute that holds something else.',
    ],
    ...['pk', 'PK', 'gsi7sk', 'GSI4SK', '__edb_e__', '__edb_v__', 'entity', 'EntityType'].map(
      (attributeName) => [
        { eval: { ...minute, attributeName } },
        `config.ttl.eval.attributeName "${attributeName}" is an attribute that holds something else.`,
      ],
    ),
    [{ thread: { ...minute, attributeName: 'metadata' } }, '"metadata" is an attribute'],
    [{ resource: { ...minute, attributeName: 'workingMemory' } }, '"workingMemory" is an attribute'],
    [{ workflow_snapshot: { ...minute, attributeName: 'gzip' } }, '"gzip" is an attribute'],
    [{ score: { ...minute, attributeName: 'score' } }, '"score" is an attribute'],
    [{ background_task: { ...minute, attributeName: 'completedAtIso' } }, '"completedAtIso" is an attribute'],
    [{ trace: { ...minute, attributeName: 'userId' } }, '"userId" is an attribute'],
    [{ trace: { ...minute, attributeName: 'rootSince' } }, '"rootSince" is an attribute'],
  ] as [unknown, string][])('a time to live of %j is refused', (ttl, message) => {
    const make = () => new DynamoDBStore({ id: 's', config: { tableName: 'mastra', ttl: ttl as never } });
    expect(make).toThrow(message);
  });

  test('a time to live may have no end, and any other name', () => {
    const ttl = {
      thread: undefined,
      message: { enabled: true },
      score: { enabled: true, defaultTtlSeconds: 0, attributeName: 'title' },
      resource: { enabled: false, defaultTtlSeconds: -1, attributeName: 'expiresAt' },
    } as never;
    expect(() => new DynamoDBStore({ id: 's', config: { tableName: 'mastra', ttl } })).not.toThrow();
  });

  test('a store is named by its id, by its name, or by the id in its config', () => {
    const config = { tableName: 'mastra' };
    const named = (given: object) => {
      const { id, name } = new DynamoDBStore({ config, ...given }) as unknown as { id: string; name: string };
      return [id, name];
    };
    expect(named({ id: 'a' })).toEqual(['a', 'a']);
    expect(named({ name: 'b' })).toEqual(['b', 'b']);
    expect(named({ name: 'b', config: { ...config, id: 'c' } })).toEqual(['c', 'b']);
    expect(named({})).toEqual(['dynamodb', 'dynamodb']);
  });
});

describeMastra('a store', (engine) => {
  const make = (tableName: string, config: Partial<DatabaseConfig> = {}) =>
    new DynamoDBStore({
      id: 's',
      config: { tableName, client: engine.client(), layout: engine.layout, ...config },
    });

  test('has the domains that there are', async () => {
    const store = make('mastra');
    for (const domain of ['memory', 'workflows', 'scores', 'backgroundTasks', 'observability'] as const)
      expect(await store.getStore(domain)).toBeDefined();
    expect(await store.getStore('agents')).toBeUndefined();
  });

  test('makes its table, once, and leaves it as it is', async () => {
    const store = make(engine.tableName('mastra'), {
      ttl: { message: { enabled: true, attributeName: 'purgeAt', defaultTtlSeconds: 60 } },
    });
    await store.ensureTable();
    await store.ensureTable();
    await store.init();
    const memory = await store.getStore('memory');
    await memory?.saveThread({ thread: THREAD });
    expect(await memory?.getThreadById({ threadId: 't1' })).toEqual(THREAD);
  });

  test('refuses two time to live attributes, of which a table has one', async () => {
    const store = make(engine.tableName('mastra'), {
      ttl: {
        thread: { enabled: true, defaultTtlSeconds: 60 },
        message: { enabled: true, attributeName: 'purgeAt', defaultTtlSeconds: 60 },
      },
    });
    await expect(store.ensureTable()).rejects.toThrow(
      'A table has one time to live attribute, and config.ttl names ttl and purgeAt.',
    );
  });

  test('says that there is no table, and looks again the next time', async () => {
    const tableName = engine.tableName('mastra');
    const store = make(tableName);
    await expect(store.init()).rejects.toThrow(
      `Table ${tableName} does not exist. Create it with ensureTable() of the store`,
    );
    await createTable(engine, engine.layout, tableName);
    await store.init();
    await store.init();
  });

  test('says that the table is of the other layout', async () => {
    const tableName = engine.tableName('mastra');
    await createTable(engine, engine.layout === 'native' ? 'compatible' : 'native', tableName);
    await expect(make(tableName).init()).rejects.toThrow(/Is it of the other layout\?/);
  });

  test('leaves the client that it was given open, and closes its own', async () => {
    const client = DynamoDBDocumentClient.from(engine.client());
    const destroy = jest.spyOn(client, 'destroy');
    await make('mastra', { client }).close();
    expect(destroy).not.toHaveBeenCalled();
    const own = new DynamoDBStore({
      id: 's',
      config: { tableName: engine.tableName('mastra'), ...engine.settings },
    });
    await own.ensureTable();
    await own.close();
  });

  test('prunes what its config says', async () => {
    const tableName = engine.tableName('mastra');
    await createTable(engine, engine.layout, tableName);
    const store = new DynamoDBStore({
      id: 's',
      config: {
        ...{ tableName, client: engine.client(), layout: engine.layout },
        retention: { memory: { messages: { maxAge: '1d' } } },
      },
    });
    const memory = await store.getStore('memory');
    await memory?.saveMessages({ messages: [message(0), message(1, { createdAt: new Date() })] });
    expect(await store.prune()).toEqual([
      { domain: 'memory', table: 'mastra_messages', deleted: 1, done: true },
    ]);
  });

  test('works without its indexes, more slowly, and says how to add them', async () => {
    const tableName = engine.tableName('mastra');
    await createTable(engine, engine.layout, tableName, []);
    for (const look of [true, false]) {
      const store = make(tableName);
      const memory = await store.getStore('memory');
      if (memory === undefined) throw new Error('no memory');
      if (look) await store.init();
      const warnings: string[] = [];
      memory.__setLogger({ warn: (text: string) => warnings.push(text) } as never);
      await memory.saveThread({ thread: THREAD });
      await memory.saveMessages({ messages: [message(1), message(0), message(2, { threadId: 't2' })] });
      expect((await memory.listThreads({ filter: { resourceId: 'r1' } })).total).toBe(1);
      expect((await memory.listMessages({ threadId: 't1' })).messages.map(({ id }) => id)).toEqual([
        'm0',
        'm1',
      ]);
      await memory.listMessages({ threadId: 't1' });
      const index = engine.layout === 'native' ? 'GSI1' : 'gsi1';
      expect(warnings).toEqual([
        `Table ${tableName} has no index ${index}. Add it with: aws dynamodb update-table --table-name ${tableName} --attribute-definitions AttributeName=${index}${engine.layout === 'native' ? 'PK' : 'pk'},AttributeType=S AttributeName=${index}${engine.layout === 'native' ? 'SK' : 'sk'},AttributeType=S --global-secondary-index-updates '[{"Create":{"IndexName":"${index}","KeySchema":[{"AttributeName":"${index}${engine.layout === 'native' ? 'PK' : 'pk'}","KeyType":"HASH"},{"AttributeName":"${index}${engine.layout === 'native' ? 'SK' : 'sk'}","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}}}]' Until then the whole table is scanned.`,
      ]);
    }
  });

  test('warns through the logger of Mastra', async () => {
    const tableName = engine.tableName('mastra');
    await createTable(engine, engine.layout, tableName, []);
    const warnings: string[] = [];
    const logger = new ConsoleLogger({ level: 'warn' });
    logger.warn = (text: string) => {
      warnings.push(text);
    };
    logger.child = () => logger;
    const mastra = new Mastra({ storage: make(tableName), logger });
    const memory = await mastra.getStorage()?.getStore('memory');
    await memory?.listThreads({ filter: { resourceId: 'r1' } });
    expect(warnings).toEqual([expect.stringMatching(/has no index gsi1\./i)]);
  });

  test('refuses to scan if it is told so', async () => {
    const tableName = engine.tableName('mastra');
    await createTable(engine, engine.layout, tableName, []);
    const memory = await make(tableName, { missingIndexes: 'error' }).getStore('memory');
    await expect(memory?.listThreads({ filter: { resourceId: 'r1' } })).rejects.toThrow(/has no index gsi1/i);
  });
});
