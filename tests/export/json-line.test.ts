import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import { parseColumnType } from '../../src/export/column-type.ts';
import { dynamodbJsonLine, jsonLine } from '../../src/export/json-line.ts';
import { type LineLayout, toolkitAttributes, WHOLE_ITEM } from '../../src/export/line-layout.ts';
import { defineTable } from '../../src/table/table.ts';

function declared(columns: Record<string, string>): LineLayout {
  const types = Object.entries(columns).map(([name, type]) => [name, parseColumnType(type, name)] as const);
  return { ...WHOLE_ITEM, columns: new Map(types) };
}

describe('a line of JSON', () => {
  test('has the attributes in the order of their names, at every level', () => {
    const one = jsonLine({ b: 1, a: { z: 1, y: [2] }, c: null });
    const other = jsonLine({ c: null, a: { y: [2], z: 1 }, b: 1 });
    expect(one).toBe('{"a":{"y":[2],"z":1},"b":1,"c":null}');
    expect(other).toBe(one);
  });

  test('has integers as digits, however many, and fractions of up to 15 digits', () => {
    expect(jsonLine({ big: 9007199254740993n, huge: 10n ** 37n + 1n, price: 12.5, tiny: 1e-7 })).toBe(
      '{"big":9007199254740993,"huge":10000000000000000000000000000000000001,"price":12.5,"tiny":0.0000001}',
    );
  });

  test('has fractions of more than 15 digits as text, for every reader would round them', () => {
    expect(
      jsonLine({
        exact: NumberValue.from('0.12345678901234567890123456789012345678'),
        fifteen: NumberValue.from('1.23456789012345'),
        sixteen: NumberValue.from('1.234567890123456'),
        whole: NumberValue.from('12E1'),
      }),
    ).toBe(
      '{"exact":"0.12345678901234567890123456789012345678","fifteen":1.23456789012345,"sixteen":"1.234567890123456","whole":120}',
    );
  });

  test('has sets as sorted lists: text by its bytes, numbers by value, binary by its bytes', () => {
    expect(
      jsonLine({
        bytes: new Set([new Uint8Array([255]), new Uint8Array([1, 2]), new Uint8Array([1])]),
        numbers: new Set([10, 9n, 2.5, NumberValue.from('9.99999999999999999999')]),
        texts: new Set(['b', 'B', '\u{1f600}', '\uff5e', 'a']),
      }),
    ).toBe(
      '{"bytes":["AQ==","AQI=","/w=="],"numbers":[2.5,9,"9.99999999999999999999",10],"texts":["B","a","b","\uff5e","\u{1f600}"]}',
    );
  });

  test('is one line for every program, whatever the text, and keeps text of any language', () => {
    const line = jsonLine({ text: 'a\nb\r\u2028c\u2029d\u0085e\u000bf"\\', 名前: '東京タワー' });
    expect(line).toBe('{"text":"a\\nb\\r\\u2028c\\u2029d\\u0085e\\u000bf\\"\\\\","名前":"東京タワー"}');
    expect(JSON.parse(line).text).toBe('a\nb\r\u2028c\u2029d\u0085e\u000bf"\\');
  });

  test('has binary in base64, and leaves out what is undefined', () => {
    const buffer = Buffer.from('xhix');
    expect(jsonLine({ a: buffer.subarray(1, 3), b: undefined, c: { d: undefined } })).toBe(
      '{"a":"aGk=","c":{}}',
    );
  });

  test('leaves out the keys made from templates and the entity name, when told to', () => {
    const table = defineTable({
      name: 'shop',
      indexes: ['GSI1', { name: 'byDay', partitionKey: ['day'], sortKey: null }],
    });
    const leaveOut = toolkitAttributes(table);
    expect([...leaveOut]).toEqual(['PK', 'SK', 'GSI1PK', 'GSI1SK', 'EntityType']);
    const item = { PK: 'a', SK: 'b', GSI1PK: 'c', GSI1SK: 'd', EntityType: 'Order', day: '2026-01-31' };
    expect(jsonLine(item, { columns: new Map(), leaveOut })).toBe('{"day":"2026-01-31"}');
  });

  test('refuses what no table holds, with the path to it', () => {
    expect(() => jsonLine({ at: [{ day: new Date(0) }] })).toThrow(
      'at[0].day is a Date 1970-01-01T00:00:00.000Z; store an ISO string or an epoch number.',
    );
    expect(() => jsonLine(declaredList())).toThrow('tags has a set member that is NaN');
    expect(() => jsonLine(null as never)).toThrow('The item');
    expect(() => jsonLine([] as never)).toThrow('The item is an array of 0, not an item.');
    const ring: Record<string, unknown> = {};
    ring.self = ring;
    expect(() => jsonLine({ ring })).toThrow('a cycle cannot be stored.');
  });
});

function declaredList() {
  return { tags: new Set([Number.NaN]) };
}

describe('declared columns', () => {
  test('stand first and in their order', () => {
    const layout = declared({ total: 'bigint', id: 'string' });
    expect(jsonLine({ a: 1, id: 'x', total: 2 }, layout)).toBe('{"total":2,"id":"x","a":1}');
    expect(jsonLine({ a: 1 }, layout)).toBe('{"a":1}');
  });

  test('are written as their type says', () => {
    const layout = declared({
      price: 'decimal(18,2)',
      ratio: 'double',
      note: 'string',
      tags: 'array<string>',
      lines: 'array<struct<sku:string,price:decimal(9,2)>>',
      raw: 'binary',
      paid: 'boolean',
      any: 'json',
    });
    expect(
      jsonLine(
        {
          price: 12.5,
          ratio: NumberValue.from('0.12345678901234567'),
          note: { b: [1, new Set([2n, 1])], a: NumberValue.from('1.2345678901234567') },
          tags: new Set([2, 10]),
          lines: [{ price: 9, sku: 7 }, { sku: null }],
          raw: new Uint8Array([1]),
          paid: true,
          any: [{ a: 1 }, 'b'],
        },
        layout,
      ),
    ).toBe(
      '{"price":"12.5","ratio":0.12345678901234567,"note":"{\\"a\\":\\"1.2345678901234567\\",\\"b\\":[1,[1,2]]}",' +
        '"tags":["2","10"],"lines":[{"sku":"7","price":"9"},{"sku":null}],"raw":"AQ==","paid":true,"any":[{"a":1},"b"]}',
    );
  });

  test.each([
    ['text', 'abc', '"abc"'],
    ['an integer', 9007199254740993n, '"9007199254740993"'],
    ['a boolean', true, '"true"'],
    ['binary', new Uint8Array([1]), '"AQ=="'],
    ['null', null, 'null'],
    ['a list', ['a'], '"[\\"a\\"]"'],
  ])('a string column holds %s', (_, value, text) => {
    expect(jsonLine({ value }, declared({ value: 'string' }))).toBe(`{"value":${text}}`);
  });

  test('that do not hold a value leave it as it is, and tell of it', () => {
    const told: string[] = [];
    const layout: LineLayout = {
      ...declared({ total: 'bigint', price: 'decimal(4,2)' }),
      onMisfit: (attribute, reason) => told.push(`${attribute} ${reason}`),
    };
    expect(jsonLine({ total: 'many', price: 123.5, a: 1 }, layout)).toBe(
      '{"total":"many","price":123.5,"a":1}',
    );
    expect(told).toEqual(['total is text, not bigint', 'price has more than 2 digits before the point']);
  });

  test('do not bring back what is left out', () => {
    const layout = { ...declared({ PK: 'string' }), leaveOut: new Set(['PK']) };
    expect(jsonLine({ PK: 'a', b: 1 }, layout)).toBe('{"b":1}');
  });
});

describe('a line of DynamoDB JSON', () => {
  test('has every type, digit and byte, and the keys', () => {
    expect(
      dynamodbJsonLine({
        PK: 'USER#7',
        total: NumberValue.from('0.12345678901234567890123'),
        n: null,
        flag: false,
        bin: new Uint8Array([1]),
        list: [1, { a: 'x' }],
        ss: new Set(['b', 'a']),
        ns: new Set([10, 9]),
        bs: new Set([new Uint8Array([1])]),
      }),
    ).toBe(
      '{"Item":{"PK":{"S":"USER#7"},"bin":{"B":"AQ=="},"bs":{"BS":["AQ=="]},"flag":{"BOOL":false},' +
        '"list":{"L":[{"N":"1"},{"M":{"a":{"S":"x"}}}]},"n":{"NULL":true},"ns":{"NS":["9","10"]},' +
        '"ss":{"SS":["a","b"]},"total":{"N":"0.12345678901234567890123"}}}',
    );
  });

  test('refuses what no table holds, with the path to it', () => {
    expect(() => dynamodbJsonLine({ a: [undefined] })).toThrow('Item.a[0] is undefined');
  });
});
