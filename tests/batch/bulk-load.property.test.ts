import fc from 'fast-check';
import { virtualClock } from '../../scripts/soak/virtualClock.ts';
import { bulkLoad } from '../../src/index.ts';
import { error, type Fault, memoryTable, modelOf, operationOf, type Write } from './bulk-table.ts';

const writes = fc.array(
  fc.record({
    id: fc.nat(60).map(String),
    n: fc.option(fc.nat(1_000_000), { nil: undefined, freq: 5 }),
  }),
  { maxLength: 600, size: 'max' },
);

/** What may happen to a request, as often as the number before it says. */
const faults = fc.array(
  fc.oneof<fc.WeightedArbitrary<Fault | undefined>[]>(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 3, arbitrary: fc.nat(24).map((most) => ({ unprocessed: (_, place) => place >= most })) },
    { weight: 1, arbitrary: fc.constant({ unprocessed: () => true }) },
    { weight: 1, arbitrary: fc.constant({ before: error('ThrottlingException') }) },
    { weight: 1, arbitrary: fc.constant({ before: error('InternalServerError', 500) }) },
    { weight: 1, arbitrary: fc.constant({ after: error('InternalServerError', 500) }) },
    { weight: 1, arbitrary: fc.constant({ after: error('TimeoutError') }) },
  ),
  { maxLength: 40, size: 'max' },
);

/** Where loads are ended: after so many requests, each by one of the ways to end one. */
const stops = fc.array(
  fc.record({
    after: fc.integer({ min: 1, max: 20 }),
    how: fc.constantFrom('abort', 'access denied', 'the source throws', 'deadline'),
  }),
  { maxLength: 4 },
);

/** Loads that nobody ends: the faults are used up after the first few. */
const AT_LAST = [undefined, undefined, undefined, undefined, undefined];

test('whatever fails and wherever it is ended and resumed, the table is that of the writes in their order', async () => {
  await fc.assert(
    fc.asyncProperty(writes, faults, stops, fc.nat(), fc.integer({ min: 1, max: 8 }), async (...given) => {
      const [source, happening, ends, seed, concurrency] = given;
      const clock = virtualClock(seed);
      let request = 0;
      let denied = Number.POSITIVE_INFINITY;
      const table = memoryTable(clock, () => {
        request += 1;
        if (request > denied) return { before: error('AccessDeniedException') };
        return happening[request];
      });
      let position = 0;
      let written = 0;
      // Ten bad rounds in a row end a load, too: then the next one goes on.
      for (const end of [...ends, ...AT_LAST]) {
        const stop = new AbortController();
        const from = request;
        denied = end?.how === 'access denied' ? from + end.after : Number.POSITIVE_INFINITY;
        const checkpoints: number[] = [];
        const report = await bulkLoad(table.db, rest(source, position, end), {
          clock,
          concurrency,
          abortSignal: stop.signal,
          ...(end?.how === 'deadline' && { deadline: new Date(clock.now() + 5 * end.after) }),
          onProgress: () => {
            if (end?.how === 'abort' && request - from >= end.after) stop.abort();
          },
          onCheckpoint: (at) => void checkpoints.push(at),
        });
        expect(report.failed).toBe(0);
        expect(checkpoints.at(-1) ?? 0).toBe(report.position);
        expect(report.written).toBeGreaterThanOrEqual(report.position);
        expect(report.read).toBeGreaterThanOrEqual(report.written);
        position += report.position;
        written += report.written;
        if (end === undefined && report.stopped === undefined) break;
        if (end === undefined) expect(report.stopped).toBe('no progress');
      }
      expect(position).toBe(source.length);
      expect(written).toBeGreaterThanOrEqual(source.length);
      expect(table.faults).toEqual([]);
      expect(new Map([...table.items].toSorted())).toEqual(new Map([...modelOf(source)].toSorted()));
    }),
    // To make so large an example smaller takes for ever.
    { numRuns: 150, endOnFailure: true },
  );
}, 60_000);

async function* rest(
  writes: readonly Write[],
  from: number,
  end: { after: number; how: string } | undefined,
) {
  for (const [place, write] of writes.slice(from).entries()) {
    if (end?.how === 'the source throws' && place >= end.after * 25) throw new Error('The source is broken.');
    yield operationOf(write);
  }
}
