import fc from 'fast-check';
import { append, ifNotExists, increment, prepend } from '../../src/expressions/patch.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { repository } from '../../src/repositories/repository.ts';
import type { Repository } from '../../src/repositories/repository-types.ts';
import { defineTable } from '../../src/table/table.ts';
import { describeClients, freshTable } from './clients.ts';

const table = defineTable({ name: 'counters' });
interface Counter {
  id: string;
  count?: number | bigint;
  other?: number | bigint;
  list?: unknown[];
  labels?: Set<string>;
  map?: { x?: unknown; y?: unknown };
  note?: string | null;
}
const Counter = defineEntity<Counter>()({
  name: 'Counter',
  table,
  keys: { PK: 'COUNTER#{id}', SK: 'COUNTER' },
});

type Attributes = Omit<Counter, 'id'>;
/** One change to one attribute, as a part of a patch and as what it does in JavaScript. */
interface Change {
  readonly patch: object;
  readonly apply: (item: Attributes) => Attributes;
}

const whole = fc.integer({ min: -5, max: 5 });
const big = fc.constantFrom(9007199254740992n, -9007199254740993n, 12345678901234567890n);
const number = fc.oneof(whole, big);
const elements = fc.array(fc.oneof(whole, fc.string({ maxLength: 2 })), { maxLength: 2 });
const labels = fc
  .uniqueArray(fc.constantFrom<string>('a', 'b', 'c'), { minLength: 1 })
  .map((list) => new Set(list));

/** The sum as it is read back: a number where that is exact. */
function sum(x: number | bigint, y: number | bigint): number | bigint {
  const exact = BigInt(x) + BigInt(y);
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
}

function without(item: Attributes, name: keyof Attributes): Attributes {
  const { [name]: _, ...rest } = item;
  return rest;
}

const ofCount: fc.Arbitrary<Change> = fc.oneof(
  number.map((n): Change => ({ patch: { set: { count: n } }, apply: (item) => ({ ...item, count: n }) })),
  fc.tuple(number, whole).map(
    ([by, start]): Change => ({
      patch: { set: { count: increment<number | bigint>(by, start) } },
      apply: (item) => ({ ...item, count: sum(item.count ?? start, by) }),
    }),
  ),
  number.map(
    (by): Change => ({
      patch: { add: { count: by } },
      apply: (item) => ({ ...item, count: sum(item.count ?? 0, by) }),
    }),
  ),
  number.map(
    (n): Change => ({
      patch: { set: { count: ifNotExists<number | bigint>(n) } },
      apply: (item) => ({ ...item, count: item.count ?? n }),
    }),
  ),
  fc.constant<Change>({ patch: { remove: ['count'] }, apply: (item) => without(item, 'count') }),
);

const REMOVE_FIRST = { remove: [['list', 0]] };
const ofList: fc.Arbitrary<Change> = fc.oneof(
  elements.map((list): Change => ({ patch: { set: { list } }, apply: (item) => ({ ...item, list }) })),
  elements.map(
    (list): Change => ({
      patch: { set: { list: append<unknown[]>(list) } },
      apply: (item) => ({ ...item, list: [...(item.list ?? []), ...list] }),
    }),
  ),
  elements.map(
    (list): Change => ({
      patch: { set: { list: prepend<unknown[]>(list) } },
      apply: (item) => ({ ...item, list: [...list, ...(item.list ?? [])] }),
    }),
  ),
  fc.constant<Change>({
    patch: REMOVE_FIRST,
    apply: (item) => (item.list === undefined ? item : { ...item, list: item.list.slice(1) }),
  }),
);

const ofLabels: fc.Arbitrary<Change> = fc.oneof(
  labels.map(
    (members): Change => ({
      patch: { add: { labels: members } },
      apply: (item) => ({ ...item, labels: new Set([...(item.labels ?? []), ...members]) }),
    }),
  ),
  labels.map(
    (members): Change => ({
      patch: { delete: { labels: members } },
      apply: (item) => {
        const left = [...(item.labels ?? [])].filter((label) => !members.has(label));
        return left.length === 0 ? without(item, 'labels') : { ...item, labels: new Set(left) };
      },
    }),
  ),
);

const ofMap: fc.Arbitrary<Change> = fc.oneof(
  whole.map(
    (x): Change => ({
      patch: { setIn: [[['map', 'x'], x]] },
      apply: (item) => ({ ...item, map: { ...item.map, x } }),
    }),
  ),
  whole.map(
    (by): Change => ({
      patch: { setIn: [[['map', 'y'], increment<number>(by)]] },
      apply: (item) => ({
        ...item,
        map: { ...item.map, y: sum((item.map?.y as number | undefined) ?? 0, by) },
      }),
    }),
  ),
  fc.constant<Change>({
    patch: { remove: [['map', 'x']] },
    apply: (item) => {
      const { x: _, ...map } = item.map ?? {};
      return { ...item, map };
    },
  }),
);

const ofNote: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom('', 'new', null).map(
    (note): Change => ({
      patch: { set: { note, other: undefined } },
      apply: (item) => ({ ...item, note }),
    }),
  ),
  fc.constant<Change>({ patch: { remove: ['note'] }, apply: (item) => without(item, 'note') }),
);

const changes = fc
  .tuple(...[ofCount, ofList, ofLabels, ofMap, ofNote].map((one) => fc.option(one, { nil: undefined })))
  .map((all) => all.filter((one) => one !== undefined))
  .filter((all) => all.length > 0);

/** All changes in one patch, as a caller would write it. */
function together(all: readonly Change[]): object {
  const patch = { set: {}, setIn: [] as unknown[], remove: [] as unknown[], add: {}, delete: {} };
  for (const { patch: part } of all as readonly { patch: Partial<typeof patch> }[]) {
    Object.assign(patch.set, part.set);
    Object.assign(patch.add, part.add);
    Object.assign(patch.delete, part.delete);
    patch.setIn.push(...(part.setIn ?? []));
    patch.remove.push(...(part.remove ?? []));
  }
  return patch;
}

const before: fc.Arbitrary<Attributes> = fc
  .record(
    { count: number, other: whole, list: elements, labels, note: fc.constantFrom('', 'old', null) },
    { requiredKeys: [] },
  )
  .chain((item) =>
    fc.record({ x: whole, y: whole }, { requiredKeys: [] }).map((map) => ({ ...item, map }) as Attributes),
  );

describeClients('updates', (engine) => {
  let counters: Repository<typeof Counter>;
  let ids = 0;
  beforeAll(async () => {
    counters = repository(await freshTable(engine, table), Counter);
  });

  it('do on the server what they say, whatever is there', async () => {
    await fc.assert(
      fc.asyncProperty(before, changes, async (item, all) => {
        // The service refuses to reach into a list that is not there.
        fc.pre(item.list !== undefined || !all.some(({ patch }) => patch === REMOVE_FIRST));
        ids += 1;
        const key = { id: `${ids}` };
        await counters.create({ ...item, ...key });
        const expected = all.reduce<Attributes>((state, { apply }) => apply(state), item);
        const given = await counters.update(key, together(all) as never);
        expect(given).toEqual({ ...expected, ...key });
        expect(await counters.get(key)).toEqual(given);
      }),
      { numRuns: 200 },
    );
  });

  it('inside a map that is not there are refused by the service, and change nothing', async () => {
    await counters.create({ id: 'bare', note: 'kept' });
    const patch = { setIn: [[['map', 'x'], 1]], set: { note: 'lost' } } as const;
    await expect(counters.update({ id: 'bare' }, patch)).rejects.toMatchObject({
      name: 'ValidationException',
    });
    expect(await counters.get({ id: 'bare' })).toEqual({ id: 'bare', note: 'kept' });
  });

  it('add decimals exactly', async () => {
    await counters.create({ id: 'decimal', count: 0.1 });
    expect(await counters.update({ id: 'decimal' }, { add: { count: 0.2 } })).toMatchObject({ count: 0.3 });
    const more = { set: { count: increment<number | bigint>(0.7) } };
    expect(await counters.update({ id: 'decimal' }, more)).toMatchObject({ count: 1 });
  });
});
