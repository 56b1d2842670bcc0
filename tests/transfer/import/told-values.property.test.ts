import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type ColumnType, columnTypeText } from '../../../src/export/column-type.ts';
import { dynamodbJsonLine } from '../../../src/export/json-line.ts';
import { manifestOf } from '../../../src/export/manifest.ts';
import { connect } from '../../../src/index.ts';
import type { NativeItem } from '../../../src/operations/operation.ts';
import type { ExportOptions } from '../../../src/transfer/export-options.ts';
import { exportPlan } from '../../../src/transfer/export-plan.ts';
import { exportRow } from '../../../src/transfer/export-row.ts';
import { countedEntities } from '../../../src/transfer/exported-entities.ts';
import { itemRows } from '../../../src/transfer/import/file-rows.ts';
import { toldColumns } from '../../../src/transfer/import/told-columns.ts';
import { openParquet } from '../../../src/transfer/parquet/write-parquet.ts';
import { RowCounts } from '../../../src/transfer/row-counts.ts';
import { bigint, bytes, number, numberValue, storable, text } from '../../client/storable-values.ts';
import { activityTable } from '../activity-table.ts';
import { columnType, valueOfType } from '../parquet/typed-values.ts';
import { Rich } from './stored-tables.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'monotable-told-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// No request is made.
const db = connect({ table: activityTable, client: { config: {}, send: () => undefined } as never });

/** Texts that could be something else. */
const guise = fc.constantFrom('AQ==', '12.5', '0.12345678901234567890', 'true', 'null', '[]', '{}', '["a"]');

const member = [text, guise, number, bigint, numberValue, bytes] as const;
const sets = [text, number, bytes].map((each: fc.Arbitrary<unknown>) =>
  fc.uniqueArray(each, { minLength: 1, maxLength: 3, selector: String }).map((members) => new Set(members)),
);

/** What one attribute of the items may hold, and the type that may be declared for it. */
interface Attribute {
  readonly type: ColumnType;
  readonly values: fc.Arbitrary<unknown>;
}

/** Of one kind, so that they can be told as a rule, or of several. */
const anyValues = fc.constantFrom<fc.Arbitrary<unknown>>(
  ...member,
  fc.boolean(),
  ...sets,
  fc.array(fc.oneof(text, number), { maxLength: 3 }),
  fc.array(bytes, { maxLength: 3 }),
  fc.array(numberValue, { maxLength: 3 }),
  fc.record({ a: text, b: number, c: numberValue }, { requiredKeys: [], noNullPrototype: true }),
  fc.oneof(text, guise, number),
  fc.oneof(number, fc.array(number, { maxLength: 2 })),
  storable,
);
const attribute: fc.Arbitrary<Attribute> = fc
  .tuple(columnType, anyValues, fc.constantFrom('fit', 'mostly', 'any'), fc.constantFrom(0, 0, 1))
  .map(([type, others, fitting, nulls]) => {
    const own = valueOfType(type).filter((value) => value !== null);
    const values = { fit: own, mostly: fc.oneof({ weight: 4, arbitrary: own }, others), any: others }[
      fitting
    ];
    return {
      type,
      values: fc.oneof({ weight: 3, arbitrary: values }, { weight: nulls, arbitrary: fc.constant(null) }),
    };
  });

const NAMES = ['a', 'b', 'c'] as const;
const table = fc.array(attribute, { minLength: 1, maxLength: 3 }).chain((attributes) =>
  fc.record({
    items: fc.array(
      fc.record(Object.fromEntries(attributes.map(({ values }, at) => [NAMES[at] ?? '', values])), {
        requiredKeys: [],
        noNullPrototype: true,
      }),
      { minLength: 1, maxLength: 4 },
    ),
    declared: fc.constant(
      Object.fromEntries(attributes.map(({ type }, at) => [NAMES[at] ?? '', columnTypeText(type)])),
    ),
  }),
);

/** What comes back of the items from a file of the format; `undefined` when it is refused beforehand. */
async function importedOf(
  items: readonly NativeItem[],
  format: 'json-lines' | 'parquet',
  columns: ExportOptions['columns'],
): Promise<readonly NativeItem[] | undefined> {
  const plan = exportPlan(db, {
    to: folder,
    entities: [Rich],
    format,
    ...(columns !== undefined && { columns }),
  });
  const entity = [...plan.entities.values()][0]!;
  const counts = new RowCounts();
  const lines = items.map((item) => exportRow(item, entity, format, counts).line);
  const segment = {
    ...{ done: true, items: items.length, readUnits: 0, lines: [], leftOut: [] },
    counts: { Rich: counts.toJSON() },
  };
  const [exported] = countedEntities(plan, [segment]);
  const { typed, ...counted } = exported!;
  const manifest = manifestOf({
    ...{ run: '', table: '', source: { kind: 'scan', segments: 1 }, format, compression: 'none' },
    ...{ startedAt: '', finishedAt: '', readUnits: 0, leftOut: [], entities: [{ ...counted, files: [] }] },
  });
  let told: ReturnType<typeof toldColumns>;
  try {
    told = toldColumns(manifest.entities[0]!, format, Rich.model);
  } catch (error) {
    expect((error as Error).message).toMatch(
      /^importExport: Rich\.[abc] would not come back .*; export with the format dynamodb-json\.$/,
    );
    return undefined;
  }
  const file = join(folder, 'rows');
  if (format === 'json-lines') await writeFile(file, lines.map((line) => `${line}\n`).join(''));
  else {
    const parquet = await openParquet(file, typed);
    await parquet.write(items);
    await parquet.finish();
  }
  const read = await itemRows(Rich.model, format, told);
  const found: NativeItem[] = [];
  for await (const row of read(file, false)) {
    const { input } = row();
    if (!('Item' in input)) throw new Error('no put');
    const { PK, SK, GSI1PK, GSI1SK, EntityType, layout, ...item } = input.Item;
    found.push(item);
  }
  return found;
}

describe.each(['json-lines', 'parquet'] as const)('from %s', (format) => {
  test('every value comes back as it was stored, or its attribute is refused', async () => {
    let told = 0;
    let all = 0;
    await fc.assert(
      fc.asyncProperty(table, fc.boolean(), async ({ items: given, declared }, typed) => {
        const items = given.map((item, place) => ({ ...item, id: `i${place}` }));
        const columns = typed ? ({ Rich: declared } as ExportOptions['columns']) : undefined;
        const found = await importedOf(items, format, columns);
        all += 1;
        if (found === undefined) return;
        told += 1;
        expect(found.map(dynamodbJsonLine)).toEqual(items.map(dynamodbJsonLine));
      }),
      { numRuns: 400 },
    );
    // Else it would hold of nothing.
    expect(told / all).toBeGreaterThan(0.2);
  }, 120_000);
});
