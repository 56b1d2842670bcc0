import fc from 'fast-check';
import { KIND_BY_SOURCE, KIND_BY_TARGET } from '../../src/mastra/migration/item-kinds.ts';
import { migratedItem } from '../../src/mastra/migration/migrated-item.ts';
import type { NativeItem } from '../../src/operations/operation.ts';
import { compatibleLayout } from '../../src/repositories/mastra/compatible/layout.ts';
import { CompatibleSnapshotPart } from '../../src/repositories/mastra/compatible/snapshot-part.ts';

/** Few different ones, so that they meet; with what lower case and the separators of either layout could confuse. */
const id = fc
  .string({
    unit: fc.constantFrom('a', 'A', 'İ', 'i', '#', '$', '_', '~', 'Σ', 'σ', 'ς'),
    minLength: 1,
    maxLength: 3,
  })
  .filter((text) => text.trim() !== '');
const createdAt = fc.constantFrom(
  '2026-01-01T00:00:00.000Z',
  '2026-01-01T00:00:00Z',
  '2026-01-02T00:00:00.000Z',
);
const count = fc.integer({ min: 0, max: 2 });
const fields = fc.record({ id, other: id, third: id, createdAt, one: count, two: count, three: count });

const { thread, message, resource, snapshot, score, backgroundTask, span, observation } = compatibleLayout;

/** Puts of the old layout, by kind. */
const PUTS: Record<
  string,
  (given: typeof fields extends fc.Arbitrary<infer F> ? F : never) => { input: object }
> = {
  thread: ({ id, other, createdAt }) =>
    thread.put({ id, resourceId: other, createdAt, updatedAt: createdAt }),
  message: ({ id, other, third, createdAt }) =>
    message.put({
      id,
      threadId: other,
      resourceId: third,
      role: 'user',
      content: '',
      createdAt,
      updatedAt: createdAt,
    }),
  resource: ({ id, createdAt }) => resource.put({ id, createdAt, updatedAt: createdAt }),
  snapshot: ({ id, other, createdAt }) =>
    snapshot.put({ workflow_name: id, run_id: other, createdAt, updatedAt: createdAt }),
  part: ({ id, other, third, one, createdAt }) =>
    CompatibleSnapshotPart.put({
      ...{ workflow_name: id, run_id: other, generation: third, part: one },
      ...{ gzip: new Uint8Array([1]), createdAt },
    }),
  score: ({ id, other, third, createdAt }) =>
    score.put({
      ...{ id, scorerId: other, runId: third, source: 'LIVE', score: 1, scorer: '{}' },
      ...{ traceId: '', spanId: '', createdAt, updatedAt: createdAt },
    }),
  task: ({ id, other, third, createdAt }) =>
    backgroundTask.put({
      ...{ id, status: 'pending', toolName: 't', toolCallId: 'c', agentId: other, runId: third, args: '{}' },
      ...{ retryCount: 0, maxRetries: 0, timeoutMs: 0, createdAt, updatedAt: createdAt },
    }),
  span: ({ id, other, createdAt }) =>
    span.put({
      ...{ traceId: id, spanId: other, name: 'n', spanType: 't', isEvent: false, startedAt: createdAt },
      ...{ rootSince: createdAt, createdAt, updatedAt: createdAt },
    }),
  observation: ({ id, other, one, two, three, createdAt }) =>
    observation.record.put({
      ...{
        id,
        subject: other,
        series: one,
        generationCount: two,
        nth: three,
        revision: 'r',
        scope: 'thread',
      },
      ...{ resourceId: 'R', originType: 'initial', createdAt, updatedAt: createdAt, totalTokensObserved: 0 },
      ...{ observationTokenCount: 0, pendingMessageTokens: 0, lastBufferedAtTokens: 0, isReflecting: false },
      ...{ isObserving: false, isBufferingObservation: false, isBufferingReflection: false },
    }),
  place: ({ id, other, one, two, three }) =>
    observation.place.put({ id, subject: other, series: one, generationCount: two, nth: three }),
  observationPart: ({ id, other, one }) =>
    observation.part.put({ id, part: one, bodyMark: other, bytes: new Uint8Array([1]) }),
};

function stored(put: { input: object }): NativeItem {
  return (put.input as { Item: NativeItem }).Item;
}

const keyText = (item: NativeItem, ...names: string[]) => JSON.stringify(names.map((name) => item[name]));

test.each(Object.entries(PUTS))('two items of kind %s in the old table are two in the new one', (_, put) => {
  fc.assert(
    fc.property(fields, fields, (one, other) => {
      const sources = [one, other].map((given) => stored(put(given)));
      const [first, second] = sources.map((item) => keyText(item, 'pk', 'sk'));
      const targets = sources.map((item) => {
        const { puts, skipped } = migratedItem(item, []);
        if (puts === undefined) throw new Error(skipped.message);
        return puts.map((written) => keyText(stored(written), 'PK', 'SK'));
      });
      const common = targets[0]?.filter((key) => targets[1]?.includes(key));
      if (first !== second) expect(common).toEqual([]);
    }),
  );
});

test.each(Object.entries(PUTS))('what an item of kind %s becomes leads back to it', (_, put) => {
  fc.assert(
    fc.property(fields, (given) => {
      const source = stored(put(given));
      for (const written of migratedItem(source, []).puts ?? []) {
        const item = stored(written);
        const back = KIND_BY_TARGET.get(item.EntityType)?.sourceKey(item);
        expect(back).toEqual({ pk: source.pk, sk: source.sk });
      }
    }),
  );
});

test('whatever an item holds, it is migrated or skipped', () => {
  const value = fc.oneof(
    fc.string({ maxLength: 5 }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(new Uint8Array([1])),
    fc.constant([]),
    fc.constant({}),
  );
  const names = [
    'id',
    'threadId',
    'resourceId',
    'createdAt',
    'run_id',
    'workflow_name',
    'traceId',
    'spanId',
    'subject',
  ];
  const more = [
    'part',
    'series',
    'pk',
    'sk',
    'PK',
    'GSI1PK',
    'EntityType',
    'entity',
    '__edb_v__',
    'ttl',
    'scorerId',
  ];
  const item = fc.dictionary(fc.constantFrom(...names, ...more), value, { noNullPrototype: true });
  const entity = fc.oneof(fc.constantFrom(...(KIND_BY_SOURCE.keys() as Iterable<string>)), value);
  fc.assert(
    fc.property(item, entity, (attributes, __edb_e__) => {
      const { puts, skipped } = migratedItem({ ...attributes, __edb_e__ }, ['ttl']);
      expect(puts === undefined).toBe(skipped !== undefined);
    }),
    { numRuns: 1_000 },
  );
});
