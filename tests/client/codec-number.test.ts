import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import { decodeNumber } from '../../src/client/codec/number.ts';

describe('a number that a double holds exactly is a number', () => {
  it.each([
    ['0', 0],
    ['-0', 0],
    ['0.0', 0],
    ['0E-40', 0],
    ['1', 1],
    ['1.0', 1],
    ['-42.5', -42.5],
    ['0.1', 0.1],
    ['1e-7', 1e-7],
    ['1E-130', 1e-130],
    [`0.${'0'.repeat(129)}1`, 1e-130],
    ['0.30000000000000004', 0.30000000000000004],
    ['0.1000000000000000000000', 0.1],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
    ['9007199254740991.000', Number.MAX_SAFE_INTEGER],
    ['9.007199254740991E15', Number.MAX_SAFE_INTEGER],
    ['4503599627370495.5', 4503599627370495.5],
  ])('%s', (text, number) => {
    expect(decodeNumber(text)).toBe(number);
  });
});

describe('an integer beyond ±(2^53−1) is a bigint', () => {
  it.each([
    ['9007199254740992', 2n ** 53n],
    ['-9007199254740992', -(2n ** 53n)],
    ['9007199254740993', 9007199254740993n],
    ['9007199254740993.0', 9007199254740993n],
    ['1E+20', 10n ** 20n],
    ['-1.5e20', -15n * 10n ** 19n],
    ['12345678901234567890123456789012345678', 12345678901234567890123456789012345678n],
    ['1E+125', 10n ** 125n],
    [`1${'0'.repeat(125)}`, 10n ** 125n],
    [`9.${'9'.repeat(37)}E125`, BigInt('9'.repeat(38)) * 10n ** 88n],
  ])('%s', (text, bigint) => {
    expect(decodeNumber(text)).toBe(bigint);
  });
});

describe('any other decimal keeps its text in a NumberValue', () => {
  it.each([
    '0.12345678901234567890123',
    '-0.12345678901234567890123',
    '9007199254740993.5',
    '0.10000000000000001',
    '1.2345678901234567890123456789012345678E-130',
    '1E+126',
    '1E-400',
    '1E+1000000000',
    'no number',
    'NaN',
    'Infinity',
    '',
  ])('%j', (text) => {
    expect(decodeNumber(text)).toEqual(NumberValue.from(text));
    expect(decodeNumber(text)).toBeInstanceOf(NumberValue);
  });
});
