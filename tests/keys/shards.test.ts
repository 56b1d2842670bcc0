import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { DeclarationError, KeyError } from '../../src/errors.ts';
import { key } from '../../src/keys/key.ts';
import { overlaps, prefixOverlaps } from '../../src/keys/overlaps.ts';
import { compileKey } from '../../src/keys/template.ts';
import { text } from './arbitraries.ts';

function shardOf(value: unknown, format = 'shard8'): string {
  return compileKey(`{x:${format}}`).build({ x: value });
}

/** The error of a call: its class and its whole message. */
function thrown(call: () => unknown): readonly [unknown, string] {
  try {
    return [undefined, `made ${JSON.stringify(call())}`];
  } catch (error) {
    return [(error as Error).constructor, (error as Error).message];
  }
}

describe('The text of a shard', () => {
  it.each([
    // The check value of CRC-32 is 0xCBF43926.
    ['123456789', 'shard999', 0xcbf43926 % 999],
    ['123456789', 'shard8', 0xcbf43926 % 8],
    ['a', 'shard1', 0],
    ['a', 'shard10', 0xe8b7be43 % 10],
    ['The quick brown fox jumps over the lazy dog', 'shard100', 0x414fa339 % 100],
  ])('of %s as %s is the remainder of its CRC-32', (value, format, shard) => {
    expect(shardOf(value, format)).toBe(String(shard));
  });

  it('is not padded, so that another count makes the same texts and more', () => {
    const texts = new Set(Array.from({ length: 500 }, (_, n) => shardOf(n, 'shard12')));
    expect([...texts].sort((a, b) => Number(a) - Number(b))).toEqual([...Array(12).keys()].map(String));
  });

  it('is that of the text of an integer, whichever type holds it', () => {
    expect(shardOf(42)).toBe(shardOf('42'));
    expect(shardOf(42n)).toBe(shardOf('42'));
    expect(shardOf(-0)).toBe(shardOf('0'));
    expect(shardOf(-7)).toBe(shardOf('-7'));
    expect(shardOf(10n ** 30n)).toBe(shardOf(`1${'0'.repeat(30)}`));
  });

  it('stands between other parts, without escape and without the value it was counted of', () => {
    const shard = shardOf('a#b');
    const template = compileKey('STATUS#{status}#{orderId:shard8}#X');
    expect(template.build({ status: 'p#d', orderId: 'a#b' })).toBe(`STATUS#p$Sd#${shard}#X`);
    expect(key('{orderId:shard8}')({ orderId: 'a#b' })).toBe(shard);
  });

  it('spreads values evenly', () => {
    const counts = new Map<string, number>();
    for (let n = 0; n < 8000; n += 1) {
      const shard = shardOf(`order-${n}`);
      counts.set(shard, (counts.get(shard) ?? 0) + 1);
    }
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('is the remainder of the CRC-32 of its UTF-8 for every text and count, whatever is read beside', () => {
    const counts = fc
      .tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 999 }))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(text, counts, (value, [written, read]) => {
        const shard = shardOf(value, `shard${written}`);
        expect(Number(shard)).toBe(crc32(Buffer.from(value)) % written);
        expect(shardOf(value, `shard${written}of${read}`)).toBe(shard);
        const all = compileKey(`A#{x:shard${written}of${read}}`).buildAll({});
        expect(all).toHaveLength(read);
        expect(all).toContain(`A#${shard}`);
      }),
    );
  });
});

describe('A template with a shard', () => {
  const template = compileKey('STATUS#{status}#{orderId:shard12}');

  it('has all its fields, and apart those that a query names', () => {
    expect(template.fields).toEqual(['status', 'orderId']);
    expect(template.queryFields).toEqual(['status']);
    expect(template.shards).toBe(12);
    expect(compileKey('{orderId:shard8of20}').shards).toBe(20);
    expect(compileKey('STATUS#{status}#{status}')).toMatchObject({
      queryFields: ['status'],
      shards: undefined,
    });
    expect(key('{status}#{orderId:shard8}').fields).toEqual(['status', 'orderId']);
  });

  it('makes the keys of all shards in the order of their numbers', () => {
    expect(template.buildAll({ status: 'paid' })).toEqual(
      Array.from({ length: 12 }, (_, shard) => `STATUS#paid#${shard}`),
    );
    expect(compileKey('{a}#{x:shard2of3}#{b:int2}#{a}').buildAll({ a: 'A', b: 7 })).toEqual([
      'A#0#07#A',
      'A#1#07#A',
      'A#2#07#A',
    ]);
    expect(compileKey('{x:shard1}').buildAll({})).toEqual(['0']);
    expect(compileKey('USER#{id}').buildAll({ id: '7' })).toEqual(['USER#7']);
  });

  it('refuses what no key can hold, for all shards as for one', () => {
    expect(thrown(() => template.buildAll({}))).toEqual([
      KeyError,
      'Key STATUS#{status}#{orderId:shard12}: status cannot be undefined: every part of a key needs a value.',
    ]);
    const tight = compileKey('{a}#{x:shard12}', { maxBytes: 5 });
    // The last two shards have a digit more.
    expect(thrown(() => tight.buildAll({ a: 'abc' }))).toEqual([
      KeyError,
      'Key {a}#{x:shard12}: the key has 6 bytes, and at most 5 are allowed; it starts "abc#10".',
    ]);
    expect(tight.buildAll({ a: 'ab' })).toHaveLength(12);
  });

  it('is parsed, and tells nothing of the value', () => {
    expect(template.parse('STATUS#p$Sd#11')).toEqual({ status: 'p#d' });
    expect(compileKey('{x:shard8}#{a}').parse('7#b')).toEqual({ a: 'b' });
    expect(compileKey('{x:shard8}').parse('0')).toEqual({});
    expect(compileKey('{x:shard2of20}').parse('19')).toEqual({});
  });

  it.each(['12', '-1', '01', '+1', '1.0', '', 'x', '1e0', '٣', '0x1', '999', ' 1'])(
    'does not make %p',
    (shard) => {
      expect(template.parse(`STATUS#paid#${shard}`)).toBeUndefined();
    },
  );

  it('parses every key that it makes, back to all but the shard', () => {
    const count = fc.integer({ min: 1, max: 999 });
    fc.assert(
      fc.property(text, text, count, (status, orderId, shards) => {
        const sharded = compileKey(`S#{status}#{orderId:shard${shards}}#{status}`);
        expect(sharded.parse(sharded.build({ status, orderId }))).toEqual({ status });
      }),
    );
  });

  it('has prefixes that end before the shard, or hold it for one value', () => {
    expect(template.prefix({})).toBe('STATUS#');
    expect(template.prefix({ status: 'paid' })).toBe('STATUS#paid#');
    const orderId = 'a1';
    const shard = shardOf(orderId, 'shard12');
    expect(template.prefix({ status: 'paid', orderId })).toBe(`STATUS#paid#${shard}#`);
    expect(thrown(() => template.prefix({ orderId }))).toEqual([
      KeyError,
      'Key STATUS#{status}#{orderId:shard12}: status is missing, and orderId, which stands after it, cannot be used without it.',
    ]);
  });

  it('knows no prefix of a shard', () => {
    const range = { field: 'orderId', op: 'beginsWith', operands: ['a'] } as const;
    expect(thrown(() => template.select({ status: 'paid' }, range))).toEqual([
      KeyError,
      'Key STATUS#{status}#{orderId:shard12}: orderId cannot be "a": a shard has no prefixes.',
    ]);
  });
});

describe('A shard is refused', () => {
  const kinds = 'a shard is counted of a string or an integer.';

  it.each([
    [1.5, `x cannot be 1.5: ${kinds}`],
    [2 ** 53, `x cannot be 9007199254740992: ${kinds}`],
    [Number.NaN, `x cannot be NaN: ${kinds}`],
    [Number.POSITIVE_INFINITY, `x cannot be Infinity: ${kinds}`],
    [true, `x cannot be true: ${kinds}`],
    [{ toString: () => 'a' }, expect.stringMatching(/^x cannot be .*: a shard is counted of a string or an/)],
    [
      new Date(0),
      expect.stringMatching(/^x cannot be .*1970.*: a shard is counted of a string or an integer/),
    ],
    [['a'], expect.stringContaining(kinds)],
    [null, 'x cannot be null: every part of a key needs a value.'],
    [undefined, 'x cannot be undefined: every part of a key needs a value.'],
    ['', 'x cannot be "": a part of a key cannot be empty.'],
    ['a\ud800', 'x cannot be "a\\ud800": it has a lone surrogate, which UTF-8 cannot hold.'],
  ])('of %p', (value, message) => {
    const [error, text] = thrown(() => shardOf(value));
    expect(error).toBe(KeyError);
    expect(text.replace('Key {x:shard8}: ', '')).toEqual(message);
  });

  it.each([
    'shard',
    'shard0',
    'shard08',
    'shard1000',
    'shard9of8',
    'shard8of1000',
    'shard8of0',
    'shard8of',
    'shard8of08',
    'shard-8',
    'shard8.2',
    'Shard8',
    'shard8of9of10',
  ])('as %s', (format) => {
    expect(thrown(() => compileKey(`S#{x:${format}}`))).toEqual([
      DeclarationError,
      `Key template "S#{x:${format}}", at 2: x: "${format}" is no format; there are int1 to int38, decimal8.2 and the like with at most 38 digits, iso, day, boolean, shard1 to shard999, raw and lower.`,
    ]);
  });

  it.each(['lower', 'raw', 'desc', 'other'])('with %s behind it', (modifier) => {
    expect(thrown(() => compileKey(`{x:shard8:${modifier}}`))).toEqual([
      DeclarationError,
      `Key template "{x:shard8:${modifier}}", at 0: x: a shard has no modifiers, and "${modifier}" is one.`,
    ]);
  });

  it.each([
    ['{x:shard8}#{y:shard8}', 'at 11: y is a second shard; a key has one'],
    ['{x:shard8}#{x:shard8}', 'at 11: x is a second shard; a key has one'],
    ['{x:shard8}#{x:shard8of9}', 'at 11: x stands here as shard8of9 and before as shard8'],
    ['{x}#{x:shard8}', 'at 4: x stands here as shard8 and before as text'],
    ['{x:shard8}#{x}', 'at 11: x stands here as text and before as shard8'],
    ['{x:shard8}{y}', 'at 10: between x and the next part stands no separator "#"'],
    ['{x:shard8}5', 'at 10: after x stands "5", not the separator "#"'],
  ])('in %s', (template, problem) => {
    expect(thrown(() => compileKey(template))).toEqual([
      DeclarationError,
      `Key template ${JSON.stringify(template)}, ${problem}.`,
    ]);
  });

  it('takes the smallest and the largest count', () => {
    expect(compileKey('{x:shard1}').shards).toBe(1);
    expect(compileKey('{x:shard999}').shards).toBe(999);
    expect(compileKey('{x:shard1of999}').shards).toBe(999);
    expect(compileKey('{x:shard8of8}').shards).toBe(8);
  });
});

describe('The texts of a shard', () => {
  const overlap = (a: string, b: string) => overlaps(compileKey(a), compileKey(b));

  it('are numbers of at most so many digits', () => {
    expect(overlap('S#{x:shard8}', 'S#5')).toBe(true);
    expect(overlap('S#{x:shard8}', 'S#TOTAL')).toBe(false);
    expect(overlap('S#{x:shard10}', 'S#10')).toBe(false);
    expect(overlap('S#{x:shard11}', 'S#10')).toBe(true);
    expect(overlap('S#{x:shard8of101}', 'S#100')).toBe(true);
    expect(overlap('S#{x:shard8of100}', 'S#100')).toBe(false);
    expect(overlap('S#{x:shard999}', 'S#1000')).toBe(false);
    expect(overlap('S#{x:shard8}', 'S#{y:shard20}')).toBe(true);
    expect(overlap('S#{x:shard8}', 'S#{y}')).toBe(true);
    expect(overlap('S#{x:shard8}', 'S#{y:int2}')).toBe(false);
    expect(overlap('S#{x:shard8}', 'S#{y:int1}')).toBe(true);
    expect(overlap('S#{x:shard8}', 'S#{y:boolean}')).toBe(false);
    expect(overlap('S#{x:shard8}', 'S')).toBe(false);
  });

  it('are told apart from longer keys by the separator', () => {
    expect(overlap('S#{x:shard8}', 'S#{x:shard8}#X')).toBe(false);
    expect(prefixOverlaps(compileKey('S#{x:shard8}'), 1, compileKey('S#5#X'))).toBe(true);
    expect(prefixOverlaps(compileKey('S#{x:shard8}'), 1, compileKey('S#55#X'))).toBe(false);
  });

  it('have keys in common with every template that makes one of them', () => {
    const count = fc.integer({ min: 1, max: 999 });
    fc.assert(
      fc.property(count, count, text, (shards, others, value) => {
        const one = compileKey(`S#{x:shard${shards}}`);
        const made = one.build({ x: value });
        const shard = Number(made.slice(2));
        expect(overlaps(one, compileKey(made))).toBe(true);
        const other = compileKey(`S#{y:shard${others}}`);
        if (shard < others) expect(overlaps(one, other)).toBe(true);
      }),
    );
  });
});
