import type { ObservationalMemoryRecord } from '@mastra/core/storage';
import type { DatabaseConfig } from '../../src/mastra/database.ts';
import { ObservationalMemory } from '../../src/mastra/observational-memory/observational-memory.ts';
import { send } from '../../src/repositories/send.ts';
import { describeMastra } from './databases.ts';
import { chunk, ofResource, ofThread } from './observation-samples.ts';

const AT = new Date('2026-01-31T10:00:00.000Z');
const LATER = new Date('2026-01-31T11:00:00.000Z');

describeMastra('observational memory', (engine) => {
  let memory: ObservationalMemory;
  let now = AT;

  async function openMemory(config: Partial<DatabaseConfig> = {}) {
    return new ObservationalMemory(await engine.open({ now: () => now, ...config }, ['gsi1', 'gsi2']));
  }
  async function headOf(resourceId: string): Promise<ObservationalMemoryRecord> {
    const head = await memory.getObservationalMemory(null, resourceId);
    if (head === null) throw new Error(`no record of ${resourceId}`);
    return head;
  }

  beforeAll(async () => {
    memory = await openMemory();
  });
  beforeEach(() => {
    now = AT;
  });

  describe('a new record', () => {
    test('is given back as it is read, with everything that Mastra expects', async () => {
      const input = { ...ofResource('new'), observedTimezone: 'Europe/Rome' };
      const record = await memory.initializeObservationalMemory(input);
      expect(record).toEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        scope: 'resource',
        threadId: null,
        resourceId: 'new',
        createdAt: AT,
        updatedAt: AT,
        originType: 'initial',
        generationCount: 0,
        activeObservations: '',
        totalTokensObserved: 0,
        observationTokenCount: 0,
        pendingMessageTokens: 0,
        isReflecting: false,
        isObserving: false,
        isBufferingObservation: false,
        isBufferingReflection: false,
        lastBufferedAtTokens: 0,
        lastBufferedAtTime: null,
        config: { observation: { messageTokens: 30_000 } },
        observedTimezone: 'Europe/Rome',
        metadata: {},
      });
      expect(await memory.getObservationalMemory(null, 'new')).toEqual(record);
    });

    test('of a thread and one of its resource are two', async () => {
      const resource = await memory.initializeObservationalMemory(ofResource('both'));
      const thread = await memory.initializeObservationalMemory(ofThread('both', 'both'));
      expect((await memory.getObservationalMemory(null, 'both'))?.id).toBe(resource.id);
      expect((await memory.getObservationalMemory('both', 'both'))?.id).toBe(thread.id);
      expect(await memory.getObservationalMemory('other', 'both')).toBeNull();
    });

    test('where there is one is that one', async () => {
      const first = await memory.initializeObservationalMemory(ofResource('again'));
      expect(await memory.initializeObservationalMemory(ofResource('again'))).toEqual(first);
      expect(await memory.getObservationalMemoryHistory(null, 'again')).toEqual([first]);
    });

    test('may have an id that differs from another one in case alone', async () => {
      const lower = await memory.initializeObservationalMemory(ofThread('thread-a'));
      const upper = await memory.initializeObservationalMemory(ofThread('Thread-A'));
      expect(upper.id).not.toBe(lower.id);
      expect(await memory.getObservationalMemoryHistory('thread-a', 'user-7')).toEqual([lower]);
      expect(await memory.getObservationalMemoryHistory('Thread-A', 'user-7')).toEqual([upper]);
    });

    test('may have any characters in its ids', async () => {
      for (const id of ['a#b', '$mastra#entity_observation', ' ', 'Ä/%:é🌍', '']) {
        const record = await memory.initializeObservationalMemory(ofResource(id));
        expect(await memory.getObservationalMemory(null, id)).toEqual(record);
        await memory.setObservingFlag(record.id, true);
      }
    });
  });

  test('nothing is found of a thread or resource without records', async () => {
    expect(await memory.getObservationalMemory(null, 'nobody')).toBeNull();
    expect(await memory.getObservationalMemory('nothing', 'nobody')).toBeNull();
    expect(await memory.getObservationalMemoryHistory(null, 'nobody')).toEqual([]);
    await memory.clearObservationalMemory(null, 'nobody');
  });

  describe('a change', () => {
    test('of active observations counts tokens, and empties what is pending', async () => {
      const { id } = await memory.initializeObservationalMemory(ofResource('active'));
      await memory.setPendingMessageTokens(id, 700);
      expect((await headOf('active')).pendingMessageTokens).toBe(700);
      const observed = { id, lastObservedAt: LATER, observedMessageIds: ['m1'] };
      await memory.updateActiveObservations({ ...observed, observations: 'one', tokenCount: 100 });
      await memory.updateActiveObservations({ id, observations: '', tokenCount: 50, lastObservedAt: AT });
      expect(await headOf('active')).toMatchObject({
        activeObservations: '',
        observationTokenCount: 50,
        totalTokensObserved: 150,
        pendingMessageTokens: 0,
        lastObservedAt: AT,
        observedMessageIds: ['m1'],
      });
    });

    test('sets each flag, and nothing else', async () => {
      const record = await memory.initializeObservationalMemory(ofResource('flags'));
      now = LATER;
      const { id } = record;
      await memory.setReflectingFlag(id, true);
      await memory.setObservingFlag(id, true);
      await memory.setBufferingObservationFlag(id, true, 321);
      await memory.setBufferingReflectionFlag(id, true);
      const set = {
        isReflecting: true,
        isObserving: true,
        isBufferingObservation: true,
        isBufferingReflection: true,
        lastBufferedAtTokens: 321,
      };
      expect(await headOf('flags')).toEqual({ ...record, ...set, updatedAt: LATER });
      await memory.setBufferingObservationFlag(id, false);
      expect(await headOf('flags')).toMatchObject({ ...set, isBufferingObservation: false });
    });

    test('is later than the one before, also when the clock stands', async () => {
      const { id } = await memory.initializeObservationalMemory(ofResource('clock'));
      for (const cycle of ['c1', 'c2']) await memory.updateBufferedObservations({ id, chunk: chunk(cycle) });
      expect((await headOf('clock')).updatedAt).toEqual(new Date(AT.getTime() + 2));
    });

    test('of the configuration goes into its objects', async () => {
      const { id } = await memory.initializeObservationalMemory({
        ...ofResource('config'),
        config: { a: { b: 1, c: [1] }, d: 'x', e: 1 },
      });
      const config = { a: { b: 2, c: [2, 3], n: { m: null } }, d: { deep: true }, e: undefined };
      await memory.updateObservationalMemoryConfig({ id, config });
      expect((await headOf('config')).config).toEqual({
        a: { b: 2, c: [2, 3], n: { m: null } },
        d: { deep: true },
        e: 1,
      });
    });

    test('finds a record of an earlier generation, too', async () => {
      const first = await memory.initializeObservationalMemory(ofResource('earlier'));
      await memory.createReflectionGeneration({ currentRecord: first, reflection: 'r', tokenCount: 1 });
      const elsewhere = await memory.initializeObservationalMemory(ofResource('elsewhere'));
      await memory.setReflectingFlag(first.id, true);
      const [newest, oldest] = await memory.getObservationalMemoryHistory(null, 'earlier');
      expect(newest?.isReflecting).toBe(false);
      expect(oldest).toMatchObject({ id: first.id, isReflecting: true });
      expect(await headOf('elsewhere')).toEqual(elsewhere);
    });

    test('of a record that is not there is refused by every method', async () => {
      const id = 'nowhere';
      const currentRecord = { ...(await memory.initializeObservationalMemory(ofResource('here'))), id };
      const at = { lastObservedAt: AT, tokenCount: 1 };
      const swap = { activationRatio: 1, messageTokensThreshold: 1, currentPendingTokens: 1 };
      const reflected = { reflection: 'r', tokenCount: 1, inputTokenCount: 1 };
      const calls = [
        () => memory.updateActiveObservations({ id, observations: '', ...at }),
        () => memory.updateBufferedObservations({ id, chunk: chunk('c') }),
        () => memory.swapBufferedToActive({ id, ...swap }),
        () => memory.updateBufferedReflection({ id, ...reflected, reflectedObservationLineCount: 0 }),
        () => memory.swapBufferedReflectionToActive({ currentRecord, tokenCount: 1 }),
        () => memory.setReflectingFlag(id, true),
        () => memory.setObservingFlag(id, true),
        () => memory.setBufferingObservationFlag(id, true),
        () => memory.setBufferingReflectionFlag(id, true),
        () => memory.setPendingMessageTokens(id, 1),
        () => memory.updateObservationalMemoryConfig({ id, config: {} }),
      ];
      for (const call of calls) {
        await expect(call()).rejects.toMatchObject({
          id: expect.stringMatching(/^MASTRA_STORAGE_DYNAMODB_\w+_FAILED$/),
          message: 'Observational memory record not found: "nowhere".',
        });
      }
    });

    test('of a record that was cleared, and is remembered, is refused', async () => {
      const { id } = await memory.initializeObservationalMemory(ofResource('cleared'));
      await memory.clearObservationalMemory(null, 'cleared');
      const successor = await memory.initializeObservationalMemory(ofResource('cleared'));
      await expect(memory.setObservingFlag(id, true)).rejects.toThrow(/not found: "/);
      await expect(memory.updateBufferedObservations({ id, chunk: chunk('c') })).rejects.toThrow(/not found/);
      expect(await headOf('cleared')).toEqual(successor);
    });
  });

  test('a record is found by its id by a process that never saw it', async () => {
    const database = await engine.open();
    const here = new ObservationalMemory(database);
    const there = new ObservationalMemory(database);
    const { id } = await here.initializeObservationalMemory(ofThread('t-1'));
    await there.setObservingFlag(id, true);
    await there.updateBufferedObservations({ id, chunk: chunk('c1') });
    expect(await here.getObservationalMemory('t-1', 'user-7')).toMatchObject({
      isObserving: true,
      bufferedObservationChunks: [{ cycleId: 'c1' }],
    });
  });

  test('everything is cleared, and nothing of other domains', async () => {
    const database = await engine.open();
    const own = new ObservationalMemory(database);
    const { connection, layout } = database;
    const { id } = await own.initializeObservationalMemory(ofThread('t-1'));
    await own.initializeObservationalMemory(ofResource('user-7'));
    const resource = { id: 'user-7', createdAt: AT.toISOString(), updatedAt: AT.toISOString() };
    await send(connection, layout.resource.put(resource));
    await own.dangerouslyClearAll();
    expect(await own.getObservationalMemory('t-1', 'user-7')).toBeNull();
    expect(await own.getObservationalMemory(null, 'user-7')).toBeNull();
    await expect(own.setObservingFlag(id, true)).rejects.toThrow(/not found/);
    expect(await send(connection, layout.resource.get({ id: 'user-7' }))).toEqual(resource);
  });
});
