import fc from 'fast-check';
import { compareKeys } from '../../src/keys/order.ts';
import { compileKey } from '../../src/keys/template.ts';
import { byBytes, fixedFormats, formats, type SampleTemplate, templates, text } from './arbitraries.ts';

const RUNS = { numRuns: 1000 };

/** A template and two sets of its values, often equal in their leading parts. */
function pairs(samples: fc.Arbitrary<SampleTemplate>) {
  return samples.chain((sample) =>
    fc.record({
      sample: fc.constant(sample),
      a: sample.values,
      b: fc
        .tuple(sample.values, sample.values, fc.nat(2))
        .map(([values, other, from]) => ({ values, other, from })),
    }),
  );
}

function mixed(a: Record<string, unknown>, b: { values: Record<string, unknown>; from: number }) {
  return Object.fromEntries(
    Object.entries(b.values).map(([name, value], index) => [name, index < b.from ? a[name] : value]),
  );
}

const comparison = (sample: SampleTemplate, a: Record<string, unknown>, b: Record<string, unknown>) => {
  for (const [index, format] of sample.formats.entries()) {
    const order = format.compare(a[`p${index}`] as never, b[`p${index}`] as never);
    if (order !== 0) return Math.sign(order);
  }
  return 0;
};

describe('laws of keys', () => {
  it('parse gives back what build was given', () => {
    const sampled = templates(formats).chain((sample) =>
      fc.record({ sample: fc.constant(sample), values: sample.values }),
    );
    fc.assert(
      fc.property(sampled, ({ sample, values }) => {
        const key = compileKey(sample.template);
        expect(key.parse(key.build(values))).toEqual(values);
      }),
      RUNS,
    );
  });

  it('two sets of values make one key only when they are equal', () => {
    fc.assert(
      fc.property(pairs(templates(formats)), ({ sample, a, b }) => {
        const key = compileKey(sample.template);
        const other = mixed(a, b);
        expect(key.build(a) === key.build(other)).toBe(comparison(sample, a, other) === 0);
      }),
      RUNS,
    );
  });

  it('the bytes of keys sort as their parts do, from left to right', () => {
    fc.assert(
      fc.property(pairs(templates(formats)), ({ sample, a, b }) => {
        const key = compileKey(sample.template);
        const other = mixed(a, b);
        expect(Math.sign(byBytes(key.build(a), key.build(other)))).toBe(comparison(sample, a, other));
      }),
      RUNS,
    );
  });

  it('numbers, dates and booleans sort with any separator', () => {
    fc.assert(
      fc.property(pairs(templates(fixedFormats, '~')), ({ sample, a, b }) => {
        const key = compileKey(sample.template, { separator: '~' });
        const other = mixed(a, b);
        expect(Math.sign(byBytes(key.build(a), key.build(other)))).toBe(comparison(sample, a, other));
      }),
      RUNS,
    );
  });

  it('with another separator keys are still read back and never shared', () => {
    const separators = fc.constantFrom('|', '::', '-', '/');
    const sampled = separators.chain((separator) =>
      templates(formats, separator).chain((sample) =>
        fc.record({
          key: fc.constant(compileKey(sample.template, { separator })),
          values: sample.values.filter((values) =>
            Object.values(values).every((value) => typeof value !== 'string' || !overlap(value, separator)),
          ),
        }),
      ),
    );
    fc.assert(
      fc.property(sampled, ({ key, values }) => {
        expect(key.parse(key.build(values))).toEqual(values);
      }),
      RUNS,
    );
  });

  it('parse takes no text that build does not make, and never throws', () => {
    const damaged = templates(formats).chain((sample) =>
      fc.record({
        sample: fc.constant(sample),
        values: sample.values,
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        removed: fc.nat(3),
        added: fc.oneof(text, fc.constant(''), fc.string({ unit: 'grapheme-ascii', maxLength: 3 })),
      }),
    );
    fc.assert(
      fc.property(damaged, ({ sample, values, at, removed, added }) => {
        const key = compileKey(sample.template);
        const built = key.build(values);
        const cut = Math.floor(built.length * at);
        const changed = built.slice(0, cut) + added + built.slice(cut + removed);
        const parsed = key.parse(changed);
        if (parsed !== undefined) expect(key.build(parsed)).toBe(changed);
      }),
      { numRuns: 3000 },
    );
  });

  it('parse never throws, whatever the text', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('\ud800', '#', '$', '1') }),
    );
    const sampled = fc.record({ sample: templates(formats), anything });
    fc.assert(
      fc.property(sampled, ({ sample, anything }) => {
        const key = compileKey(sample.template);
        const parsed = key.parse(anything);
        if (parsed !== undefined) expect(key.build(parsed)).toBe(anything);
      }),
      RUNS,
    );
  });

  it('a prefix starts every key with the same leading parts, and no other', () => {
    fc.assert(
      fc.property(pairs(templates(formats)), fc.nat(3), ({ sample, a, b }, count) => {
        const key = compileKey(sample.template);
        const other = mixed(a, b);
        const given = key.fields.slice(0, Math.min(count, key.fields.length - 1));
        const prefix = key.prefix(Object.fromEntries(given.map((field) => [field, a[field]])));
        const same = given.every((field) => a[field] === other[field]);
        expect(key.build(other).startsWith(prefix)).toBe(same);
      }),
      RUNS,
    );
  });

  it('compareKeys agrees with the bytes of UTF-8', () => {
    fc.assert(
      fc.property(text, text, text, (start, a, b) => {
        expect(Math.sign(compareKeys(start + a, start + b))).toBe(byBytes(start + a, start + b));
      }),
      { numRuns: 3000 },
    );
  });
});

function overlap(value: string, separator: string): boolean {
  return !/^\d{4}-/.test(value) && [...separator].some((character) => value.includes(character));
}
