import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MastraDatabase } from '../../src/mastra/database.ts';
import { KnownPlaces } from '../../src/mastra/observational-memory/known-places.ts';
import { ObservationalMemory } from '../../src/mastra/observational-memory/observational-memory.ts';
import {
  applyThen,
  awsError,
  drop,
  type ScriptedServer,
  type Step,
  startScriptedServer,
} from '../../src/testing/index.ts';
import { describeMastra } from './databases.ts';
import { chunk, incompressible, ofThread } from './observation-samples.ts';

const REFLECTED = { reflection: 'R', tokenCount: 1, inputTokenCount: 1, reflectedObservationLineCount: 0 };

describeMastra('observational memory under faults', (engine) => {
  let server: ScriptedServer;
  let client: DynamoDBClient;
  let database: MastraDatabase;
  let memory: ObservationalMemory;

  beforeAll(async () => {
    const { tableName } = (await engine.open()).connection;
    server = await startScriptedServer({ upstream: engine.settings.endpoint });
    client = new DynamoDBClient(server.settings);
    database = new MastraDatabase({ tableName, client, layout: engine.layout });
  });
  beforeEach(() => {
    server.reset();
    memory = new ObservationalMemory(database);
  });
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });

  async function begin(threadId: string): Promise<string> {
    return (await memory.initializeObservationalMemory(ofThread(threadId))).id;
  }
  const headOf = (threadId: string) => memory.getObservationalMemory(threadId, 'user-7');

  test('a change whose answer was lost is made once', async () => {
    const id = await begin('lost');
    server.script('PutItem', [applyThen(drop)]);
    await memory.updateBufferedReflection({ id, ...REFLECTED });
    expect(server.requests('PutItem')).toHaveLength(2);
    expect((await headOf('lost'))?.bufferedReflection).toBe('R');
  });

  test('a change whose answer was lost, and which others have gone on from, is said to be in doubt', async () => {
    const id = await begin('doubt');
    server.script('PutItem', [
      async (_, forward) => {
        await forward();
        await memory.setPendingMessageTokens(id, 5);
        return 'drop' as const;
      },
    ]);
    await expect(memory.updateBufferedReflection({ id, ...REFLECTED })).rejects.toThrow(
      /^\w+\.put: the answer was lost, and the item has been changed since; so this write may have been done or not\.$/,
    );
    expect(await headOf('doubt')).toMatchObject({ bufferedReflection: 'R', pendingMessageTokens: 5 });
  });

  test('a generation whose answer was lost is there once', async () => {
    const id = await begin('generation');
    await memory.updateBufferedReflection({ id, ...REFLECTED });
    const currentRecord = await headOf('generation');
    if (currentRecord === null) throw new Error('no record');
    server.script('TransactWriteItems', [applyThen(drop)]);
    const next = await memory.swapBufferedReflectionToActive({ currentRecord, tokenCount: 1 });
    expect(await memory.getObservationalMemoryHistory('generation', 'user-7')).toHaveLength(2);
    expect(await headOf('generation')).toEqual(next);
  });

  test('a swap of a reflection that fails leaves everything as it was', async () => {
    const id = await begin('failed');
    await memory.updateBufferedReflection({ id, ...REFLECTED });
    const currentRecord = await headOf('failed');
    if (currentRecord === null) throw new Error('no record');
    server.script('TransactWriteItems', awsError('AccessDeniedException', { message: 'No.' }));
    await expect(memory.swapBufferedReflectionToActive({ currentRecord, tokenCount: 1 })).rejects.toThrow(
      'No.',
    );
    expect(await memory.getObservationalMemoryHistory('failed', 'user-7')).toEqual([currentRecord]);
  });

  test('an error of the service is no empty result', async () => {
    await begin('denied');
    server.script('Query', awsError('AccessDeniedException', { message: 'No.' }));
    const error = { id: 'MASTRA_STORAGE_DYNAMODB_GET_OBSERVATIONAL_MEMORY_FAILED', message: 'No.' };
    await expect(headOf('denied')).rejects.toMatchObject(error);
    await expect(memory.getObservationalMemoryHistory('denied', 'user-7')).rejects.toThrow('No.');
    await expect(memory.clearObservationalMemory('denied', 'user-7')).rejects.toThrow('No.');
    await expect(memory.initializeObservationalMemory(ofThread('denied'))).rejects.toThrow('No.');
  });

  test('a body that is written anew between its record and its parts is read again with its record', async () => {
    const id = await begin('torn');
    const text = incompressible(700_000);
    const observe = (observations: string, tokenCount: number) =>
      memory.updateActiveObservations({ id, observations, tokenCount, lastObservedAt: new Date() });
    await observe(text, 1);
    server.script('BatchGetItem', [
      async (_, forward) => {
        server.script('BatchGetItem', []);
        await observe(`2${text}`, 2);
        return forward();
      },
    ]);
    expect(await headOf('torn')).toMatchObject({ activeObservations: `2${text}`, observationTokenCount: 2 });
  });

  test('a record that is cleared between its item and its parts is not there', async () => {
    const id = await begin('gone');
    const lastObservedAt = new Date();
    await memory.updateActiveObservations({
      ...{ id, observations: incompressible(700_000), tokenCount: 1, lastObservedAt },
    });
    const clear: Step = async (_, forward) => {
      await memory.clearObservationalMemory('gone', 'user-7');
      return forward();
    };
    server.script('BatchGetItem', [clear]);
    expect(await headOf('gone')).toBeNull();
  });

  test('a flag that the service refuses is not taken for a record that is not there', async () => {
    const id = await begin('flag');
    server.script('UpdateItem', awsError('AccessDeniedException', { message: 'No.' }));
    await expect(memory.setObservingFlag(id, true)).rejects.toThrow('No.');
    await memory.updateBufferedObservations({ id, chunk: chunk('c1') });
  });

  test('a thousand places are remembered, the last ones', async () => {
    const places = new KnownPlaces(database);
    for (let number = 0; number <= 1_000; number += 1)
      places.remember({ id: `${number}`, subject: 'thread:t', series: number, generationCount: 0, nth: 0 });
    expect(await places.at('1000', async ({ series }) => series)).toBe(1_000);
    expect(await places.at('1', async ({ series }) => series)).toBe(1);
    expect(server.requests()).toHaveLength(0);
    await expect(places.at('0', async () => 'known')).rejects.toThrow(
      'Observational memory record not found: "0".',
    );
  });
});
