import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { exportTable } from '../../../src/transfer/export-table.ts';
import { importExport } from '../../../src/transfer/import/import-export.ts';
import { rawPut } from '../../../src/transfer/raw-put.ts';
import { item } from '../../client/storable-values.ts';
import { describeEngines } from '../../support/engines.ts';
import { activityTable } from '../activity-table.ts';
import { emptyDb, fill, storedIn } from './stored-tables.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'monotable-import-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Of the table's keys and its time to live the service asks more than that they can be stored. */
const OWN = ['PK', 'SK', 'GSI1PK', 'GSI1SK', 'EntityType', 'expiresAt'];

describeEngines('lines of DynamoDB JSON', (engine) => {
  test('bring back whatever was stored, keys and all', async () => {
    const [items = []] = fc.sample(fc.array(item, { minLength: 250, maxLength: 250 }), 1);
    const db = await emptyDb(engine);
    const puts = items.map((each, place) => {
      const own = Object.fromEntries(Object.entries(each).filter(([name]) => !OWN.includes(name)));
      return rawPut(activityTable, {
        ...own,
        ...{ PK: `ANY#${place % 7}`, SK: `${place}#日本`, EntityType: 'Rich' },
        ...(place % 3 === 0 && { GSI1PK: 'x', GSI1SK: `${place}` }),
      });
    });
    await fill(db, puts);
    await exportTable(db, { to: folder, format: 'dynamodb-json' });
    const other = await emptyDb(engine);
    (await importExport(other, { from: folder })).throwIfIncomplete();
    const stored = await storedIn(engine, other);
    expect(stored).toHaveLength(250);
    expect(stored).toEqual(await storedIn(engine, db));
  });
});
