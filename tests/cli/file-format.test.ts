import fc from 'fast-check';
import { dynamodbJsonOf, itemOfDynamodbJson } from '../../src/cli/load/dynamodb-json.ts';
import { exactJson } from '../../src/cli/load/exact-json.ts';
import { fileFormat } from '../../src/cli/load/file-format.ts';
import { textLines } from '../../src/cli/load/text-lines.ts';

test('numbers of JSON keep every digit', () => {
  expect(
    exactJson('{"a":9007199254740993,"b":"1e5 \\"9007199254740993\\"","n0":[0.12345678901234567890]}'),
  ).toEqual({
    a: 9007199254740993n,
    b: '1e5 "9007199254740993"',
    n0: [expect.objectContaining({ value: '0.12345678901234567890' })],
  });
});

test('other JSON is read as ever', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      // As `JSON.parse` has it, but for numbers that it rounds.
      if (!/\d{15}|e[+-]?\d/.test(text)) expect(exactJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test.each([
  [{ a: { X: '1' } }, 'Item.a is no value in DynamoDB JSON, such as {"S":"a"}: {"X":"1"}.'],
  [{ a: { S: 'x', N: '1' } }, 'Item.a is no value in DynamoDB JSON, such as {"S":"a"}: {"S":"x","N":"1"}.'],
  [{ a: { M: { b: { N: 1 } } } }, 'Item.a.b is 1, not the text of a number.'],
  [{ a: { L: [{ B: 'AQ' }] } }, 'Item.a[0] is "AQ", not base64.'],
  [{ a: { SS: ['x', 'x'] } }, 'Item.a is a set with equal members.'],
  [{ a: { NS: [] } }, 'Item.a is a set with no members.'],
  [['a'], 'Item is an array of 1, not a map of attributes in DynamoDB JSON.'],
])('refuses %j as DynamoDB JSON', (json, message) => {
  expect(() => itemOfDynamodbJson(json)).toThrow(message);
});

test('an item comes back from DynamoDB JSON as it was', () => {
  const json = {
    n: { N: '9007199254740993' },
    b: { B: 'AP8=' },
    s: { SS: ['a'] },
    m: { M: { l: { L: [{ NULL: true }] } } },
  };
  expect(dynamodbJsonOf(itemOfDynamodbJson(json))).toEqual(json);
});

test('only line feeds end lines, and characters may be cut anywhere', async () => {
  const bytes = Buffer.from('\ufeffaé\u2028b\r\n\n  \n😀\n');
  async function* single() {
    for (const byte of bytes) yield Uint8Array.of(byte);
  }
  const found: string[] = [];
  for await (const line of textLines(single())) found.push(line);
  expect(found).toEqual(['aé\u2028b', '😀']);
});

describe('a file in one line', () => {
  const PIECE = 64 * 1024;
  let pieces = 0;
  async function* endless(first: string) {
    pieces = 0;
    for (let text = first; ; text = '') {
      pieces += 1;
      yield Buffer.from(text.padEnd(PIECE, 'a'));
    }
  }
  const format = (first: string) =>
    fileFormat({
      path: 'in.json',
      identity: { name: 'in.json', size: 0, head: '' },
      read: () => endless(first),
    });

  test('is known for an array by its beginning', async () => {
    await expect(format('[{')).rejects.toThrow(
      'The file in.json is a JSON array; there has to be one object on each line.',
    );
    expect(pieces).toBe(1);
  });

  test('is not gathered for ever', async () => {
    const message = 'Line 1 has more than 16777216 characters, so it is no record.';
    await expect(format('{')).rejects.toThrow(message);
    await expect(textLines(endless('{')).next()).rejects.toThrow(message);
    expect(pieces).toBe(257);
  });
});
