import type { ObservationalMemoryRecord } from '@mastra/core/storage';
import { ObservationalMemory } from '../../src/mastra/observational-memory/observational-memory.ts';
import { describeMastra } from './databases.ts';
import { incompressible, ofThread } from './observation-samples.ts';

const minute = (number: number) => new Date(Date.UTC(2026, 0, 31, 10, number));

describeMastra('the history of observational memory', (engine) => {
  let memory: ObservationalMemory;
  let minutes = 0;
  let records: ObservationalMemoryRecord[];

  const history = (...args: [limit?: number, options?: { from?: Date; to?: Date; offset?: number }]) =>
    memory.getObservationalMemoryHistory('t-1', 'user-7', ...args);

  /** A generation each minute, the newest first. */
  beforeAll(async () => {
    memory = new ObservationalMemory(await engine.open({ now: () => minute(minutes) }));
    let currentRecord = await memory.initializeObservationalMemory(ofThread('t-1'));
    records = [currentRecord];
    for (minutes = 1; minutes < 6; minutes += 1) {
      const reflection = `reflection ${minutes}`;
      currentRecord = await memory.createReflectionGeneration({ currentRecord, reflection, tokenCount: 1 });
      records.unshift(currentRecord);
    }
  });

  test('has all generations, the newest first', async () => {
    expect(await history()).toEqual(records);
    expect(records.map(({ generationCount }) => generationCount)).toEqual([5, 4, 3, 2, 1, 0]);
    expect(await memory.getObservationalMemory('t-1', 'user-7')).toEqual(records[0]);
  });

  test('is limited, and begins at an offset', async () => {
    expect(await history(2)).toEqual(records.slice(0, 2));
    expect(await history(2, { offset: 3 })).toEqual(records.slice(3, 5));
    expect(await history(undefined, { offset: 4 })).toEqual(records.slice(4));
    expect(await history(0)).toEqual([]);
    expect(await history(2, { offset: 10 })).toEqual([]);
  });

  test('is of a time, with both ends of it', async () => {
    expect(await history(undefined, { from: minute(4) })).toEqual(records.slice(0, 2));
    expect(await history(undefined, { to: minute(1) })).toEqual(records.slice(4));
    expect(await history(1, { from: minute(1), to: minute(3), offset: 1 })).toEqual([records[3]]);
    expect(await history(undefined, { from: minute(3), to: minute(1) })).toEqual([]);
  });

  test('has a copied record behind those with more generations, and before the others', async () => {
    const [base] = records;
    if (base === undefined) throw new Error('no record');
    const insert = (id: string, generationCount: number) =>
      memory.insertObservationalMemoryRecord({ ...base, id, threadId: 't-2', generationCount });
    for (const [id, count] of Object.entries({ a: 3, b: 1, c: 3, d: 2, e: 5, f: 0, g: 0, h: 2 }))
      await insert(id, count);
    const before = await memory.getObservationalMemoryHistory('t-2', 'user-7');
    expect(before.map(({ id }) => id).join('')).toBe('ecahdbgf');
    const currentRecord = before[0];
    if (currentRecord === undefined) throw new Error('no record');
    const { id } = await memory.createReflectionGeneration({
      currentRecord: { ...currentRecord, generationCount: 2 },
      reflection: 'r',
      tokenCount: 1,
    });
    await insert('i', 4);
    await insert('j', 2);
    await insert('k', 3);
    const after = await memory.getObservationalMemoryHistory('t-2', 'user-7');
    expect(after.map((record) => (record.id === id ? '*' : record.id)).join('')).toBe('ik*ecajhdbgf');
  });

  test('of a count that no key can hold is refused by name', async () => {
    const record = { ...records[0], id: 'odd', generationCount: 1.5 } as ObservationalMemoryRecord;
    await expect(memory.insertObservationalMemoryRecord(record)).rejects.toThrow(/generationCount.*1\.5/);
  });

  test('is read, limited and cleared where it is larger than a page', async () => {
    const base = records[0];
    if (base === undefined) throw new Error('no record');
    const activeObservations = incompressible(110_000);
    const ids: string[] = [];
    for (let count = 0; count < 16; count += 1) {
      const id = `large-${count}`;
      ids.unshift(id);
      await memory.insertObservationalMemoryRecord({
        ...{ ...base, id, threadId: 't-3', activeObservations },
        ...{ generationCount: count, createdAt: minute(count) },
      });
    }
    const read = await memory.getObservationalMemoryHistory('t-3', 'user-7');
    expect(read.map(({ id }) => id)).toEqual(ids);
    expect(read.every((record) => record.activeObservations === activeObservations)).toBe(true);
    const last = await memory.getObservationalMemoryHistory('t-3', 'user-7', 1, { offset: 15 });
    expect(last.map(({ id }) => id)).toEqual(['large-0']);
    const early = await memory.getObservationalMemoryHistory('t-3', 'user-7', 1, { to: minute(2) });
    expect(early.map(({ id }) => id)).toEqual(['large-2']);
    await memory.insertObservationalMemoryRecord({
      ...base,
      id: 'between',
      threadId: 't-3',
      generationCount: 1,
    });
    const [, , between] = (await memory.getObservationalMemoryHistory('t-3', 'user-7')).reverse();
    expect(between?.id).toBe('between');
    await memory.clearObservationalMemory('t-3', 'user-7');
    expect(await memory.getObservationalMemoryHistory('t-3', 'user-7')).toEqual([]);
    await expect(memory.setObservingFlag('large-7', true)).rejects.toThrow(/not found/);
    expect(await history()).toEqual(records);
  });
});
