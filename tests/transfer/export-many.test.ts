import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bulkLoad, type Connection, connect, ensureTable } from '../../src/index.ts';
import { exportTable } from '../../src/transfer/export-table.ts';
import { verifyExport } from '../../src/transfer/verify-export.ts';
import { describeOneEngine } from '../support/engines.ts';
import { Activity, activityTable, Member, NEW_YEAR } from './activity-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'monotable-many-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeOneEngine('an export of very many attributes and entities', (engine) => {
  let db: Connection;
  beforeAll(async () => {
    db = connect({ table: activityTable, tableName: engine.tableName('many'), client: engine.client() });
    await ensureTable(db);
    const wide = Array.from({ length: 12 }, (_, id) => {
      const more = Array.from({ length: 100 }, (_, at) => [`a${id}x${at}`, at]);
      return Member.put({ userId: `u${id}`, name: `${id}`, ...Object.fromEntries(more) });
    });
    const activity = Activity.put({ userId: 'u', createdAt: NEW_YEAR, activityType: 'login' });
    (await bulkLoad(db, [...wide, activity])).throwIfIncomplete();
  });

  test('is refused for Parquet while it is read, with what can be done', async () => {
    const to = join(folder, 'parquet');
    const pages: number[] = [];
    const refused = exportTable(db, {
      to,
      format: 'parquet',
      from: { segments: 1 },
      onProgress: ({ items }) => pages.push(items),
    });
    await expect(refused).rejects.toThrow(
      'exportTable: Member has more than 1000 attributes, and Parquet needs a column for each. Say which with attributes, or take json-lines; as that is another export, begin it with restart.',
    );
    // The page was not counted yet.
    expect(new Set(pages)).toEqual(new Set([0]));
    const attributes = { Member: ['userId', 'name'] };
    const { manifest } = await exportTable(db, { to, format: 'parquet', attributes, restart: true });
    expect(manifest?.rows).toBe(13);
  });

  test.each([undefined, { Member: { userId: 'string' } }] as const)(
    'has totals of declared columns only, in a manifest that does not grow: %j',
    async (columns) => {
      const to = join(folder, columns === undefined ? 'lines' : 'declared');
      const { manifest } = await exportTable(db, { to, ...(columns && { columns }) });
      const member = manifest?.entities.find(({ entity }) => entity === 'Member');
      const names = columns === undefined ? [] : ['userId'];
      expect(member?.totals.map(({ attribute }) => attribute)).toEqual(names);
      expect(member?.columns.map(({ attribute }) => attribute)).toEqual(names);
      expect(await verifyExport(to)).toMatchObject({ ok: true, differences: [] });
    },
  );
});
