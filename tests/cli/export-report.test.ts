import { exportReport } from '../../src/cli/export/export-report.ts';
import { type ExportedEntity, manifestOf } from '../../src/export/manifest.ts';

const ORDER: ExportedEntity = {
  entity: 'Order',
  prefix: 'order/',
  files: [{ path: 'order/a.jsonl', rows: 1, bytes: 2, sha256: '0'.repeat(64) }],
  columns: [],
  totals: [],
  conflicts: [
    { attribute: '', reason: 'there are too many attributes', kinds: [] },
    { attribute: 'lines[].price', reason: 'the values have no common type', kinds: [] },
  ],
  misfits: [{ attribute: 'total', reason: 'is text, not bigint', count: 3, example: 'ORDER#1 / HEADER' }],
  unplaced: [{ attribute: 'at', reason: 'has no at', count: 1, example: 'ORDER#\u001b[31m\n2 / HEADER' }],
};

test('the remarks of an export are sentences, with keys that write nothing else on a terminal', () => {
  const manifest = manifestOf({
    ...{ run: '20261121T093000123Z', table: 'shop', source: { kind: 'scan', segments: 4 } },
    ...{ format: 'json-lines', compression: 'none', readUnits: 1.5, entities: [ORDER] },
    ...{ startedAt: '2026-11-21T09:30:00.000Z', finishedAt: '2026-11-21T09:30:01.000Z' },
    leftOut: [
      { attribute: 'expiresAt', reason: 'has passed', count: 1, example: 'USER#1 / SESSION' },
      { attribute: 'type', reason: 'is "User", which is not exported', count: 12, example: 'USER#1 / USER' },
      { attribute: 'type', reason: 'is missing', count: 2, example: 'X / Y' },
    ],
  });
  const progress = {
    ...{ phase: 'writing' as const, items: 1, readUnits: 1.5, rowsWritten: 1 },
    segments: { done: 4, all: 4 },
  };
  const text = exportReport(
    { complete: true, resumed: false, manifest, strays: ['order/b.jsonl'], progress },
    './export',
  );
  expect(text.split('\n').slice(5)).toEqual([
    'Left out: 1 item whose expiresAt has passed (for example USER#1 / SESSION).',
    'Left out: 12 items whose type is "User", which is not exported (for example USER#1 / USER).',
    'Left out: 2 items whose type is missing (for example X / Y).',
    'Order: there are too many attributes.',
    'Order.lines[].price: the values have no common type.',
    'Order.total: of 3 values, each is text, not bigint, and is in the files as it is (for example in ORDER#1 / HEADER).',
    'Order: 1 item in the default partition, each of which has no at (for example ORDER# [31m 2 / HEADER).',
    'Not of this export, but queries would read it as well: order/b.jsonl',
    '1 row in ./export, run 20261121T093000123Z; 1.5 read units.',
  ]);
});
