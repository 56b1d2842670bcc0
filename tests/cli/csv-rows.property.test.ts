import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { type CsvRow, csvRows } from '../../src/cli/load/csv-rows.ts';

async function rowsOf(text: string, size = text.length): Promise<CsvRow[]> {
  async function* pieces() {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  }
  const rows: CsvRow[] = [];
  for await (const row of csvRows(pieces())) rows.push(row);
  return rows;
}

const content = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', 'é', ' '), maxLength: 6 });

/** A cell, and how it may stand in the file. */
const cell = fc.tuple(content, fc.boolean()).map(([value, quoted]) => ({
  value,
  text: quoted || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value,
}));

test('rows come back as they were written, wherever the file is cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom('\n', '\r\n', '\n\n'),
      fc.boolean(),
      fc.integer({ min: 1, max: 20 }),
      async (rows, end, ended, size) => {
        const texts = rows.map((cells) => cells.map(({ text }) => text).join(','));
        const text = texts.join(end) + (ended ? end : '');
        const wanted = rows
          .filter((_, place) => texts[place] !== '')
          .map((cells) => ({ cells: cells.map(({ value }) => value) }));
        expect(await rowsOf(text, size)).toEqual(wanted);
      },
    ),
  );
});

test('what a strict parser takes is read as it reads it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: fc.constantFrom('a', ',', '"', '\n'), maxLength: 30 }),
      async (text) => {
        let wanted: string[][];
        try {
          wanted = parse(text, { relax_column_count: true, skip_empty_lines: true, record_delimiter: '\n' });
        } catch {
          expect((await rowsOf(text)).some((row) => 'error' in row)).toBe(true);
          return;
        }
        expect(await rowsOf(text)).toEqual(wanted.map((cells) => ({ cells })));
      },
    ),
    { numRuns: 500 },
  );
});

test('of a file that is no CSV every line comes, in a row or as text', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: fc.constantFrom('a', ',', '"', '\n'), maxLength: 30 }),
      async (text) => {
        const count = (one: string) => one.split('\n').filter((line) => line !== '').length;
        const rows = await rowsOf(text);
        const lines = rows.map((row) => ('error' in row ? count(row.text) : 1));
        expect(lines.every((number) => number > 0)).toBe(true);
        for (const row of rows) if ('error' in row) expect(text).toContain(row.text);
      },
    ),
  );
});

test('a quote that is never closed does not gather the rest of the file', async () => {
  async function* endless() {
    yield 'id,name\n1,"a';
    for (;;) yield `${'b'.repeat(99_999)}\n`;
  }
  const rows = csvRows(endless());
  await rows.next();
  await expect(rows.next()).rejects.toThrow(
    'The row of line 2 has more than 16777216 characters: a quote is not closed.',
  );
});
