import type {
  BufferedObservationChunk,
  ObservationalMemoryRecord,
  SwapBufferedToActiveInput,
} from '@mastra/core/storage';
import { ObservationalMemory } from '../../src/mastra/observational-memory/observational-memory.ts';
import { describeMastra } from './databases.ts';
import { chunk, ofResource, ofThread } from './observation-samples.ts';

const AT = new Date('2026-01-31T10:00:00.000Z');

/** An activation of everything that is there. */
function everything(id: string): SwapBufferedToActiveInput {
  return { id, activationRatio: 1, messageTokensThreshold: 1_000, currentPendingTokens: 100_000 };
}

describeMastra('buffers of observational memory', (engine) => {
  let memory: ObservationalMemory;

  async function headOf(threadId: string): Promise<ObservationalMemoryRecord> {
    const head = await memory.getObservationalMemory(threadId, 'user-7');
    if (head === null) throw new Error(`no record of ${threadId}`);
    return head;
  }
  /** A record with chunks of these cycles. */
  async function buffered(threadId: string, ...cycles: string[]): Promise<ObservationalMemoryRecord> {
    const { id } = await memory.initializeObservationalMemory(ofThread(threadId));
    for (const cycle of cycles) await memory.updateBufferedObservations({ id, chunk: chunk(cycle) });
    return headOf(threadId);
  }
  const cyclesOf = ({ bufferedObservationChunks }: ObservationalMemoryRecord) =>
    bufferedObservationChunks?.map(({ cycleId }) => cycleId);

  beforeAll(async () => {
    memory = new ObservationalMemory(await engine.open({ now: () => AT }, ['gsi1', 'gsi2']));
  });

  describe('a chunk', () => {
    test('comes back as it was given, with an id and its time', async () => {
      const { id } = await memory.initializeObservationalMemory(ofThread('whole'));
      const given = chunk('c1', {
        suggestedContinuation: 'go on',
        currentTask: 'the task',
        threadTitle: 'the title',
        extractedValues: { facts: ['a', { b: null }] },
        extractionFailures: [{ slug: 's', error: 'e' }],
      });
      const lastBufferedAtTime = new Date('2026-01-31T09:00:00.001Z');
      await memory.updateBufferedObservations({ id, chunk: given, lastBufferedAtTime });
      const head = await headOf('whole');
      expect(head.bufferedObservationChunks).toEqual([
        { ...given, id: expect.stringMatching(/^ombuf-[0-9a-f-]{36}$/), createdAt: AT },
      ]);
      expect(head.lastBufferedAtTime).toEqual(lastBufferedAtTime);
    });

    test('of a cycle that is there already is not added again', async () => {
      const record = await buffered('twice', 'c1', 'c2');
      await memory.updateBufferedObservations({ id: record.id, chunk: chunk('c1', { observations: 'x' }) });
      expect(await headOf('twice')).toEqual(record);
    });
  });

  describe('a swap', () => {
    test('of nothing changes nothing', async () => {
      const record = await buffered('nothing');
      expect(await memory.swapBufferedToActive(everything(record.id))).toEqual({
        chunksActivated: 0,
        messageTokensActivated: 0,
        observationTokensActivated: 0,
        messagesActivated: 0,
        activatedCycleIds: [],
        activatedMessageIds: [],
      });
      expect(await headOf('nothing')).toEqual(record);
    });

    test('says what it has activated, and appends it behind a boundary', async () => {
      const { id } = await buffered('appended');
      await memory.updateActiveObservations({ id, observations: '- a', tokenCount: 5, lastObservedAt: AT });
      await memory.setPendingMessageTokens(id, 800);
      await memory.updateBufferedObservations({ id, chunk: chunk('c1') });
      await memory.updateBufferedObservations({ id, chunk: chunk('c2', { currentTask: 'the task' }) });
      expect(await memory.swapBufferedToActive(everything(id))).toEqual({
        chunksActivated: 2,
        messageTokensActivated: 1_000,
        observationTokensActivated: 20,
        messagesActivated: 2,
        activatedCycleIds: ['c1', 'c2'],
        activatedMessageIds: ['message of c1', 'message of c2'],
        observations: '- c1\n\n- c2',
        perChunk: ['c1', 'c2'].map((cycleId) => ({
          ...{ cycleId, messageTokens: 500, observationTokens: 10 },
          ...{ messageCount: 1, observations: `- ${cycleId}` },
        })),
        currentTask: 'the task',
      });
      expect(await headOf('appended')).toMatchObject({
        activeObservations: '- a\n\n--- message boundary (2026-01-31T10:00:00.000Z) ---\n\n- c1\n\n- c2',
        observationTokenCount: 25,
        pendingMessageTokens: 0,
        lastObservedAt: new Date('2026-01-31T10:00:00.000Z'),
      });
      expect(cyclesOf(await headOf('appended'))).toBeUndefined();
    });

    test('takes the weights that the caller has counted anew', async () => {
      const { id, bufferedObservationChunks: chunks = [] } = await buffered('weighed', 'c1', 'c2', 'c3');
      const bufferedChunks = chunks.map((one, index) => ({
        ...one,
        messageTokens: [3_000, 500, 500][index] ?? 0,
      }));
      const swap = { id, activationRatio: 0.5, messageTokensThreshold: 4_000, currentPendingTokens: 5_000 };
      const activated = await memory.swapBufferedToActive({ ...swap, bufferedChunks });
      expect(activated).toMatchObject({ chunksActivated: 1, messageTokensActivated: 3_000 });
      expect((await headOf('weighed')).bufferedObservationChunks).toEqual(bufferedChunks.slice(1));
    });

    test('keeps a chunk that was buffered after the caller had read the record', async () => {
      const { id, bufferedObservationChunks: bufferedChunks = [] } = await buffered('kept', 'c1');
      await memory.updateBufferedObservations({ id, chunk: chunk('c2') });
      await memory.swapBufferedToActive({ ...everything(id), bufferedChunks });
      expect(cyclesOf(await headOf('kept'))).toEqual(['c2']);
      expect((await headOf('kept')).activeObservations).toBe('- c1');
    });

    test('does not activate again what was activated after the caller had read the record', async () => {
      const { id, bufferedObservationChunks: bufferedChunks = [] } = await buffered('once', 'c1', 'c2');
      await memory.swapBufferedToActive({ ...everything(id), bufferedChunks });
      const again = await memory.swapBufferedToActive({ ...everything(id), bufferedChunks });
      expect(again.chunksActivated).toBe(0);
      expect((await headOf('once')).activeObservations).toBe('- c1\n\n- c2');
    });

    test('goes by the cycle where a chunk of an older version has no id', async () => {
      const source = await buffered('old', 'c1');
      const chunks = (source.bufferedObservationChunks ?? []).map(({ id: _, ...others }) => others);
      const old = chunks as BufferedObservationChunk[];
      const copy = { ...source, id: 'old-copy', threadId: 'old-copy', bufferedObservationChunks: old };
      await memory.insertObservationalMemoryRecord(copy);
      await memory.swapBufferedToActive({ ...everything('old-copy'), bufferedChunks: old });
      expect(await headOf('old-copy')).toMatchObject({ activeObservations: '- c1' });
    });
  });

  describe('a reflection', () => {
    const reflection = {
      reflection: 'R',
      tokenCount: 3,
      inputTokenCount: 30,
      reflectedObservationLineCount: 2,
    };

    test('is buffered behind another one', async () => {
      const { id } = await buffered('reflections');
      await memory.updateBufferedReflection({ id, ...reflection });
      await memory.updateBufferedReflection({ id, ...reflection, reflection: 'S' });
      expect(await headOf('reflections')).toMatchObject({
        bufferedReflection: 'R\n\nS',
        bufferedReflectionTokens: 6,
        bufferedReflectionInputTokens: 60,
        reflectedObservationLineCount: 2,
      });
    });

    test('becomes a generation, with the lines that it does not cover behind it', async () => {
      const { id } = await buffered('swapped', 'c1');
      const observations = 'one\ntwo\nthree\n';
      await memory.updateActiveObservations({ id, observations, tokenCount: 9, lastObservedAt: AT });
      await memory.updateBufferedReflection({ id, ...reflection });
      const currentRecord = await headOf('swapped');
      const next = await memory.swapBufferedReflectionToActive({ currentRecord, tokenCount: 7 });
      expect(next).toMatchObject({
        originType: 'reflection',
        generationCount: 1,
        activeObservations: 'R\n\nthree',
        observationTokenCount: 7,
        totalTokensObserved: 9,
        lastObservedAt: AT,
      });
      const [head, previous] = await memory.getObservationalMemoryHistory('swapped', 'user-7');
      expect(head).toEqual(next);
      const { bufferedReflection: _, bufferedReflectionTokens: __, ...others } = currentRecord;
      const { bufferedReflectionInputTokens: ___, reflectedObservationLineCount: ____, ...emptied } = others;
      expect(previous).toEqual({ ...emptied, updatedAt: expect.any(Date) });
    });

    test('that is not there cannot be swapped in', async () => {
      const currentRecord = await buffered('empty');
      await expect(memory.swapBufferedReflectionToActive({ currentRecord, tokenCount: 1 })).rejects.toThrow(
        'No buffered reflection to swap',
      );
      expect(await memory.getObservationalMemoryHistory('empty', 'user-7')).toHaveLength(1);
    });
  });

  test('a copied record keeps everything, also what this version does not know', async () => {
    await memory.initializeObservationalMemory(ofResource('source'));
    const source = await buffered('source', 'c1', 'c2');
    const copy = {
      ...source,
      id: 'copy',
      threadId: 'copy',
      resourceId: 'other',
      metadata: { a: [1] },
      future: 'x',
    };
    await memory.insertObservationalMemoryRecord(copy);
    expect(await memory.getObservationalMemory('copy', 'other')).toEqual(copy);
    await memory.setObservingFlag('copy', true);
    expect(await headOf('copy')).toMatchObject({ isObserving: true, future: 'x' });
    await expect(memory.insertObservationalMemoryRecord(copy)).rejects.toThrow(
      'There is an observational memory record "copy" already.',
    );
  });
});
