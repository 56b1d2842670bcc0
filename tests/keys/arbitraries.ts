import fc from 'fast-check';

/** Characters around every edge of the escape and of UTF-8, mixed with ordinary ones. */
const EDGES = [
  '\u0000',
  '\u0009',
  ' ',
  '!',
  '"',
  '#',
  '$',
  '%',
  '0',
  'A',
  'S',
  'T',
  'a',
  '|',
  '\u007f',
  '\u0080',
  '\u07ff',
  '\u0800',
  '\ud7ff',
  '\ue000',
  '\uff5e',
  '\uffff',
  '\u{10000}',
  '\u{1f600}',
  '\u{10ffff}',
];

const edgeText = fc.string({ unit: fc.constantFrom(...EDGES), minLength: 1, maxLength: 4 });
const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 6 });
const narrowText = fc.string({ unit: fc.constantFrom('#', '$', '1', '2'), minLength: 1, maxLength: 3 });

export const text = fc.oneof(narrowText, edgeText, anyText);

/** A format with the values that parse gives back as they are, and their own order. */
export interface SampleFormat {
  readonly spec: string;
  readonly values: fc.Arbitrary<unknown>;
  readonly compare: (a: never, b: never) => number;
  readonly lossless: boolean;
}

export const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const byValue = (a: number | bigint | boolean, b: number | bigint | boolean) => (a < b ? -1 : a > b ? 1 : 0);
const byNumber = (a: string, b: string) => Number(a) - Number(b);
const reversed = (compare: (a: never, b: never) => number) => (a: never, b: never) => compare(b, a);

const small = fc.integer({ min: -30, max: 30 });
const hundredths = fc.integer({ min: -999_999, max: 999_999 }).map((units) => units / 100);
const instant = fc
  .oneof(
    fc.integer({ min: -5, max: 5 }),
    fc.integer({ min: Date.parse('0000-01-01T00:00:00.000Z'), max: Date.parse('9999-12-31T23:59:59.999Z') }),
  )
  .map((epoch) => new Date(epoch).toISOString());
const day = instant.map((at) => at.slice(0, 10));

export const plainText: SampleFormat = { spec: '', values: text, compare: byBytes, lossless: true };

export const fixedFormats: readonly SampleFormat[] = [
  { spec: ':int2', values: small, compare: byValue, lossless: true },
  {
    spec: ':int15',
    values: fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 }),
    compare: byValue,
    lossless: true,
  },
  {
    spec: ':int38',
    values: fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
    compare: byValue,
    lossless: true,
  },
  { spec: ':decimal4.2', values: hundredths, compare: byValue, lossless: true },
  { spec: ':decimal20.2', values: hundredths.map(String), compare: byNumber, lossless: true },
  { spec: ':iso', values: instant, compare: byBytes, lossless: true },
  { spec: ':iso:lower', values: instant, compare: byBytes, lossless: true },
  { spec: ':day', values: day, compare: byBytes, lossless: true },
  { spec: ':boolean', values: fc.boolean(), compare: byValue, lossless: true },
].flatMap((format) =>
  format.spec === ':boolean'
    ? [format]
    : [format, { ...format, spec: `${format.spec}:desc`, compare: reversed(format.compare) }],
);

export const formats: readonly SampleFormat[] = [
  plainText,
  plainText,
  {
    spec: ':lower',
    values: text.map((value) => value.toLowerCase()),
    compare: byBytes,
    lossless: true,
  },
  ...fixedFormats,
];

export interface SampleTemplate {
  readonly template: string;
  readonly formats: readonly SampleFormat[];
  readonly values: fc.Arbitrary<Record<string, unknown>>;
}

/** Templates of one to three parts `p0`, `p1`, `p2` with these formats. */
export function templates(choices: readonly SampleFormat[], separator = '#'): fc.Arbitrary<SampleTemplate> {
  const part = fc.record({
    format: fc.constantFrom(...choices),
    tail: fc.constantFrom(separator, `${separator}X${separator}`, `${separator}$`),
  });
  const head = fc.constantFrom('', `A${separator}`, `$a${separator}b_`);
  return fc
    .record({ head, parts: fc.array(part, { minLength: 1, maxLength: 3 }), ends: fc.boolean() })
    .map(({ head, parts, ends }) => ({
      template: parts.reduce<string>((template, { format, tail }, index) => {
        const last = index === parts.length - 1;
        return `${template}{p${index}${format.spec}}${last && !ends ? '' : tail}`;
      }, head),
      formats: parts.map(({ format }) => format),
      values: fc.record(Object.fromEntries(parts.map(({ format }, index) => [`p${index}`, format.values]))),
    }));
}
