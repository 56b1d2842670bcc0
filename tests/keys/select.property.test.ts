import fc from 'fast-check';
import { KeyError } from '../../src/errors.ts';
import type { KeyRange, KeySelection } from '../../src/keys/select.ts';
import { compileKey, type KeyTemplate } from '../../src/keys/template.ts';
import { byBytes, fixedFormats, formats, type SampleTemplate, templates, text } from './arbitraries.ts';

type Values = Record<string, unknown>;
const OPERATORS = ['gt', 'gte', 'lt', 'lte', 'between'] as const;

function holds(selection: KeySelection, key: string): boolean {
  switch (selection.kind) {
    case 'all':
      return true;
    case 'empty':
      return false;
    case 'equals':
      return key === selection.value;
    case 'beginsWith':
      return key.startsWith(selection.value);
    case 'between':
      return byBytes(selection.low, key) <= 0 && byBytes(key, selection.high) <= 0;
    case 'atLeast':
      return byBytes(key, selection.value) >= 0;
    case 'atMost':
      return byBytes(key, selection.value) <= 0;
    case 'below':
      return byBytes(key, selection.value) < 0;
  }
}

function satisfies(range: KeyRange, compare: (a: never, b: never) => number, value: unknown): boolean {
  const order = (index: number) => compare(value as never, range.operands[index] as never);
  switch (range.op) {
    case 'gt':
      return order(0) > 0;
    case 'gte':
      return order(0) >= 0;
    case 'lt':
      return order(0) < 0;
    case 'lte':
      return order(0) <= 0;
    case 'between':
      return order(0) >= 0 && order(1) <= 0;
    case 'beginsWith':
      return String(value).startsWith(String(range.operands[0]));
  }
}

/** `desc` turns the bytes and not the meaning, so values are compared the usual way. */
function valueOrder(sample: SampleTemplate, index: number): (a: never, b: never) => number {
  const format = sample.formats[index];
  if (format === undefined) throw new RangeError(`no part ${index}`);
  return format.spec.endsWith(':desc') ? (a, b) => format.compare(b, a) : format.compare;
}

interface Case {
  readonly sample: SampleTemplate;
  readonly items: Values[];
  readonly given: number;
  readonly op: (typeof OPERATORS)[number];
  /** Whether the byte limit is just what the keys need, so that bounds do not fit in it as usual. */
  readonly tight: boolean;
}

function cases(samples: fc.Arbitrary<SampleTemplate>): fc.Arbitrary<Case> {
  return samples.chain((sample) =>
    fc.record({
      sample: fc.constant(sample),
      items: fc
        .tuple(
          fc.array(sample.values, { minLength: 4, maxLength: 10 }),
          fc.array(fc.nat(), { minLength: 12 }),
        )
        .map(([items, shuffle]) => recombined(items, shuffle)),
      given: fc.nat(sample.formats.length - 1),
      op: fc.constantFrom(...OPERATORS),
      tight: fc.boolean(),
    }),
  );
}

/** Adds items that share parts with each other. */
function recombined(items: Values[], shuffle: number[]): Values[] {
  const pick = (n: number) => items[n % items.length] ?? {};
  const mixes = shuffle.map((n) => ({ ...pick(n), p0: pick(n >> 4).p0, p1: pick(n >> 8).p1 ?? 0 }));
  return [...items, ...mixes];
}

/** Keys of other entities that go on from a key, as far as they fit. */
const CHILDREN = ['', '#', '#CHILD', '#\u{10ffff}'];

function check({ sample, items, given, op, tight }: Case, separator: string, children: boolean) {
  const unlimited = compileKey(sample.template, { separator });
  const endings = children ? CHILDREN.map((ending) => ending.replace('#', separator)) : [''];
  const stored = items.flatMap((values) =>
    endings.map((ending) => ({ values, key: unlimited.build(values) + ending })),
  );
  const longest = Math.max(...stored.map(({ key }) => Buffer.byteLength(key)));
  const template = compileKey(sample.template, { separator, maxBytes: tight ? longest : 1024 });
  const field = `p${given}`;
  const operands = [items[0]?.[field], items[1]?.[field]].slice(0, op === 'between' ? 2 : 1);
  const range = { field, op, operands };
  const leadingFields = template.fields.slice(0, given);
  const leading = Object.fromEntries(leadingFields.map((name) => [name, items[2]?.[name]]));
  const selection = template.select(leading, range);

  for (const bound of bounds(selection)) {
    expect(Buffer.byteLength(bound)).toBeLessThanOrEqual(template.maxBytes);
    expect(bound).not.toBe('');
  }
  if (selection.kind === 'between') expect(byBytes(selection.low, selection.high)).toBeLessThanOrEqual(0);
  const expected = stored.filter(
    ({ values }) =>
      leadingFields.every((name) => values[name] === leading[name]) &&
      satisfies(range, valueOrder(sample, given), values[field]),
  );
  expect(stored.filter(({ key }) => holds(selection, key)).map(({ key }) => key)).toEqual(
    expected.map(({ key }) => key),
  );
}

function bounds(selection: KeySelection): string[] {
  if (selection.kind === 'between') return [selection.low, selection.high];
  return 'value' in selection ? [selection.value] : [];
}

describe('select finds exactly the keys whose values are in the range', () => {
  it('with the escape, children of the keys included', () => {
    fc.assert(
      fc.property(cases(templates(formats)), (sampled) => check(sampled, '#', true)),
      { numRuns: 800 },
    );
  });

  it('for numbers, dates and booleans, with any separator', () => {
    fc.assert(
      fc.property(cases(templates(fixedFormats, '|')), (sampled) => check(sampled, '|', true)),
      { numRuns: 400 },
    );
  });

  it('for text that ends the key, with any separator', () => {
    const values = fc.record({ p0: text.filter((value) => !value.includes('|')) });
    const textOnly = { spec: '', values: fc.constant(''), compare: byBytes, lossless: true };
    const samples = fc
      .constantFrom('{p0}', 'A|{p0}', '\u{10ffff}|{p0}')
      .map((template) => ({ template, formats: [textOnly], values }));
    fc.assert(
      fc.property(cases(samples), (sampled) => check(sampled, '|', false)),
      { numRuns: 400 },
    );
  });

  it('for raw text that ends the key, also empty', () => {
    const values = fc.record({ p0: fc.oneof(text, fc.constant('')) });
    const raw = { spec: ':raw', values: fc.constant(''), compare: byBytes, lossless: false };
    const samples = fc
      .constantFrom('A#{p0:raw}', '$a_{p0:raw}', '\u{10ffff}{p0:raw}')
      .map((template) => ({ template, formats: [raw], values }));
    fc.assert(
      fc.property(cases(samples), (sampled) => check(sampled, '#', false)),
      { numRuns: 400 },
    );
  });

  it('by the start of a text', () => {
    const sampled = fc.record({
      values: fc.array(fc.record({ a: text, b: text }), { minLength: 2, maxLength: 12 }),
      prefix: text,
      template: fc.constantFrom('K#{a}', 'K#{a}#{b}', '{a}#{b}', 'K#{a}#X'),
    });
    fc.assert(
      fc.property(sampled, ({ values, prefix, template }) => {
        const key = compileKey(template);
        const selection = key.select({}, { field: 'a', op: 'beginsWith', operands: [prefix] });
        for (const item of values) {
          expect(holds(selection, key.build(item))).toBe(item.a.startsWith(prefix));
          expect(holds(selection, key.build({ ...item, a: prefix + item.a }))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('by leading parts alone', () => {
    const sampled = templates(formats).chain((sample) =>
      fc.record({
        sample: fc.constant(sample),
        items: fc.array(sample.values, { minLength: 2 }),
        given: fc.nat(3),
      }),
    );
    fc.assert(
      fc.property(sampled, ({ sample, items, given }) => {
        const key = compileKey(sample.template);
        const fields = key.fields.slice(0, given);
        const first = items[0] ?? {};
        const selection = key.select(Object.fromEntries(fields.map((name) => [name, first[name]])));
        for (const item of items) {
          expect(holds(selection, key.build(item))).toBe(fields.every((name) => item[name] === first[name]));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('or refuses: text before another part, with another separator', () => {
    const keys: KeyTemplate[] = [
      compileKey('{a}|{b}', { separator: '|' }),
      compileKey('{a}#{b}', { escape: false }),
      compileKey('{a:raw}#{b}'),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.constantFrom(...OPERATORS), (key, op) => {
        expect(() => key.select({}, { field: 'a', op, operands: ['x', 'y'] })).toThrow(KeyError);
      }),
    );
  });
});
