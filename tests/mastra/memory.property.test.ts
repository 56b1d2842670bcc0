import { InMemoryStore, type MemoryStorage } from '@mastra/core/storage';
import fc from 'fast-check';
import { MemoryStorageDynamoDB } from '../../src/mastra/memory/memory-storage.ts';
import { describeMastra } from './databases.ts';

const IDS = ['a', 'b', 'c', 'd', 'e', 'f'];
const THREADS = ['t1', 't2', 't3'];
const OWNERS = ['r1', 'r2'];

const one = (values: readonly string[]) => fc.constantFrom(...values);
const metadata = fc.dictionary(one(['x', 'y']), fc.oneof(fc.integer({ min: 0, max: 2 }), fc.boolean()));
// The time of a message belongs to its id: one that is saved again keeps the time that is there.
const at = (id: string) => new Date(Date.UTC(2026, 0, 1, 0, 0, IDS.indexOf(id)));
const threadAt = (id: string) => new Date(Date.UTC(2026, 0, 2, 0, 0, THREADS.indexOf(id)));

const page = fc.record(
  {
    perPage: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(false as const)),
    direction: fc.constantFrom('ASC' as const, 'DESC' as const),
    page: fc.integer({ min: 0, max: 2 }),
  },
  { requiredKeys: ['direction'] },
);

/** A method and its argument. */
type Call = readonly [method: keyof MemoryStorage, argument: unknown];

const some = <T>(name: string, value: T | null) => (value === null ? {} : { [name]: value });
const order = (direction: string) => ({ orderBy: { field: 'createdAt', direction } });

const call: fc.Arbitrary<Call> = fc.oneof(
  fc.tuple(one(THREADS), one(OWNERS), metadata).map(([id, resourceId, given]): Call => {
    const times = { createdAt: threadAt(id), updatedAt: threadAt(id) };
    return [
      'saveThread',
      { thread: { id, resourceId, title: `of ${resourceId}`, metadata: given, ...times } },
    ];
  }),
  fc
    .tuple(one(THREADS), fc.option(fc.string()), fc.option(metadata))
    .map(
      ([id, title, given]): Call => [
        'updateThread',
        { id, ...some('title', title), ...some('metadata', given) },
      ],
    ),
  fc
    .array(fc.tuple(one(IDS), one(THREADS), one(OWNERS), fc.string(), metadata), {
      minLength: 1,
      maxLength: 4,
    })
    .map(
      (given): Call => [
        'saveMessages',
        {
          messages: given.map(([id, threadId, resourceId, text, meta]) => ({
            ...{ id, threadId, resourceId, role: 'user', type: 'text', createdAt: at(id) },
            content: { format: 2, parts: [{ type: 'text', text }], metadata: meta },
          })),
        },
      ],
    ),
  fc.tuple(one(IDS), fc.option(one(THREADS)), fc.option(one(OWNERS)), metadata).map(
    ([id, threadId, resourceId, meta]): Call => [
      'updateMessages',
      {
        messages: [
          {
            id,
            content: { metadata: meta },
            ...some('threadId', threadId),
            ...some('resourceId', resourceId),
          },
        ],
      },
    ],
  ),
  fc.array(one(IDS), { maxLength: 2 }).map((ids): Call => ['deleteMessages', ids]),
  one(THREADS).map((threadId): Call => ['deleteThread', { threadId }]),
  fc
    .tuple(one(OWNERS), fc.option(fc.string()), metadata)
    .map(
      ([resourceId, workingMemory, given]): Call => [
        'updateResource',
        { resourceId, ...some('workingMemory', workingMemory), metadata: given },
      ],
    ),
  fc.tuple(fc.subarray(THREADS, { minLength: 1 }), fc.option(one(OWNERS)), fc.option(metadata), page).map(
    ([threadId, resourceId, filter, { direction, ...rest }]): Call => [
      'listMessages',
      {
        ...{ threadId, ...rest, ...order(direction), ...some('resourceId', resourceId) },
        ...(filter !== null && { filter: { metadata: filter } }),
      },
    ],
  ),
  fc
    .tuple(one(THREADS), one(IDS), fc.nat(2), fc.nat(2), page)
    .map(
      ([threadId, id, withPreviousMessages, withNextMessages, { direction, ...rest }]): Call => [
        'listMessages',
        { threadId, ...rest, ...order(direction), include: [{ id, withPreviousMessages, withNextMessages }] },
      ],
    ),
  fc
    .tuple(one(OWNERS), page)
    .map(
      ([resourceId, { direction, ...rest }]): Call => [
        'listMessagesByResourceId',
        { resourceId, ...rest, ...order(direction) },
      ],
    ),
  fc.array(one(IDS), { maxLength: 4 }).map((messageIds): Call => ['listMessagesById', { messageIds }]),
  fc.tuple(fc.option(one(OWNERS)), fc.option(metadata), page).map(
    ([resourceId, given, { direction, ...rest }]): Call => [
      'listThreads',
      {
        ...{ ...rest, page: rest.perPage === false ? 0 : (rest.page ?? 0), ...order(direction) },
        filter: { ...some('resourceId', resourceId), ...some('metadata', given) },
      },
    ],
  ),
  one(THREADS).map((threadId): Call => ['getThreadById', { threadId }]),
  one(OWNERS).map((resourceId): Call => ['getResourceById', { resourceId }]),
);

/** What a call gives, or that it failed; without the times at which something was changed, which no two stores share. */
async function outcome(run: () => Promise<unknown> | undefined): Promise<unknown> {
  try {
    const result = await run();
    return JSON.parse(
      JSON.stringify(result ?? null, (name, value) => (isOwnTime(name, value) ? undefined : value)),
    );
  } catch {
    return 'failed';
  }
}

/** A time that the store itself has set; those of the calls are in January. */
function isOwnTime(name: string, value: unknown): boolean {
  return name === 'updatedAt' || (name === 'createdAt' && !String(value).startsWith('2026-01-'));
}

describeMastra('memory, next to the store in memory that Mastra has', (engine) => {
  // The laws are the same on both engines, and this one is quick.
  const run = engine.name === 'dynoxide' ? test : test.skip;

  run('the same calls give the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 5, maxLength: 30 }), async (calls) => {
        const ours = new MemoryStorageDynamoDB({ database: await engine.open() });
        const theirs = new InMemoryStore().stores?.memory as MemoryStorage;
        for (const [method, argument] of calls) {
          // Each store gets an argument of its own, because the one in memory keeps parts of it.
          const run = (memory: MemoryStorage) =>
            outcome(() =>
              (memory as never as Record<string, (given: unknown) => Promise<unknown>>)[method]?.(
                structuredClone(argument),
              ),
            );
          const expected = await run(theirs);
          expect({ method, argument, result: await run(ours) }).toEqual({
            method,
            argument,
            result: expected,
          });
        }
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });
});
