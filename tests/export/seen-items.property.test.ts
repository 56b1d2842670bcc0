import fc from 'fast-check';
import { columnTypes } from '../../src/export/column-types.ts';
import { jsonLine } from '../../src/export/json-line.ts';
import { misfit } from '../../src/export/misfit.ts';
import { SeenItems } from '../../src/export/seen-items.ts';
import { MOST_FIELDS } from '../../src/export/seen-values.ts';
import { storable } from '../client/storable-values.ts';

/** Few names, so that items have types in common and against each other. */
const items = fc.array(
  fc.dictionary(fc.constantFrom('a', 'b', 'c'), storable, { maxKeys: 3, noNullPrototype: true }),
  { maxLength: 8 },
);
/** Maps with so many names that they are forgotten, sooner or later. */
const wide = fc.array(
  fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 80 })).map(([first, count]) => ({
    map: Object.fromEntries(Array.from({ length: count }, (_, place) => [`n${first + place}`, place])),
  })),
  { maxLength: 8 },
);

function seen(list: readonly Record<string, unknown>[], key = (place: number) => `k${place % 7}`): SeenItems {
  const all = new SeenItems();
  list.forEach((item, place) => {
    all.add(item, key(place));
  });
  return all;
}

function merged(...parts: readonly SeenItems[]): string {
  const all = new SeenItems();
  for (const part of parts) all.merge(part);
  return JSON.stringify(all);
}

test.each([
  ['any items', items],
  ['maps of many names', wide],
])('parts of %s are merged in any order and grouping, with the same end', (_, list) => {
  fc.assert(
    fc.property(list, list, list, (a, b, c) => {
      const [x, y, z] = [seen(a), seen(b), seen(c)] as const;
      const whole = merged(x, y, z);
      expect(merged(z, x, y)).toBe(whole);
      expect(merged(x, SeenItems.fromJSON(JSON.parse(merged(y, z))))).toBe(whole);
      expect(merged(SeenItems.fromJSON(JSON.parse(merged(x, y))), z)).toBe(whole);
    }),
  );
});

test('what is merged is what would have been seen at once', () => {
  fc.assert(
    fc.property(fc.oneof(items, wide), fc.nat({ max: 8 }), (list, cut) => {
      const key = (place: number) => `k${place % 7}`;
      const first = seen(list.slice(0, cut), key);
      const rest = seen(list.slice(cut), (place) => key(place + Math.min(cut, list.length)));
      expect(merged(first, rest)).toBe(JSON.stringify(seen(list, key)));
    }),
  );
});

test('a checkpoint gives it back', () => {
  fc.assert(
    fc.property(fc.oneof(items, wide), (list) => {
      const text = JSON.stringify(seen(list));
      expect(JSON.stringify(SeenItems.fromJSON(JSON.parse(text)))).toBe(text);
    }),
  );
});

test('its memory does not grow with the names of maps', () => {
  const all = new SeenItems();
  for (let id = 0; id < 5 * MOST_FIELDS; id += 1) all.add({ byId: { [`id${id}`]: id } }, 'k');
  const fields = all.attributes.names.get('byId')?.fields;
  expect(fields?.many).toBe(true);
  expect(fields?.names.size).toBe(0);
});

test('the type of a column holds every value that was seen, but for those in a conflict', () => {
  fc.assert(
    fc.property(items, (list) => {
      const { columns, conflicts } = columnTypes(seen(list));
      for (const { attribute, type } of columns) {
        if (conflicts.some((conflict) => conflict.attribute.startsWith(attribute))) continue;
        for (const item of list) {
          const value = item[attribute];
          if (value !== undefined) expect(misfit(value, type)).toBeUndefined();
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('a line with the types that were seen has every column once, and tells of no misfit but in conflicts', () => {
  fc.assert(
    fc.property(items, (list) => {
      const { columns, conflicts } = columnTypes(seen(list));
      const types = new Map(columns.map(({ attribute, type }) => [attribute, type]));
      const misfits: string[] = [];
      const onMisfit = (attribute: string) => misfits.push(attribute);
      for (const item of list) {
        const line = JSON.parse(jsonLine(item, { columns: types, leaveOut: new Set(), onMisfit }));
        expect(Object.keys(line)).toEqual(Object.keys(item).sort());
      }
      if (conflicts.length === 0) expect(misfits).toEqual([]);
    }),
  );
});
