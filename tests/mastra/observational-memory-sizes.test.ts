import type { ObservationalMemoryRecord } from '@mastra/core/storage';
import type { CommandEvent } from '../../src/client/command-event.ts';
import { connect } from '../../src/client/connect.ts';
import type { MastraDatabase } from '../../src/mastra/database.ts';
import { ObservationalMemory } from '../../src/mastra/observational-memory/observational-memory.ts';
import { iterate } from '../../src/repositories/iterate.ts';
import { send } from '../../src/repositories/send.ts';
import { describeLayouts } from './databases.ts';
import { chunk, incompressible, ofThread } from './observation-samples.ts';

const AT = new Date('2026-01-31T10:00:00.000Z');

describeLayouts('sizes and requests of observational memory', (engine) => {
  let database: MastraDatabase;
  let memory: ObservationalMemory;
  /** The commands of the database since this was last emptied. */
  let commands: string[] = [];

  beforeAll(async () => {
    database = await engine.open();
    const { table, tableName, client } = database.connection;
    const onCommand = ({ kind }: CommandEvent) => {
      commands.push(kind);
    };
    Object.assign(database, { connection: connect({ table, tableName, client, onCommand }) });
    memory = new ObservationalMemory(database);
  });

  async function headOf(threadId: string): Promise<ObservationalMemoryRecord> {
    const head = await memory.getObservationalMemory(threadId, 'user-7');
    if (head === null) throw new Error(`no record of ${threadId}`);
    return head;
  }
  async function counted(run: () => Promise<unknown>): Promise<string> {
    commands = [];
    await run();
    return commands.join(' ');
  }
  /** The parts of a record that are stored. */
  async function partsOf(recordId: string): Promise<number[]> {
    const parts: number[] = [];
    for await (const { id, part } of iterate(database.connection, database.layout.observation.part.all()))
      if (id === recordId) parts.push(part);
    return parts.sort();
  }
  function observe(id: string, observations: string) {
    return memory.updateActiveObservations({ id, observations, tokenCount: 1, lastObservedAt: AT });
  }

  test('as few requests are made as it takes', async () => {
    expect(await counted(() => memory.initializeObservationalMemory(ofThread('requests')))).toBe(
      'query transactWrite',
    );
    const { id } = await headOf('requests');
    const fresh = new ObservationalMemory(database);
    expect(await counted(() => fresh.setObservingFlag(id, true))).toBe('get update');
    expect(await counted(() => fresh.setObservingFlag(id, true))).toBe('update');
    expect(await counted(() => memory.setPendingMessageTokens(id, 5))).toBe('update');
    expect(await counted(() => memory.getObservationalMemory('requests', 'user-7'))).toBe('query');
    expect(await counted(() => observe(id, 'o'))).toBe('get put');
    const buffer = () => memory.updateBufferedObservations({ id, chunk: chunk('c1') });
    expect(await counted(buffer)).toBe('get put');
    expect(await counted(buffer)).toBe('get');
    const currentRecord = await headOf('requests');
    const reflected = { currentRecord, reflection: 'r', tokenCount: 1 };
    expect(await counted(() => memory.createReflectionGeneration(reflected))).toBe('query transactWrite');
    expect(await counted(() => memory.clearObservationalMemory('requests', 'user-7'))).toBe(
      'query transactWrite',
    );
  });

  test.each([1_000, 60_000, 300_000, 900_000])('%d characters come back as they were', async (characters) => {
    const threadId = `size-${characters}`;
    const { id } = await memory.initializeObservationalMemory(ofThread(threadId));
    const observations = `${'🌍 "Ä"\n'.repeat(20)}${incompressible(characters)}`;
    await observe(id, observations);
    await memory.setObservingFlag(id, true);
    expect(await headOf(threadId)).toMatchObject({ activeObservations: observations, isObserving: true });
  });

  test('text as people write it takes one item up to some 400 KB', async () => {
    const { id } = await memory.initializeObservationalMemory(ofThread('prose'));
    const line = (number: number) =>
      `* 🟡 (${number % 24}:${number % 60}) User asked about invoice ${number * 7} of customer ${number % 311}\n`;
    const observations = Array.from({ length: 5_500 }, (_, number) => line(number)).join('');
    expect(observations.length).toBeGreaterThan(300_000);
    expect(await counted(() => observe(id, observations))).toBe('get put');
    expect(await counted(() => headOf('prose'))).toBe('query');
  });

  test('what one item cannot hold is in parts, written in one transaction, none of which stays behind', async () => {
    const { id } = await memory.initializeObservationalMemory(ofThread('parts'));
    const large = incompressible(1_500_000);
    expect(await counted(() => observe(id, large))).toBe('get transactWrite');
    expect(await partsOf(id)).toEqual([1, 2, 3]);
    expect(await counted(() => headOf('parts'))).toBe('query batchGet');
    expect(await counted(() => memory.setObservingFlag(id, true))).toBe('update');
    expect((await headOf('parts')).activeObservations).toBe(large);
    await memory.updateBufferedObservations({ id, chunk: chunk('c1') });
    expect((await headOf('parts')).bufferedObservationChunks).toHaveLength(1);
    await observe(id, large.slice(0, 700_000));
    expect(await partsOf(id)).toEqual([1, 2]);
    await observe(id, 'small');
    expect(await partsOf(id)).toEqual([]);
    expect((await headOf('parts')).activeObservations).toBe('small');
    await observe(id, large);
    await memory.clearObservationalMemory('parts', 'user-7');
    expect(await partsOf(id)).toEqual([]);
  });

  test('a large generation follows a large one', async () => {
    const { id } = await memory.initializeObservationalMemory(ofThread('swap'));
    const reflection = incompressible(2_200_000);
    const reflected = { reflection, tokenCount: 1, inputTokenCount: 1, reflectedObservationLineCount: 1 };
    await memory.updateBufferedReflection({ id, ...reflected });
    const currentRecord = await headOf('swap');
    const next = await memory.swapBufferedReflectionToActive({ currentRecord, tokenCount: 1 });
    expect(next.activeObservations).toBe(reflection);
    expect(await partsOf(id)).toEqual([]);
    expect(await partsOf(next.id)).toEqual([1, 2, 3, 4]);
    const records = await memory.getObservationalMemoryHistory('swap', 'user-7');
    expect(records.map(({ bufferedReflection }) => bufferedReflection)).toEqual([undefined, undefined]);
    expect(records[0]).toEqual(next);
  });

  test('over 1.6 MB compressed a record is refused by name, and stays as it was', async () => {
    const record = await memory.initializeObservationalMemory(ofThread('over'));
    await expect(observe(record.id, incompressible(2_600_000))).rejects.toThrow(
      /^The observational memory record "[0-9a-f-]{36}" is too large: its texts have \d{7} bytes compressed, and 1600000 can be stored\. Let it be reflected earlier, at fewer observation tokens\.$/,
    );
    expect(await headOf('over')).toEqual(record);
  });

  test('a record whose parts are not there is damage, and said to be', async () => {
    const { id } = await memory.initializeObservationalMemory(ofThread('damaged'));
    await observe(id, incompressible(700_000));
    const { connection, layout } = database;
    await send(connection, layout.observation.part.delete({ id, part: 2 }));
    await expect(headOf('damaged')).rejects.toThrow(
      `The observational memory record "${id}" has 2 parts, which are not all there.`,
    );
    await memory.clearObservationalMemory('damaged', 'user-7');
    expect(await partsOf(id)).toEqual([]);
  });

  test('all parts go with everything else', async () => {
    const { id } = await memory.initializeObservationalMemory(ofThread('last'));
    await observe(id, incompressible(700_000));
    await memory.dangerouslyClearAll();
    expect(await partsOf(id)).toEqual([]);
  });
});
