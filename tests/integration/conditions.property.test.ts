import fc from 'fast-check';
import type { Condition } from '../../src/expressions/condition.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { repository } from '../../src/repositories/repository.ts';
import type { Repository } from '../../src/repositories/repository-types.ts';
import { defineTable } from '../../src/table/table.ts';
import { describeClients, freshTable } from './clients.ts';
import { meaning, type Sample, sample } from './meanings.ts';

const table = defineTable({ name: 'samples' });
interface Stored extends Sample {
  run: string;
  id: string;
}
const Item = defineEntity<Stored>()({
  name: 'Item',
  table,
  keys: { PK: 'RUN#{run}', SK: 'ITEM#{id}' },
  patterns: { ofRun: {} },
});

/** Items of every kind, the same in every run, so that a failure can be looked at again. */
const ITEMS = fc.sample(sample, { numRuns: 120, seed: 7 });

describeClients('conditions', (engine) => {
  let items: Repository<typeof Item>;
  beforeAll(async () => {
    items = repository(await freshTable(engine, table), Item);
    await Promise.all(ITEMS.map((one, place) => items.create({ ...one, run: 'all', id: idOf(place) })));
  });

  it('hold in filters for exactly the items for which they should', async () => {
    await fc.assert(
      fc.asyncProperty(meaning, async ({ condition, holds }) => {
        const filter = condition as Condition<Stored>;
        const found: string[] = [];
        for await (const { id } of items.ofRun.iterate({ run: 'all' }, { filter })) found.push(id);
        expect(found).toEqual(ITEMS.flatMap((item, place) => (holds(item) ? [idOf(place)] : [])));
        expect(await items.ofRun.count({ run: 'all' }, { filter })).toBe(found.length);
      }),
      { numRuns: 150 },
    );
  });

  it('let exactly those writes through for which they hold', async () => {
    await fc.assert(
      fc.asyncProperty(
        meaning,
        fc.nat({ max: ITEMS.length - 1 }),
        fc.constantFrom('put', 'update', 'upsert', 'delete'),
        async ({ condition, holds }, place, kind) => {
          const item = { ...ITEMS[place], run: 'one', id: idOf(place) } as Stored;
          const guard = { if: condition as Condition<Stored> };
          await items.put(item);
          const write = () => {
            if (kind === 'put') return items.put(item, guard);
            if (kind === 'delete') return items.delete(item, guard);
            if (kind === 'upsert') return items.upsert(item, guard);
            return items.update(item, { remove: ['b'] }, guard);
          };
          const outcome = await write().then(
            () => 'written',
            (error: Error) => error.name,
          );
          expect(outcome).toBe(holds(item) ? 'written' : 'ConditionFailed');
        },
      ),
      { numRuns: 150 },
    );
  });
});

function idOf(place: number): string {
  return String(place).padStart(3, '0');
}
