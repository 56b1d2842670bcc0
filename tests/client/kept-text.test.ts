import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readJson } from '../../src/client/codec/read-json.ts';
import { OUTPUTS } from '../../src/client/codec/shapes.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

const MEGABYTE = 2 ** 20;
const PAGES = 24;

/** Of each type, short and of some length. The page's number makes each text one of its own. */
const item = (page: number) => ({
  short: { S: `${page}` },
  key: { S: `USER#${page}#and a text of some length` },
  letters: { S: `USER#${page}#und noch über eine Länge` },
  escapes: { S: `USER#${page} "and a text of some length"` },
  number: { N: `0.12345678901234567890123${page}` },
  set: { SS: [`USER#${page}#and a text of some length`] },
  numbers: { NS: [`0.12345678901234567890123${page}`] },
  binary: { B: 'AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=' },
  map: { M: { [`a name of some length ${page}`]: { BOOL: true } } },
});

function memory(): number {
  // The engine remembers the text that a regular expression was last used on.
  /x/.test('x');
  collect();
  return process.memoryUsage().heapUsed;
}

/** Reads pages of a megabyte and keeps an item of each, or a part of it: how many megabytes more there are afterwards. */
function growth(filler: string, keep: (item: Record<string, unknown>) => unknown): number {
  const kept: unknown[] = [];
  const read = (page: number) => {
    // Beyond a million characters Node keeps a text outside the heap, where it is not measured.
    const half = { note: { S: filler.repeat(MEGABYTE / 2) } };
    const Items = [item(page), half, half];
    const bytes = Buffer.from(JSON.stringify({ Items }));
    const output = readJson(bytes, OUTPUTS.query) as { Items: Record<string, unknown>[] };
    kept.push(output.Items.map(keep));
  };
  read(0);
  const before = memory();
  for (let page = 1; page <= PAGES; page += 1) read(page);
  const after = memory();
  expect(kept).toHaveLength(PAGES + 1);
  return (after - before) / MEGABYTE;
}

const withoutNote = ({ note, ...rest }: Record<string, unknown>) => rest;

describe('what is kept of a page', () => {
  it.each([
    ['a page in ASCII', 'x'],
    ['a page with other letters', 'ü'],
    ['a page with escapes', '"'],
  ])('does not keep %s', (_, filler) => {
    expect(growth(filler, withoutNote)).toBeLessThan(PAGES / 4);
  });

  it('is all that this measures', () => {
    expect(growth('x', (whole) => whole)).toBeGreaterThan((PAGES * 3) / 4);
  });
});
