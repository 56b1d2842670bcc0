import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { type DatabaseConfig, MastraDatabase } from '../../src/mastra/database.ts';
import { ScoresStorageDynamoDB } from '../../src/mastra/scores/score-storage.ts';
import { describeIndexes } from '../../src/mastra/table-indexes.ts';
import { createTableInput } from '../../src/table/create-table-input.ts';
import { awsError, startScriptedServer } from '../../src/testing/index.ts';
import { describeMastra } from './databases.ts';
import { sentBy, someScore } from './scores-samples.ts';

const PAGE = { page: 0, perPage: 10 };

describeMastra('an index that is not there', (engine) => {
  const index = engine.layout === 'native' ? 'GSI2' : 'gsi2';

  /** A store of scores with a score, a clock, and its warnings and commands. `list` needs the index. */
  async function open(database: MastraDatabase) {
    const scores = new ScoresStorageDynamoDB({ database });
    const warnings: string[] = [];
    scores.__setLogger({ warn: (text: string) => warnings.push(text) } as never);
    await scores.saveScore(someScore({ id: 'one' }));
    const sent = sentBy(database);
    const list = async () => {
      sent.length = 0;
      const { pagination } = await scores.listScoresByRunId({ runId: 'Run-1', pagination: PAGE });
      return [pagination.total, ...sent];
    };
    return { list, warnings };
  }

  function clock() {
    let now = Date.parse('2026-06-01T00:00:00.000Z');
    const wait = (seconds: number) => {
      now += seconds * 1000;
    };
    return { wait, now: () => new Date(now) };
  }

  /** A table of the layout whose index is another one, and a database on it. */
  async function openOther(
    change: (input: CreateTableCommandInput, index: string) => void,
    config: Partial<DatabaseConfig> = {},
  ) {
    const tableName = engine.tableName('mastra');
    const settings = { tableName, client: engine.client(), layout: engine.layout, ...config };
    const database = new MastraDatabase(settings);
    const input: CreateTableCommandInput = createTableInput(database.connection.table, tableName);
    change(input, index);
    await engine.client().send(new CreateTableCommand(input));
    return database;
  }

  /** DynamoDB Local takes a moment to make an index, and reads nothing meanwhile. */
  async function active(tableName: string): Promise<void> {
    for (;;) {
      const { Table } = await engine.client().send(new DescribeTableCommand({ TableName: tableName }));
      if (Table?.GlobalSecondaryIndexes?.every(({ IndexStatus }) => IndexStatus === 'ACTIVE')) return;
      await pause(50);
    }
  }

  test('is used without a restart when it has been added', async () => {
    const { now, wait } = clock();
    const all = engine.layout === 'native' ? ['GSI1'] : ['gsi1'];
    const database = await engine.open({ now }, all);
    await describeIndexes(database);
    const { list, warnings } = await open(database);
    expect(await list()).toEqual([1, 'scan']);
    const [key] =
      createTableInput(database.connection.table).GlobalSecondaryIndexes?.filter(
        ({ IndexName }) => IndexName === index,
      ) ?? [];
    await engine.client().send(
      new UpdateTableCommand({
        TableName: database.connection.tableName,
        AttributeDefinitions: key?.KeySchema.map(({ AttributeName }) => ({
          AttributeName,
          AttributeType: 'S',
        })),
        GlobalSecondaryIndexUpdates: [{ Create: key }],
      }),
    );
    await active(database.connection.tableName);
    wait(59);
    expect(await list()).toEqual([1, 'scan']);
    wait(1);
    expect(await list()).toEqual([1, 'query']);
    expect(warnings.length).toBe(1);
  });

  test('because it is being made is scanned for meanwhile', async () => {
    const { now, wait } = clock();
    const { connection, layout } = await engine.open();
    const server = await startScriptedServer({ upstream: engine.settings.endpoint });
    const client = new DynamoDBClient({ ...engine.settings, ...server.settings, maxAttempts: 1 });
    try {
      const { tableName } = connection;
      const database = new MastraDatabase({ tableName, client, layout: layout.name, now });
      const { list, warnings } = await open(database);
      const message = `Cannot read from backfilling global secondary index: ${index}`;
      server.script('Query', [awsError('ValidationException', { message })]);
      expect(await list()).toEqual([1, 'query', 'scan']);
      expect(await list()).toEqual([1, 'scan']);
      wait(60);
      expect(await list()).toEqual([1, 'query']);
      expect(warnings).toEqual([
        `Index ${index} of table ${tableName} is still being made. Until then the whole table is scanned.`,
      ]);
    } finally {
      client.destroy();
      await server.stop();
    }
  });

  test('because it is being made is known from the description of the table', async () => {
    const { now, wait } = clock();
    const database = await engine.open({ now });
    const { client } = database.connection;
    const sent = client.send.bind(client) as (...args: unknown[]) => Promise<unknown>;
    const describing = Object.create(client, {
      send: {
        value: async (...args: [unknown]) => {
          const output = (await sent(...args)) as {
            Table?: { GlobalSecondaryIndexes?: { IndexName: string; IndexStatus: string }[] };
          };
          for (const one of output.Table?.GlobalSecondaryIndexes ?? [])
            if (one.IndexName === index) one.IndexStatus = 'CREATING';
          return output;
        },
      },
    });
    const described = new MastraDatabase({
      ...{ tableName: database.connection.tableName, layout: engine.layout, now },
      client: describing,
    });
    await describeIndexes(described);
    const { list, warnings } = await open(described);
    expect(await list()).toEqual([1, 'scan']);
    expect(warnings.length).toBe(1);
    wait(60);
    expect(await list()).toEqual([1, 'query']);
  });

  test('or that holds less than whole items is not read, and the user is told', async () => {
    const { now, wait } = clock();
    const database = await openOther(
      (input) => {
        for (const one of input.GlobalSecondaryIndexes ?? [])
          if (one.IndexName === index) one.Projection = { ProjectionType: 'KEYS_ONLY' };
      },
      { now },
    );
    await describeIndexes(database);
    const { list, warnings } = await open(database);
    expect(await list()).toEqual([1, 'scan']);
    wait(600);
    expect(await list()).toEqual([1, 'scan']);
    expect(warnings).toEqual([
      expect.stringMatching(
        new RegExp(
          `^Index ${index} of table ${database.connection.tableName} has the projection KEYS_ONLY, and needs ALL, so it is not read\\. Delete it, add it anew with the command that follows, and start again: aws dynamodb update-table .* Until then the whole table is scanned\\.$`,
        ),
      ),
    ]);
  });

  test('or has another key is not read, and refused where nothing may be scanned', async () => {
    const database = await openOther(
      (input) => {
        const indexes = input.GlobalSecondaryIndexes ?? [];
        const [one, other] = [indexes.find(({ IndexName }) => IndexName === index), indexes[0]];
        if (one !== undefined) one.KeySchema = other?.KeySchema;
        const used = new Set(
          [input, ...indexes].flatMap(({ KeySchema }) =>
            KeySchema?.map(({ AttributeName }) => AttributeName),
          ),
        );
        input.AttributeDefinitions = input.AttributeDefinitions?.filter(({ AttributeName }) =>
          used.has(AttributeName),
        );
      },
      { missingIndexes: 'error' },
    );
    await describeIndexes(database);
    const { list } = await open(database);
    await expect(list()).rejects.toThrow(
      /^Index gsi2 of table \S+ has the key gsi1pk HASH, gsi1sk RANGE, and needs gsi2pk HASH, gsi2sk RANGE/i,
    );
  });
});
