import { KeyError } from '../../src/errors.ts';
import type { KeyRange } from '../../src/keys/select.ts';
import { compileKey } from '../../src/keys/template.ts';

const orderItem = compileKey('ORDER#{orderId}#ITEM#{n:int4}', { name: 'OrderItem.SK', maxBytes: 1024 });

function range(template: string, op: KeyRange['op'], ...operands: unknown[]) {
  return compileKey(template, { maxBytes: 1024 }).select({}, { field: 'x', op, operands });
}

function refused(run: () => unknown): string {
  try {
    return `gave ${JSON.stringify(run())}`;
  } catch (error) {
    expect(error).toBeInstanceOf(KeyError);
    return (error as KeyError).message;
  }
}

describe('select', () => {
  it('is equality when all parts are given', () => {
    expect(orderItem.select({ orderId: 'a', n: 1 })).toEqual({ kind: 'equals', value: 'ORDER#a#ITEM#0001' });
    expect(compileKey('PROFILE').select({})).toEqual({ kind: 'equals', value: 'PROFILE' });
  });

  it('is a prefix that ends at a part when some are given', () => {
    expect(orderItem.select({ orderId: '1' })).toEqual({ kind: 'beginsWith', value: 'ORDER#1#ITEM#' });
    expect(orderItem.select({})).toEqual({ kind: 'beginsWith', value: 'ORDER#' });
  });

  it('is no condition when nothing is given and nothing is constant', () => {
    expect(compileKey('{a}#{b}').select({})).toEqual({ kind: 'all' });
    expect(range('{x}', 'beginsWith', '')).toEqual({ kind: 'all' });
  });

  it('holds the children of the ends of a range', () => {
    expect(range('O#{x}', 'gte', '5')).toEqual({ kind: 'between', low: 'O#5', high: 'O$' });
    expect(range('O#{x}', 'gt', '5')).toEqual({ kind: 'between', low: 'O#5$', high: 'O$' });
    expect(range('O#{x}', 'lte', '5')).toEqual({ kind: 'between', low: 'O#', high: 'O#5$' });
    expect(range('O#{x}', 'between', '5', '7')).toEqual({ kind: 'between', low: 'O#5', high: 'O#7$' });
  });

  it('ends just before a value by the value before it', () => {
    const parts = { orderId: 'a' };
    const below = (n: number) => orderItem.select(parts, { field: 'n', op: 'lt', operands: [n] });
    expect(below(5)).toEqual({ kind: 'between', low: 'ORDER#a#ITEM#', high: 'ORDER#a#ITEM#0004$' });
    expect(below(0)).toEqual({ kind: 'between', low: 'ORDER#a#ITEM#', high: 'ORDER#a#ITEM#-9998$' });
    expect(below(-9999)).toEqual({ kind: 'empty' });
    expect(range('T#{x:iso}', 'lt', 0)).toEqual({
      kind: 'between',
      low: 'T#',
      high: 'T#1969-12-31T23:59:59.999Z$',
    });
    expect(range('T#{x:iso}', 'lt', '0000-01-01T00:00:00.000Z')).toEqual({ kind: 'empty' });
    expect(range('T#{x:day}', 'lt', '2026-03-01')).toEqual({
      kind: 'between',
      low: 'T#',
      high: 'T#2026-02-28$',
    });
    expect(range('T#{x:decimal2.2}', 'lt', 1)).toEqual({ kind: 'between', low: 'T#', high: 'T#00.99$' });
    expect(range('T#{x:boolean}', 'lt', true)).toEqual({ kind: 'between', low: 'T#', high: 'T#false$' });
    expect(range('T#{x:boolean}', 'lt', false)).toEqual({ kind: 'empty' });
  });

  it('ends just before a text by the last text that a key can hold', () => {
    const selection = compileKey('O#{x}', { maxBytes: 12 }).select(
      {},
      { field: 'x', op: 'lt', operands: ['5'] },
    );
    expect(selection).toEqual({ kind: 'between', low: 'O#', high: 'O#4\u{10ffff}\u{10ffff}\u007f' });
  });

  it('ends at the value itself where no child fits in a key any more', () => {
    const full = compileKey('O#{x}', { maxBytes: 3 });
    expect(full.select({}, { field: 'x', op: 'lte', operands: ['5'] })).toEqual({
      kind: 'between',
      low: 'O#',
      high: 'O#5',
    });
    expect(full.select({}, { field: 'x', op: 'gt', operands: ['5'] })).toEqual({
      kind: 'between',
      low: 'O#6',
      high: 'O$',
    });
  });

  it('needs one end only where nothing stands before the part', () => {
    expect(range('{x:int2}', 'gte', 5)).toEqual({ kind: 'atLeast', value: '05' });
    expect(range('{x:int2}', 'gt', 5)).toEqual({ kind: 'atLeast', value: '05$' });
    expect(range('{x:int2}', 'lte', 5)).toEqual({ kind: 'atMost', value: '05$' });
    expect(range('{x:int2}', 'lt', 5)).toEqual({ kind: 'below', value: '05' });
  });

  it('means values, so desc turns the bytes round', () => {
    expect(range('N#{x:int2:desc}', 'gte', 5)).toEqual({ kind: 'between', low: 'N#', high: 'N#-94$' });
    expect(range('N#{x:int2:desc}', 'gt', 5)).toEqual({ kind: 'between', low: 'N#', high: 'N#-93$' });
    expect(range('N#{x:int2:desc}', 'lt', 5)).toEqual({ kind: 'between', low: 'N#-94$', high: 'N$' });
    expect(range('N#{x:int2:desc}', 'between', 5, 7)).toEqual({
      kind: 'between',
      low: 'N#-92',
      high: 'N#-94$',
    });
    expect(range('N#{x:int2:desc}', 'gt', 99)).toEqual({ kind: 'empty' });
  });

  it('is empty when the low end is above the high one', () => {
    expect(range('N#{x:int2}', 'between', 7, 5)).toEqual({ kind: 'empty' });
    expect(range('N#{x:int2:desc}', 'between', 7, 5)).toEqual({ kind: 'empty' });
    expect(range('O#{x}', 'between', '\u{1f600}', '\uffff')).toEqual({ kind: 'empty' });
  });

  it('takes the start of a text, of an instant and of a day', () => {
    expect(range('O#{x}', 'beginsWith', 'a b')).toEqual({ kind: 'beginsWith', value: 'O#a$Pb' });
    expect(range('O#{x:lower}', 'beginsWith', 'AB')).toEqual({ kind: 'beginsWith', value: 'O#ab' });
    expect(range('T#{x:iso}#{y}', 'beginsWith', '2026-01')).toEqual({
      kind: 'beginsWith',
      value: 'T#2026-01',
    });
    expect(range('T#{x:iso:lower}', 'beginsWith', '2026-01-01T')).toEqual({
      kind: 'beginsWith',
      value: 'T#2026-01-01t',
    });
    expect(range('O#{x}', 'beginsWith', '')).toEqual({ kind: 'beginsWith', value: 'O#' });
    expect(range('O#{x:raw}', 'beginsWith', '#')).toEqual({ kind: 'beginsWith', value: 'O##' });
  });
});

describe('select refuses', () => {
  it('a gap', () => {
    expect(refused(() => orderItem.select({ n: 1 }))).toBe(
      'Key OrderItem.SK: orderId is missing, and n, which stands after it, cannot be used without it.',
    );
    const operands = [1];
    expect(refused(() => orderItem.select({}, { field: 'n', op: 'gt', operands }))).toBe(
      'Key OrderItem.SK: a range on n needs a value for orderId, which stands before it.',
    );
  });

  it('a range on a part that has a value or does not exist', () => {
    const operands = ['1'];
    expect(refused(() => orderItem.select({ orderId: '1' }, { field: 'orderId', op: 'gt', operands }))).toBe(
      'Key OrderItem.SK: orderId has a value, so it cannot have a range as well.',
    );
    expect(refused(() => orderItem.select({ orderId: '1', n: 2 }, { field: 'n', op: 'gt', operands }))).toBe(
      'Key OrderItem.SK: n has a value, so it cannot have a range as well.',
    );
    expect(refused(() => orderItem.select({}, { field: 'z', op: 'gt', operands }))).toBe(
      'Key OrderItem.SK: there is no part z for a range.',
    );
  });

  it('operands that cannot stand in a key', () => {
    expect(refused(() => range('O#{x}', 'gt'))).toBe(
      'Key O#{x}: x cannot be undefined: every part of a key needs a value.',
    );
    expect(refused(() => range('O#{x}', 'between', 'a'))).toBe(
      'Key O#{x}: x cannot be undefined: every part of a key needs a value.',
    );
    expect(refused(() => range('O#{x}', 'gte', 'x'.repeat(1023)))).toContain(
      'Key O#{x}: the key has 1025 bytes, and at most 1024 are allowed',
    );
  });

  it('ranges where the keys do not sort as the part does', () => {
    const key = compileKey('{x}|{y}', { separator: '|' });
    expect(refused(() => key.select({}, { field: 'x', op: 'gt', operands: ['a'] }))).toBe(
      'Key {x}|{y}: a range on x would give wrong items: text keeps its order before other parts only when it is escaped, with the separator "#".',
    );
    expect(key.select({}, { field: 'x', op: 'beginsWith', operands: ['a'] })).toEqual({
      kind: 'beginsWith',
      value: 'a',
    });
    expect(refused(() => range('{x:raw}#{y}', 'beginsWith', 'a'))).toContain(
      'a range on x would give wrong items',
    );
  });

  it('prefixes of what has none', () => {
    expect(refused(() => range('{x:int4}', 'beginsWith', '0'))).toBe(
      'Key {x:int4}: x cannot be "0": int4 has no prefixes; give a range of numbers.',
    );
    expect(refused(() => range('{x:decimal1.1}', 'beginsWith', '0'))).toContain('decimal1.1 has no prefixes');
    expect(refused(() => range('{x:boolean}', 'beginsWith', 't'))).toContain('boolean has no prefixes');
    expect(refused(() => range('{x:day:desc}', 'beginsWith', '2026'))).toBe(
      'Key {x:day:desc}: x cannot be "2026": day:desc has no prefixes; give a range.',
    );
    expect(refused(() => range('{x:day}', 'beginsWith', 'May'))).toBe(
      'Key {x:day}: x cannot be "May": a prefix of day is text such as "2026-01".',
    );
  });

  it('a lower-cased prefix whose lower case depends on what follows', () => {
    expect(refused(() => range('{x:lower}', 'beginsWith', 'ΟΔΟΣ'))).toBe(
      'Key {x:lower}: x cannot be "ΟΔΟΣ": the lower case of its end depends on what follows, so it is no prefix.',
    );
  });
});
