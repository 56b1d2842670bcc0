import { KeyError } from '../../src/errors.ts';
import { compileKey } from '../../src/keys/template.ts';

function built(format: string, value: unknown): string {
  return compileKey(`{x:${format}}`).build({ x: value });
}

function parsed(format: string, text: string): unknown {
  return compileKey(`{x:${format}}`).parse(text)?.x;
}

function message(template: string, value: unknown): string {
  try {
    return `built ${compileKey(template).build({ x: value })}`;
  } catch (error) {
    expect(error).toBeInstanceOf(KeyError);
    return (error as KeyError).message.replace(`Key ${template}: `, '');
  }
}

describe('integers', () => {
  it.each([
    ['int4', 42, '0042'],
    ['int4', -42, '-9957'],
    ['int4', 0, '0000'],
    ['int4', -0, '0000'],
    ['int4', 9999n, '9999'],
    ['int4:desc', 42, '-9957'],
    ['int4:desc', -42, '0042'],
    ['int4:desc', 0, '0000'],
    ['int20', 2n ** 53n, '00009007199254740992'],
  ])('%s writes %p as %s', (format, value, text) => {
    expect(built(format, value)).toBe(text);
  });

  it('come back as numbers up to 15 digits, and as bigints above', () => {
    expect(parsed('int15', '000000000000042')).toBe(42);
    expect(parsed('int16', '0000000000000042')).toBe(42n);
    expect(parsed('int4', '-9957')).toBe(-42);
    expect(parsed('int4:desc', '-9957')).toBe(42);
    expect(Object.is(parsed('int4:desc', '0000'), 0)).toBe(true);
  });

  it.each(['42', '00042', '+042', '-9999', '0x42', '٠٠٤٢', '-957', '--957'])(
    'do not come from %s',
    (text) => {
      expect(parsed('int4', text)).toBeUndefined();
    },
  );

  it.each([
    [10_000, 'x cannot be 10000: int4 holds at most 4 digits.'],
    [-10_000n, 'x cannot be -10000n: int4 holds at most 4 digits.'],
    [1.5, 'x cannot be 1.5: int4 takes an integer, as a safe number or a bigint.'],
    [Number.NaN, 'x cannot be NaN: int4 takes an integer, as a safe number or a bigint.'],
    [2 ** 53, 'x cannot be 9007199254740992: int4 takes an integer, as a safe number or a bigint.'],
    ['42', 'x cannot be "42": int4 takes an integer, as a safe number or a bigint.'],
    [undefined, 'x cannot be undefined: every part of a key needs a value.'],
  ])('cannot be %p', (value, text) => {
    expect(message('{x:int4}', value)).toBe(text);
  });
});

describe('decimals', () => {
  it.each([
    ['decimal8.2', 42.5, '00000042.50'],
    ['decimal8.2', '42.50', '00000042.50'],
    ['decimal8.2', '0042.5000', '00000042.50'],
    ['decimal8.2', 42n, '00000042.00'],
    ['decimal4.2', -12.5, '-9987.49'],
    ['decimal4.2', '-0.00', '0000.00'],
    ['decimal4.2:desc', 12.5, '-9987.49'],
    ['decimal4.2:desc', -0.01, '0000.01'],
    ['decimal2.8', 1e-7, '00.00000010'],
    ['decimal22.1', 1e21, '1000000000000000000000.0'.padStart(24, '0')],
  ])('%s writes %p as %s', (format, value, text) => {
    expect(built(format, value)).toBe(text);
  });

  it('come back as numbers up to 15 digits, and as text above', () => {
    expect(parsed('decimal8.2', '00000042.50')).toBe(42.5);
    expect(parsed('decimal4.2', '-9987.49')).toBe(-12.5);
    expect(parsed('decimal14.2', '00000000000042.50')).toBe('42.5');
    expect(parsed('decimal14.2', '00000000000100.00')).toBe('100');
    expect(parsed('decimal14.2:desc', '-99999999999957.49')).toBe('42.5');
  });

  it.each(['42.50', '000042.5', '0042,50', '-9999.99', '004250', '0042.5 '])(
    'do not come from %s',
    (text) => {
      expect(parsed('decimal4.2', text)).toBeUndefined();
    },
  );

  const takes = 'decimal4.2 takes a finite number, a bigint, or decimal text such as "12.50".';
  it.each([
    [0.1 + 0.2, 'x cannot be 0.30000000000000004: decimal4.2 keeps 2 fraction digits and does not round.'],
    ['0.001', 'x cannot be "0.001": decimal4.2 keeps 2 fraction digits and does not round.'],
    [10_000, 'x cannot be 10000: decimal4.2 holds at most 4 integer digits.'],
    ['1e3', `x cannot be "1e3": ${takes}`],
    ['.5', `x cannot be ".5": ${takes}`],
    [Number.POSITIVE_INFINITY, `x cannot be Infinity: ${takes}`],
    [true, `x cannot be true: ${takes}`],
  ])('cannot be %p', (value, text) => {
    expect(message('{x:decimal4.2}', value)).toBe(text);
  });
});

describe('instants', () => {
  it.each([
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [0, '1970-01-01T00:00:00.000Z'],
    ['2026-01-31T09:30:00Z', '2026-01-31T09:30:00.000Z'],
    ['2026-01-31T09:30Z', '2026-01-31T09:30:00.000Z'],
    ['2026-01-31T09:30:00.5+02:00', '2026-01-31T07:30:00.500Z'],
    ['2026-01-31T09:30:00.123000Z', '2026-01-31T09:30:00.123Z'],
    ['2024-02-29T23:59:59.999Z', '2024-02-29T23:59:59.999Z'],
    ['0000-01-01T00:00:00.000Z', '0000-01-01T00:00:00.000Z'],
  ])('iso writes %p as %s', (value, text) => {
    expect(built('iso', value)).toBe(text);
    expect(parsed('iso', text)).toBe(text);
  });

  it('sort newest first with desc', () => {
    expect(built('iso:desc', '2026-01-31T09:30:00.000Z')).toBe('7973-98-68T90:69:99.999Z');
    expect(parsed('iso:desc', '7973-98-68T90:69:99.999Z')).toBe('2026-01-31T09:30:00.000Z');
  });

  const takes =
    'iso takes a Date, epoch milliseconds, or ISO text with Z or an offset, such as "2026-01-31T09:30:00Z".';
  it.each([
    ['2026-01-31', `x cannot be "2026-01-31": ${takes}`],
    ['2026-01-31T09:30:00', `x cannot be "2026-01-31T09:30:00": ${takes}`],
    ['soon', `x cannot be "soon": ${takes}`],
    [1n, `x cannot be 1n: ${takes}`],
    [new Date('soon'), 'x cannot be an invalid Date: iso takes whole milliseconds of a date that exists.'],
    [0.5, 'x cannot be 0.5: iso takes whole milliseconds of a date that exists.'],
    ['2026-02-30T00:00:00Z', 'x cannot be "2026-02-30T00:00:00Z": iso takes a date and time that exist.'],
    ['2026-02-28T24:00:00Z', 'x cannot be "2026-02-28T24:00:00Z": iso takes a date and time that exist.'],
    [
      '2026-01-01T00:00:00.0001Z',
      'x cannot be "2026-01-01T00:00:00.0001Z": iso keeps milliseconds and does not round.',
    ],
    [
      new Date(8.64e15),
      'x cannot be Date +275760-09-13T00:00:00.000Z: iso takes years from 0000 to 9999 only.',
    ],
    [
      '0000-01-01T00:00:00+01:00',
      'x cannot be "0000-01-01T00:00:00+01:00": iso takes years from 0000 to 9999 only.',
    ],
  ])('cannot be %p', (value, text) => {
    expect(message('{x:iso}', value)).toBe(text);
  });

  it.each([
    '2026-02-30T00:00:00.000Z',
    '2026-01-01T24:00:00.000Z',
    '2026-01-01T00:00:00Z',
    '2026-01-01t00:00:00.000z',
  ])('do not come from %s', (text) => {
    expect(parsed('iso', text)).toBeUndefined();
  });
});

describe('days', () => {
  it.each([
    ['2026-01-31', '2026-01-31'],
    ['2024-02-29', '2024-02-29'],
    [new Date('2026-01-31T23:59:59Z'), '2026-01-31'],
    [0, '1970-01-01'],
    ['2026-01-31T23:30:00-02:00', '2026-02-01'],
  ])('day writes %p as %s', (value, text) => {
    expect(built('day', value)).toBe(text);
    expect(parsed('day', text)).toBe(text);
  });

  it('sort newest first with desc', () => {
    expect(built('day:desc', '2026-01-31')).toBe('7973-98-68');
    expect(parsed('day:desc', '7973-98-68')).toBe('2026-01-31');
  });

  it.each([
    ['2026-02-30', 'x cannot be "2026-02-30": day takes a day that exists.'],
    ['2025-02-29', 'x cannot be "2025-02-29": day takes a day that exists.'],
    [
      '2026-1-1',
      'x cannot be "2026-1-1": day takes text such as "2026-01-31", a Date, epoch milliseconds, or ISO text with Z or an offset.',
    ],
    [new Date('soon'), 'x cannot be an invalid Date: day takes whole milliseconds of a date that exists.'],
  ])('cannot be %p', (value, text) => {
    expect(message('{x:day}', value)).toBe(text);
  });

  it('do not come from days that do not exist', () => {
    expect(parsed('day', '2026-02-30')).toBeUndefined();
    expect(parsed('day', '2026-13-01')).toBeUndefined();
    expect(parsed('day', '2026-00-10')).toBeUndefined();
    expect(parsed('day', '2026-01-00')).toBeUndefined();
  });
});

describe('booleans', () => {
  it('are words, false first', () => {
    expect(built('boolean', false)).toBe('false');
    expect(built('boolean', true)).toBe('true');
    expect(parsed('boolean', 'false')).toBe(false);
    expect(parsed('boolean', 'no')).toBeUndefined();
    expect(message('{x:boolean}', 1)).toBe('x cannot be 1: boolean takes true or false.');
  });
});

describe('text', () => {
  const takes = 'a part without a format takes a string';
  it.each([
    [undefined, 'x cannot be undefined: every part of a key needs a value.'],
    [null, 'x cannot be null: every part of a key needs a value.'],
    ['', 'x cannot be "": a part of a key cannot be empty.'],
    [7, `x cannot be 7: ${takes}; a number needs a format such as {x:int10}.`],
    [Number.NaN, `x cannot be NaN: ${takes}; a number needs a format such as {x:int10}.`],
    [7n, `x cannot be 7n: ${takes}; a number needs a format such as {x:int10}.`],
    [false, `x cannot be false: ${takes}; a boolean needs {x:boolean}.`],
    [new Date(0), `x cannot be Date 1970-01-01T00:00:00.000Z: ${takes}; a date needs {x:iso} or {x:day}.`],
    [{}, `x cannot be an object: ${takes}.`],
    [['a'], `x cannot be an array of 1: ${takes}.`],
    [Symbol('s'), `x cannot be Symbol(s): ${takes}.`],
    [() => 1, `x cannot be function (anonymous): ${takes}.`],
    ['a\ud800', 'x cannot be "a\\ud800": it has a lone surrogate, which UTF-8 cannot hold.'],
    ['\ude00\ud83d', 'x cannot be "\\ude00\\ud83d": it has a lone surrogate, which UTF-8 cannot hold.'],
  ])('cannot be %p', (value, text) => {
    expect(message('K#{x}', value)).toBe(text);
  });

  it('is refused with a lone surrogate even where it is raw', () => {
    expect(message('K#{x:raw}', '\udc00')).toBe(
      'x cannot be "\\udc00": it has a lone surrogate, which UTF-8 cannot hold.',
    );
  });
});
