import type { Connection } from '../../src/client/connect.ts';
import { gt, gte, lt } from '../../src/expressions/operators.ts';
import { iterate } from '../../src/repositories/iterate.ts';
import { repository } from '../../src/repositories/repository.ts';
import { send } from '../../src/repositories/send.ts';
import { describeClients, freshTable } from './clients.ts';
import { at, board, NOW, Note, ofBoard, Pin } from './expiry-notes.ts';

const now = at(0);
/** By id: the seconds from now to the expiry. */
const ENDS: Readonly<Record<string, number | undefined>> = {
  a: -60,
  b: 60,
  c: 0,
  d: undefined,
  e: 1,
  f: -1,
  g: -600,
};
const LIVE = ['b', 'd', 'e'];

describeClients('reads of items that expire', (engine) => {
  let db: Connection;
  beforeAll(async () => {
    db = await freshTable(engine, board);
    let rank = 0;
    for (const [id, seconds] of Object.entries(ENDS)) {
      rank += 1;
      const expiresAt = seconds === undefined ? undefined : NOW + seconds;
      await send(db, Note.create({ run: '1', id, rank, keep: rank, expiresAt }, { now: at(-1000) }));
      await send(db, Pin.create({ run: '1', id, keep: rank, expiresAt }, { now: at(-1000) }));
    }
  });
  const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);

  it('give the live ones of a query, in order, and count them', async () => {
    const run = { run: '1' };
    expect(ids((await send(db, Note.ofRun(run, { now }))).items)).toEqual(LIVE);
    expect(ids((await send(db, Note.byRank(run, { now, order: 'descending' }))).items)).toEqual(
      LIVE.toReversed(),
    );
    expect(ids((await send(db, Note.ofRun(run, { now, filter: { keep: gte(3) } }))).items)).toEqual([
      'd',
      'e',
    ]);
    expect(await send(db, Note.ofRun.count(run, { now }))).toBe(3);
    expect(await send(db, Note.ofRun.count(run, { now: at(60) }))).toBe(1);
    expect((await send(db, Note.ofRun.first(run, { now })))?.id).toBe('b');
    expect((await send(db, Note.ofRun.first(run, { now: at(60) })))?.id).toBe('d');
    expect(await send(db, Note.ofRun.first({ run: '1', id: 'a' } as never, { now }))).toBeUndefined();
  });

  it('give them without the expiry where it is not selected', async () => {
    const page = await send(db, Note.ofRun({ run: '1' }, { now, select: ['id', 'keep'] }));
    expect(page.items).toEqual([
      { id: 'b', keep: 2 },
      { id: 'd', keep: 4 },
      { id: 'e', keep: 5 },
    ]);
    expect(await send(db, Note.get({ run: '1', id: 'b' }, { now, select: ['keep'] }))).toEqual({ keep: 2 });
    expect(await send(db, Note.get({ run: '1', id: 'a' }, { now, select: ['keep'] }))).toBeUndefined();
  });

  it('give them of an index that sorts by the expiry, soonest first', async () => {
    const run = { run: '1' };
    expect(ids((await send(db, Note.byEnd(run, { now }))).items)).toEqual(['e', 'b']);
    expect((await send(db, Note.byEnd.first(run, { now })))?.id).toBe('e');
    expect(await send(db, Note.byEnd.count(run, { now }))).toBe(2);
    expect(await send(db, Note.byEnd.count({ ...run, expiresAt: gt(NOW + 1) }, { now }))).toBe(1);
    expect(ids((await send(db, Note.byEnd({ ...run, expiresAt: lt(NOW + 60) }, { now }))).items)).toEqual([
      'e',
    ]);
    await expect(
      repository(db, Note).byEnd.count({ ...run, expiresAt: lt(NOW + 60) }, { now }),
    ).rejects.toMatchObject({ name: 'RequestError' });
  });

  it('give them beside all those of an entity that does not expire', async () => {
    const { items, rejected } = await send(db, ofBoard({ run: '1' }, { now }));
    expect(rejected).toEqual([]);
    expect(items.filter(({ entity }) => entity === 'Note').map(({ item }) => item.id)).toEqual(LIVE);
    expect(items.filter(({ entity }) => entity === 'Pin').map(({ item }) => item.id)).toEqual(
      Object.keys(ENDS),
    );
    expect(await send(db, Pin.all.count({ now }))).toBe(7);
  });

  it('give them of a scan, whole, in segments, of an index, and counted', async () => {
    expect(ids((await send(db, Note.all({ now }))).items).toSorted()).toEqual(LIVE);
    const inSegments: string[] = [];
    for await (const { id } of iterate(db, Note.all({ now }))) inSegments.push(id);
    expect(inSegments.toSorted()).toEqual(LIVE);
    expect(ids((await send(db, Note.allByEnd({ now }))).items).toSorted()).toEqual(['b', 'e']);
    expect(await send(db, Note.all.count({ now }))).toBe(3);
    expect(await send(db, Note.allByEnd.count({ now }))).toBe(2);
    expect(LIVE).toContain((await send(db, Note.all.first({ now })))?.id);
  });

  it('take the clock of the connection', async () => {
    const early = repository({ ...db, now: () => at(-1000) }, Note);
    const late = repository({ ...db, now: () => at(60) }, Note);
    expect(ids((await early.ofRun({ run: '1' })).items)).toEqual(Object.keys(ENDS));
    expect(ids((await late.ofRun({ run: '1' })).items)).toEqual(['d']);
    expect(await early.get({ run: '1', id: 'a' })).toBeDefined();
    expect(await late.get({ run: '1', id: 'a' })).toBeUndefined();
    expect(await late.ofRun.count({ run: '1' })).toBe(1);
  });

  it('need few requests to pass over many that have expired', async () => {
    for (let place = 0; place < 60; place += 1) {
      const id = String(place).padStart(3, '0');
      const note = { run: '2', id, rank: place, keep: 1, expiresAt: NOW + (place === 59 ? 9 : -place) };
      await send(db, Note.create(note, { now: at(-1000) }));
    }
    const pages = [
      await send(db, Note.ofRun({ run: '2' }, { now, limit: 1 })),
      await send(db, ofBoard({ run: '2' }, { now, limit: 1 })),
    ];
    for (const { items, requests } of pages) {
      expect(items).toHaveLength(1);
      expect(requests).toBeLessThan(8);
    }
    const seen: number[] = [];
    const counting = { ...db, onCommand: () => seen.push(1) };
    expect((await send(counting, Note.byEnd.first({ run: '2' }, { now })))?.id).toBe('059');
    expect(seen).toHaveLength(1);
    expect(await send(db, Note.byEnd({ run: '2' }, { now, limit: 1 }))).toMatchObject({ requests: 1 });
  });
});
