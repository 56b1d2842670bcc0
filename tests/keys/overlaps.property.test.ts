import fc from 'fast-check';
import { overlaps, prefixOverlaps } from '../../src/keys/overlaps.ts';
import { compileKey, type KeyTemplate } from '../../src/keys/template.ts';

/** Few characters and few values, so that different templates often make the same text. */
const spec = fc.constantFrom(
  '',
  '',
  ':lower',
  ':raw',
  ':raw:lower',
  ':int1',
  ':int2',
  ':boolean',
  ':decimal1.1',
);
const literal = fc.constantFrom('#', '#A', '#1#', '#$', '#-', '#A#');
const head = fc.constantFrom('', 'A', 'A#', '1#', 'a', '$');
const alphabet = fc.constantFrom('A', 'a', '1', '#', '$', '-');
const short = fc.string({ unit: alphabet, minLength: 1, maxLength: 3 });

function valuesFor(format: string): fc.Arbitrary<unknown> {
  if (format === ':int1') return fc.integer({ min: -9, max: 9 });
  if (format === ':int2') return fc.integer({ min: -12, max: 12 });
  if (format === ':decimal1.1') return fc.constantFrom(-1, 0, 1, 1.1, 9.9);
  if (format === ':boolean') return fc.boolean();
  return format.includes('raw') ? fc.oneof(short, fc.constant('')) : short;
}

interface Sample {
  readonly key: KeyTemplate;
  readonly values: fc.Arbitrary<Record<string, unknown>>;
}

const sample: fc.Arbitrary<Sample> = fc
  .record({ head, parts: fc.array(fc.tuple(spec, literal), { maxLength: 2 }), ends: fc.boolean() })
  .map(({ head, parts, ends }) => {
    const body = parts.map(([format, tail], index) => {
      const last = index === parts.length - 1;
      return `{p${index}${format}}${last && !ends ? '' : tail}`;
    });
    const template = head + body.join('') || 'A';
    const values = fc.record(
      Object.fromEntries(parts.map(([format], index) => [`p${index}`, valuesFor(format)])),
    );
    return { key: compileKey(template), values };
  });

function texts({ key, values }: Sample): fc.Arbitrary<string[]> {
  return fc
    .array(values, { minLength: 20, maxLength: 30 })
    .map((all) => all.flatMap((one) => built(key, one)));
}

/** A key whose parts are all empty cannot be built. */
function built(key: KeyTemplate, values: Record<string, unknown>): string[] {
  return Object.values(values).every((value) => value === '') && key.head === '' ? [] : [key.build(values)];
}

const twoTemplates = fc.tuple(sample, sample).chain(([a, b]) =>
  fc.record({
    a: fc.constant(a),
    b: fc.constant(b),
    ofA: texts(a),
    ofB: texts(b),
    given: fc.nat(2),
    values: a.values,
  }),
);

describe('the overlap check never misses', () => {
  it('two templates that made the same text', () => {
    fc.assert(
      fc.property(twoTemplates, ({ a, b, ofA, ofB }) => {
        const shared = ofA.find((text) => ofB.includes(text));
        if (shared !== undefined) expect(overlaps(a.key, b.key)).toBe(true);
        expect(overlaps(a.key, b.key)).toBe(overlaps(b.key, a.key));
      }),
      { numRuns: 1500 },
    );
  });

  it('a key that another template can read', () => {
    fc.assert(
      fc.property(twoTemplates, ({ a, b, ofA }) => {
        if (ofA.some((text) => b.key.parse(text) !== undefined)) expect(overlaps(a.key, b.key)).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  it('a key that a prefix of another template caught', () => {
    fc.assert(
      fc.property(twoTemplates, ({ a, b, ofB, given, values }) => {
        const fields = a.key.fields.slice(0, given);
        if (fields.length === a.key.fields.length && built(a.key, values).length === 0) return;
        const prefix = a.key.prefix(Object.fromEntries(fields.map((field) => [field, values[field]])));
        if (ofB.some((text) => text.startsWith(prefix))) {
          expect(prefixOverlaps(a.key, given, b.key)).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });
});
