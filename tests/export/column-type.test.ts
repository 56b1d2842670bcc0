import { type ColumnType, columnTypeText, parseColumnType } from '../../src/export/column-type.ts';
import { misfit } from '../../src/export/misfit.ts';

test.each([
  ['bigint', 'bigint'],
  [' Decimal( 18 , 2 ) ', 'decimal(18,2)'],
  ['ARRAY<string>', 'array<string>'],
  [
    'array< struct<sku : string, priceCents:bigint, tags:array<decimal(38,38)>> >',
    'array<struct<sku:string,priceCents:bigint,tags:array<decimal(38,38)>>>',
  ],
])('%j is read as %s', (text, again) => {
  const type = parseColumnType(text, 'Order.total');
  expect(columnTypeText(type)).toBe(again);
  expect(parseColumnType(again, 'x')).toEqual(type);
});

const KNOWN =
  'there are bigint, double, boolean, string, json, binary, decimal(p,s), array<…>, struct<name:…>.';

test.each([
  ['int', `Order.total has the type "int", which is none from character 4 on; ${KNOWN}`],
  ['', `Order.total has the type "", which is none from character 1 on; ${KNOWN}`],
  ['bigint)', `Order.total has the type "bigint)", which is none from character 7 on; ${KNOWN}`],
  ['array<string', `Order.total has the type "array<string", which is none from character 13 on; ${KNOWN}`],
  ['struct<>', `Order.total has the type "struct<>", which is none from character 8 on; ${KNOWN}`],
  [
    'decimal(39,0)',
    'Order.total has the type "decimal(39,0)": a decimal has 1 to 38 digits, and at most as many of them after its point.',
  ],
  [
    'decimal(2,3)',
    'Order.total has the type "decimal(2,3)": a decimal has 1 to 38 digits, and at most as many of them after its point.',
  ],
  [
    'struct<id:string,ID:string>',
    'Order.total has the type "struct<id:string,ID:string>": its struct names ID twice, and case makes no difference.',
  ],
  [7 as never, `Order.total has 7 for a type; ${KNOWN}`],
])('%j is refused', (text, message) => {
  expect(() => parseColumnType(text, 'Order.total')).toThrow(new Error(message).message);
});

const type = (text: string): ColumnType => parseColumnType(text, 'x');

test.each<[string, unknown, string | undefined]>([
  ['string', [{}], undefined],
  ['json', [{}], undefined],
  ['bigint', null, undefined],
  ['bigint', 2n ** 63n - 1n, undefined],
  ['bigint', 2n ** 63n, 'is an integer beyond 64 bits, not a bigint'],
  ['bigint', -(2n ** 63n), undefined],
  ['bigint', 1.5, 'is a fraction, not a bigint'],
  ['bigint', '1', 'is text, not bigint'],
  ['double', 2n ** 70n, undefined],
  ['double', true, 'is a boolean, not double'],
  ['boolean', 1, 'is a number, not boolean'],
  ['binary', 'AQ==', 'is text, not binary'],
  ['decimal(4,2)', 99.99, undefined],
  ['decimal(4,2)', 0.125, 'has more than 2 digits after the point'],
  ['decimal(4,2)', 100, 'has more than 2 digits before the point'],
  ['decimal(2,2)', 0.5, undefined],
  ['array<bigint>', new Set([1]), undefined],
  ['array<bigint>', [1, null], undefined],
  ['array<bigint>', [1, 'a'], 'has a member that is text, not bigint'],
  ['array<bigint>', {}, 'is a map, not array<bigint>'],
  ['struct<a:bigint>', { a: 1 }, undefined],
  ['struct<a:bigint>', {}, undefined],
  ['struct<a:bigint>', { a: 1, b: 2 }, 'has a field that the struct does not name'],
  ['struct<a:bigint>', { a: 'x' }, 'has a field a that is text, not bigint'],
  ['struct<a:bigint>', [], 'is a list, not struct<a:bigint>'],
  ['bigint', new Date(0), 'cannot be stored'],
])('in a column of %s, %j %s', (text, value, reason) => {
  expect(misfit(value, type(text))).toBe(reason);
});
