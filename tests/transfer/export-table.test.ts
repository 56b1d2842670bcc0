import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportTable } from '../../src/transfer/export-table.ts';
import { describeEngines } from '../support/engines.ts';
import { Activity, activities, activityDb } from './activity-table.ts';
import { filesIn, linesIn } from './exported-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'monotable-export-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const byDay = { attribute: 'createdAt', unit: 'seconds', timeZone: 'UTC' } as const;

describeEngines('an export', (engine) => {
  test('writes every item once, an entity to a folder and a day to a directory', async () => {
    const db = await activityDb(engine, 400);
    const result = await exportTable(db, { to: folder, partitions: { Activity: byDay } });
    expect(result).toMatchObject({ complete: true, resumed: false });
    const { manifest } = result;
    expect(manifest?.entities.map(({ entity, rows, partitions }) => [entity, rows, partitions])).toEqual([
      ['Activity', 400, { first: '2026-01-01', last: '2026-01-05' }],
      ['Member', 1, undefined],
    ]);
    expect(readdirSync(join(folder, 'activity'))).toEqual([1, 2, 3, 4, 5].map((day) => `dt=2026-01-0${day}`));
    const rows = linesIn(join(folder, 'activity')) as Activity[];
    const order = (a: Activity, b: Activity) => a.createdAt - b.createdAt || (a.userId < b.userId ? -1 : 1);
    expect(rows.sort(order)).toEqual([...activities(400)].sort(order));
    expect(linesIn(join(folder, 'member'))).toEqual([{ name: '山田 太郎', userId: 'u1' }]);
    expect(filesIn(folder)).toHaveLength(7);
    expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).toEqual(manifest);
  });

  test.each(['json-lines', 'parquet'] as const)(
    'counts values that their declared type does not hold, once each, as %s',
    async (format) => {
      const db = await activityDb(engine, 9);
      const columns = { Activity: { activityType: 'bigint', createdAt: 'bigint' } } as const;
      const { manifest } = await exportTable(db, { to: folder, entities: [Activity], columns, format });
      expect(manifest?.entities[0]?.misfits).toEqual([
        {
          attribute: 'activityType',
          reason: 'is text, not bigint',
          count: 9,
          example: expect.stringContaining('USER#u0 / ACTIVITY#'),
        },
      ]);
    },
  );
});
