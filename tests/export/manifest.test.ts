import {
  type ExportContents,
  type ExportedFile,
  manifestOf,
  manifestText,
} from '../../src/export/manifest.ts';
import { readManifest } from '../../src/export/read-manifest.ts';

function file(path: string, rows: number, partition: string): ExportedFile {
  return { path, rows, bytes: rows * 10, sha256: 'a'.repeat(64), partition };
}

const NOWHERE = '__HIVE_DEFAULT_PARTITION__';

const contents: ExportContents = {
  run: '2026-11-21-a1',
  table: 'shop',
  source: { kind: 'scan', segments: 4 },
  format: 'json-lines',
  compression: 'gzip',
  startedAt: '2026-11-21T10:00:00.000Z',
  finishedAt: '2026-11-21T10:05:00.000Z',
  readUnits: 12.5,
  leftOut: [
    { attribute: 'EntityType', reason: 'is "Log", which is not exported', count: 2, example: 'LOG#1' },
  ],
  entities: [
    {
      entity: 'User',
      prefix: 'user/',
      partition: { attribute: 'placedAt', unit: 'iso', timeZone: 'UTC' },
      files: [file(`user/dt=${NOWHERE}/a-0.jsonl.gz`, 3, NOWHERE)],
      columns: [],
      totals: [],
      conflicts: [],
      misfits: [],
      unplaced: [{ attribute: 'placedAt', reason: 'has no placedAt', count: 3, example: 'USER#1' }],
    },
    {
      entity: 'Order',
      prefix: 'order/',
      partition: { attribute: 'placedAt', unit: 'iso', timeZone: 'UTC' },
      files: [
        file('order/dt=2026-02-01/a-1.jsonl.gz', 2, '2026-02-01'),
        file('order/dt=2026-01-31/a-0.jsonl.gz', 5, '2026-01-31'),
        file(`order/dt=${NOWHERE}/a-0.jsonl.gz`, 1, NOWHERE),
      ],
      columns: [{ attribute: 'total', column: 'total', type: 'decimal(18,2)', from: 'declared' }],
      totals: [{ attribute: 'total', values: 8, sum: '123.45' }],
      conflicts: [
        { attribute: 'note', reason: 'no type', kinds: [{ kind: 'string', count: 1, example: 'a' }] },
      ],
      misfits: [],
      unplaced: [],
    },
  ],
};
const manifest = manifestOf(contents);
const text = manifestText(manifest);

/** The manifest with another part of its first entity, Order, or another entity like it. */
function twice(list: 'entities' | 'files' | 'columns', changes: object = {}): string {
  const json = JSON.parse(text);
  const parts = list === 'entities' ? json.entities : json.entities[0][list];
  parts.push({ ...parts[0], ...changes });
  return JSON.stringify(json);
}

test('a manifest adds up rows, bytes and partitions, entity by entity', () => {
  expect([manifest.rows, manifest.bytes]).toEqual([11, 110]);
  expect(manifest.entities.map(({ entity, rows, partitions }) => [entity, rows, partitions])).toEqual([
    ['Order', 8, { first: '2026-01-31', last: '2026-02-01' }],
    ['User', 3, undefined],
  ]);
});

test('it is the same text in whatever order its parts came', () => {
  const again = manifestOf({
    ...contents,
    entities: contents.entities
      .map((entity) => ({ ...entity, files: entity.files.toReversed() }))
      .toReversed(),
  });
  expect(manifestText(again)).toBe(text);
  expect(text.endsWith('}\n')).toBe(true);
  expect(
    text.startsWith('{\n  "manifest": "monotable-export",\n  "version": 1,\n  "run": "2026-11-21-a1",'),
  ).toBe(true);
});

test('it says what a scan is not', () => {
  expect(manifest.note).toBe(
    'Read from a live table: no snapshot. Each item is as it was at some moment between startedAt and finishedAt.',
  );
  const source = { kind: 'dynamodb-export', arn: 'arn:aws:dynamodb:…', type: 'full' } as const;
  expect(manifestOf({ ...contents, source }).note).toBe(
    "Read from DynamoDB's own export: the table as it was at that export's time.",
  );
  expect(manifestOf({ ...contents, source: { ...source, type: 'incremental' } }).note).toBe(
    "Read from DynamoDB's own incremental export: the newest state of each item that was changed.",
  );
});

test('it is read back as it was', () => {
  const read = readManifest(text, 'export/manifest.json');
  expect(read).toEqual(manifest);
  expect(manifestText(read)).toBe(text);
});

test.each([
  ['', 'manifest.json is no JSON: the export it belongs to may not be complete.'],
  ['{"a":', 'manifest.json is no JSON: the export it belongs to may not be complete.'],
  ['null', 'manifest.json is no manifest of an export.'],
  ['{}', 'manifest.json is no manifest of an export.'],
  [
    text.replace('"version": 1', '"version": 2'),
    'manifest.json has version 2; this version of monotable reads 1.',
  ],
  [text.replace('"gzip"', '"bzip2"'), 'manifest.json: compression is "bzip2", not none or gzip or snappy.'],
  [
    text.replace('"scan"', '"guess"'),
    'manifest.json: source: kind is "guess", not scan or partition or pattern or dynamodb-export.',
  ],
  [
    text.replace('"segments": 4', '"segments": 0.5'),
    'manifest.json: source: segments is 0.5, not a whole number from 0 on.',
  ],
  [
    text.replace('2026-11-21T10:05:00.000Z', 'today'),
    'manifest.json: finishedAt is "today", not an instant such as 2026-01-31T09:30:00.000Z.',
  ],
  [
    text.replace('"readUnits": 12.5', '"readUnits": -1'),
    'manifest.json: readUnits is -1, not a number from 0 on.',
  ],
  [
    text.replace('"rows": 5', '"rows": "5"'),
    'manifest.json: entities[0]: files[0]: rows is "5", not a whole number from 0 on.',
  ],
  [
    text.replace('a'.repeat(64), 'abc'),
    'manifest.json: entities[0]: files[0]: sha256 is "abc", not a SHA-256 in hexadecimal.',
  ],
  [
    text.replace('order/dt=2026-01-31/', '../../'),
    'manifest.json: entities[0]: files[0]: path is "../../a-0.jsonl.gz", not a path below the export.',
  ],
  [
    text.replace('decimal(18,2)', 'money'),
    'manifest.json: entities[0]: columns[0]: type has the type "money", which is none',
  ],
  [text.replace('"Asia', '"').replace('"UTC"', '"Mars"'), 'There is no time zone "Mars"'],
  [text.replace('"rows": 5', '"rows": 6'), 'manifest.json: rows is 11, but the files have 12 together.'],
  [
    text.replace('"rows": 8', '"rows": 9'),
    'manifest.json: rows of Order is 9, but the files have 8 together.',
  ],
  [
    text.replace(/"files": \[[^\]]*\]/, '"files": {}'),
    'manifest.json: entities[0]: files is an object, not a list.',
  ],
  [twice('entities'), 'manifest.json: the entity "Order" stands there twice.'],
  [twice('entities', { entity: 'Other' }), 'manifest.json: the prefix "order/" stands there twice.'],
  [twice('files'), 'manifest.json: the file "order/dt=2026-01-31/a-0.jsonl.gz" stands there twice.'],
  [
    twice('columns', { column: 'other' }),
    'manifest.json: the attribute of Order "total" stands there twice.',
  ],
  [
    twice('columns', { attribute: 'other', column: 'TOTAL' }),
    'manifest.json: the column of Order "total" stands there twice.',
  ],
])('a manifest is refused with a reason: case %#', (given, message) => {
  expect(() => readManifest(given, 'manifest.json')).toThrow(message);
});
