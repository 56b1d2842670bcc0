import fc from 'fast-check';
import type { Connection } from '../../src/client/connect.ts';
import { gte } from '../../src/expressions/operators.ts';
import type { PageOptions } from '../../src/operations/read-options.ts';
import { send } from '../../src/repositories/send.ts';
import { describeClients, freshTable } from './clients.ts';
import { at, board, NOW, Note, ofBoard, Pin } from './expiry-notes.ts';

interface Found {
  readonly ids: readonly string[];
  readonly cursor: string | undefined;
}

/** The ways to read the notes of a run, and with what beside them. */
type Way = (db: Connection, run: string, options: PageOptions) => Promise<Found>;
const WAYS: Readonly<Record<string, Way>> = {
  'a query of the table': async (db, run, options) => found(await send(db, Note.ofRun({ run }, options))),
  'a query of an index': async (db, run, options) => found(await send(db, Note.byRank({ run }, options))),
  'an index that sorts by the expiry': async (db, run, options) =>
    found(await send(db, Note.byEnd({ run }, options))),
  'a collection, of which some do not expire': async (db, run, options) => {
    const { items, cursor } = await send(db, ofBoard({ run }, options));
    return { ids: items.map(({ entity, item }) => `${entity} ${item.id}`), cursor };
  },
};

function found({ items, cursor }: { items: readonly { id: string }[]; cursor: string | undefined }): Found {
  return { ids: items.map(({ id }) => `Note ${id}`), cursor };
}

const ends = fc.constantFrom(-600, -1, 0, 1, 2, 3, 5, undefined);
const entry = fc.record({ ends, rank: fc.nat({ max: 3 }), keep: fc.nat({ max: 2 }), pinned: fc.boolean() });
const plans = fc.record({
  entries: fc.array(entry, { maxLength: 16 }),
  limits: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
  order: fc.constantFrom('ascending', 'descending'),
  filtered: fc.boolean(),
  /** Seconds that pass from one page to the next. */
  passing: fc.constantFrom(0, 0, 1),
});

describeClients('pages of items that expire', (engine) => {
  let db: Connection;
  let runs = 0;
  beforeAll(async () => {
    db = await freshTable(engine, board);
  });

  it.each(Object.entries(WAYS))(
    'are full in %s, give nothing twice and lose nothing that lives on',
    async (name, way) => {
      await fc.assert(
        fc.asyncProperty(plans, async ({ entries, limits, order, filtered, passing }) => {
          runs += 1;
          const run = `${runs}`;
          const made = entries.map(({ ends, pinned, ...more }, place) => ({
            ...more,
            entity: pinned ? 'Pin' : 'Note',
            run,
            id: String.fromCharCode(97 + place),
            expiresAt: ends === undefined ? undefined : NOW + ends,
          }));
          await Promise.all(
            made.map(({ entity, rank, ...item }) =>
              entity === 'Pin'
                ? send(db, Pin.create(item, { now: at(-1000) }))
                : send<unknown>(db, Note.create({ ...item, rank }, { now: at(-1000) })),
            ),
          );
          const liveAt = (seconds: number) =>
            made
              .filter(
                ({ entity, expiresAt, keep }) =>
                  (!filtered || keep >= 1) &&
                  (entity === 'Note'
                    ? expiresAt === undefined
                      ? !name.includes('sorts by')
                      : expiresAt > NOW + seconds
                    : name.includes('collection')),
              )
              .map(({ entity, id }) => `${entity} ${id}`);
          const options = { order, ...(filtered ? { filter: { keep: gte(1) } } : {}) } as const;
          const whole = await way(db, run, { ...options, now: at(0) });
          expect(whole.ids.toSorted()).toEqual(liveAt(0).toSorted());

          const seen: string[] = [];
          let cursor: string | undefined;
          let seconds = 0;
          for (let turn = 0; ; turn += 1, seconds += passing) {
            const limit = limits[turn % limits.length] ?? 1;
            const page = await way(db, run, { ...options, limit, cursor, now: at(seconds) });
            if (page.cursor !== undefined) expect(page.ids).toHaveLength(limit);
            expect(page.ids.length).toBeLessThanOrEqual(limit);
            const live = liveAt(seconds);
            for (const id of page.ids) expect(live).toContain(id);
            seen.push(...page.ids);
            cursor = page.cursor;
            if (cursor === undefined) break;
          }
          // In the order of the whole, each once.
          expect(seen).toEqual(whole.ids.filter((id) => seen.includes(id)));
          expect(seen).toEqual(expect.arrayContaining(liveAt(seconds)));
          if (passing === 0) expect(seen).toEqual(whole.ids);
        }),
        { numRuns: 15 },
      );
    },
  );
});
