import type { ObservationalMemoryRecord } from '@mastra/core/storage';
import { ObservationalMemory } from '../../src/mastra/observational-memory/observational-memory.ts';
import { describeLayouts } from './databases.ts';
import { chunk, incompressible, ofThread } from './observation-samples.ts';

const AT = new Date('2026-01-31T10:00:00.000Z');
const WRITERS = Array.from({ length: 20 }, (_, number) => number);

describeLayouts('concurrent writers of observational memory', (engine) => {
  let memory: ObservationalMemory;
  let other: ObservationalMemory;

  beforeAll(async () => {
    const database = await engine.open();
    memory = new ObservationalMemory(database);
    other = new ObservationalMemory(database);
  });

  const either = (number: number) => (number % 2 === 0 ? memory : other);
  async function headOf(threadId: string): Promise<ObservationalMemoryRecord> {
    const head = await memory.getObservationalMemory(threadId, 'user-7');
    if (head === null) throw new Error(`no record of ${threadId}`);
    return head;
  }
  const all = (run: (number: number) => Promise<unknown>) => Promise.all(WRITERS.map(run));
  const times = (text: string, part: string) => text.split(part).length - 1;

  test('that begin a thread get one record', async () => {
    const records = await Promise.all(
      WRITERS.map((number) => either(number).initializeObservationalMemory(ofThread('begun'))),
    );
    expect(new Set(records.map(({ id }) => id)).size).toBe(1);
    expect(await memory.getObservationalMemoryHistory('begun', 'user-7')).toHaveLength(1);
  });

  test('lose no chunk, and none is there twice', async () => {
    const { id } = await memory.initializeObservationalMemory(ofThread('chunks'));
    await all((number) => either(number).updateBufferedObservations({ id, chunk: chunk(`c${number >> 1}`) }));
    const cycles = (await headOf('chunks')).bufferedObservationChunks?.map(({ cycleId }) => cycleId) ?? [];
    expect(cycles.sort()).toEqual(WRITERS.slice(0, 10).map((number) => `c${number}`));
  });

  test('lose no tokens', async () => {
    const { id } = await memory.initializeObservationalMemory(ofThread('tokens'));
    await all((number) =>
      either(number).updateActiveObservations({
        ...{ id, observations: `o${number}`, tokenCount: 1, lastObservedAt: AT },
      }),
    );
    expect((await headOf('tokens')).totalTokensObserved).toBe(20);
  });

  test('lose no flag to those who write texts', async () => {
    const { id } = await memory.initializeObservationalMemory(ofThread('flags'));
    const flags = [
      () => other.setReflectingFlag(id, true),
      () => other.setObservingFlag(id, true),
      () => other.setBufferingObservationFlag(id, true, 321),
      () => other.setBufferingReflectionFlag(id, true),
      () => other.setPendingMessageTokens(id, 777),
    ];
    await all((number) => {
      const flag = number % 4 === 0 ? flags[number / 4] : undefined;
      return flag?.() ?? memory.updateBufferedObservations({ id, chunk: chunk(`c${number}`) });
    });
    const head = await headOf('flags');
    expect(head).toMatchObject({
      ...{ isReflecting: true, isObserving: true, isBufferingObservation: true, isBufferingReflection: true },
      ...{ lastBufferedAtTokens: 321, pendingMessageTokens: 777 },
    });
    expect(head.bufferedObservationChunks).toHaveLength(15);
  });

  test('that swap while others buffer have each chunk either active or buffered, once', async () => {
    const { id } = await memory.initializeObservationalMemory(ofThread('swaps'));
    await memory.updateBufferedObservations({ id, chunk: chunk('first') });
    const { bufferedObservationChunks: bufferedChunks = [] } = await headOf('swaps');
    const swap = { id, activationRatio: 1, messageTokensThreshold: 1_000, currentPendingTokens: 99_999 };
    let activated = 0;
    await all(async (number) => {
      if (number % 4 !== 0)
        return either(number).updateBufferedObservations({ id, chunk: chunk(`c${number}.`) });
      const given = number % 8 === 0 ? { bufferedChunks } : {};
      const { chunksActivated } = await either(number).swapBufferedToActive({ ...swap, ...given });
      activated += chunksActivated;
      return undefined;
    });
    const {
      activeObservations,
      bufferedObservationChunks = [],
      observationTokenCount,
    } = await headOf('swaps');
    const names = ['first', ...WRITERS.filter((number) => number % 4 !== 0).map((number) => `c${number}.`)];
    for (const name of names) {
      const buffered = bufferedObservationChunks.filter(({ cycleId }) => cycleId === name).length;
      expect([name, times(activeObservations, `- ${name}`) + buffered]).toEqual([name, 1]);
    }
    expect(activated + bufferedObservationChunks.length).toBe(names.length);
    expect(observationTokenCount).toBe(10 * activated);
  });

  test('that swap one reflection make one generation, and the others hear that there is none', async () => {
    const { id } = await memory.initializeObservationalMemory(ofThread('reflected'));
    const reflected = { tokenCount: 1, inputTokenCount: 1, reflectedObservationLineCount: 0 };
    await memory.updateBufferedReflection({ id, reflection: 'R', ...reflected });
    const currentRecord = await headOf('reflected');
    const swaps = await Promise.allSettled(
      WRITERS.map((number) =>
        either(number).swapBufferedReflectionToActive({ currentRecord, tokenCount: 1 }),
      ),
    );
    expect(swaps.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reasons = swaps.flatMap((swap) => (swap.status === 'rejected' ? [String(swap.reason)] : []));
    expect(reasons.every((reason) => reason.includes('No buffered reflection to swap'))).toBe(true);
    expect(await memory.getObservationalMemoryHistory('reflected', 'user-7')).toHaveLength(2);
  });

  test('that reflect all have their generation in the history', async () => {
    const currentRecord = await memory.initializeObservationalMemory(ofThread('generations'));
    const made = await Promise.all(
      WRITERS.slice(0, 10).map((number) =>
        either(number).createReflectionGeneration({ currentRecord, reflection: `r${number}`, tokenCount: 1 }),
      ),
    );
    const records = await memory.getObservationalMemoryHistory('generations', 'user-7');
    expect(records.map(({ id }) => id).sort()).toEqual([currentRecord, ...made].map(({ id }) => id).sort());
    expect(records.at(-1)?.id).toBe(currentRecord.id);
  });

  test('that copy records to one place of the history all have theirs', async () => {
    const record = await memory.initializeObservationalMemory(ofThread('source'));
    const ids = WRITERS.slice(0, 10).map((number) => `copy-${number}`);
    await Promise.all(
      ids.map((id, number) =>
        either(number).insertObservationalMemoryRecord({ ...record, id, threadId: 'copies' }),
      ),
    );
    const records = await memory.getObservationalMemoryHistory('copies', 'user-7');
    expect(records.map(({ id }) => id).sort()).toEqual(ids.sort());
  });

  test('never show a reader half of a body in parts', async () => {
    const { id } = await memory.initializeObservationalMemory(ofThread('parts'));
    const texts = ['a', 'b'].map((letter) => letter + incompressible(700_000));
    const write = (number: number) => {
      const observations = texts[number % 2] ?? '';
      return memory.updateActiveObservations({ id, observations, tokenCount: 1, lastObservedAt: AT });
    };
    await write(0);
    let writing = true;
    const writer = (async () => {
      for (let number = 1; number <= 8; number += 1) await write(number);
      writing = false;
    })();
    while (writing) expect(texts).toContain((await headOf('parts')).activeObservations);
    await writer;
  });

  test('that write while a thread is cleared leave nothing behind', async () => {
    const { id } = await memory.initializeObservationalMemory(ofThread('cleared'));
    const text = incompressible(700_000);
    const outcomes = await Promise.allSettled([
      memory.updateActiveObservations({ id, observations: text, tokenCount: 1, lastObservedAt: AT }),
      other.clearObservationalMemory('cleared', 'user-7'),
      memory.clearObservationalMemory('cleared', 'user-7'),
      other.updateBufferedObservations({ id, chunk: chunk('c1') }),
    ]);
    expect(outcomes.slice(1, 3).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(await memory.getObservationalMemory('cleared', 'user-7')).toBeNull();
    await expect(memory.setObservingFlag(id, true)).rejects.toThrow(/not found/);
  });
});
