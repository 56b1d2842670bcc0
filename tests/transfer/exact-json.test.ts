import fc from 'fast-check';
import { exactJson } from '../../src/transfer/exact-json.ts';

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
