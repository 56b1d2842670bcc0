import fc from 'fast-check';
import { dynamodbJsonLine, jsonLine } from '../../src/export/json-line.ts';
import { plainNumber, significantDigits } from '../../src/export/plain-number.ts';
import { sameItem } from '../../src/expressions/same-value.ts';
import { isNumberText } from '../../src/expressions/storable-type.ts';
import { itemOfDynamodbJson } from '../../src/transfer/dynamodb-json.ts';
import { exactJson } from '../../src/transfer/exact-json.ts';
import { bigint, item, number, storableName, text } from '../client/storable-values.ts';

/** What JSON can hold as it is: no sets, no binary, no fractions of more than 15 digits. */
const { value: jsonValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(text, number.filter(isShort), bigint, fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(storableName, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const jsonItem = fc.dictionary(storableName, jsonValue, { maxKeys: 5, noNullPrototype: true });

function isShort(value: number): boolean {
  return Number.isInteger(value) || significantDigits(plainNumber(value)) <= 15;
}

test('an exact parser gives back every item that JSON can hold', () => {
  fc.assert(
    fc.property(jsonItem, (given) => {
      expect(sameItem(exactJson(jsonLine(given)) as Record<string, unknown>, given)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('the lossless form gives back every item, with its sets, bytes and digits', () => {
  fc.assert(
    fc.property(item, (given) => {
      const { Item } = JSON.parse(dynamodbJsonLine(given));
      expect(sameItem(itemOfDynamodbJson(Item), given)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('both forms are one line, and depend on the item only, not on the order of its parts', () => {
  fc.assert(
    fc.property(item, (given) => {
      for (const line of [jsonLine, dynamodbJsonLine]) {
        const written = line(given);
        expect(written).not.toMatch(/[\n\r\u0085\u2028\u2029]/);
        expect(line(backwards(given) as Record<string, unknown>)).toBe(written);
      }
    }),
  );
});

test('every line is JSON to any parser', () => {
  fc.assert(
    fc.property(item, (given) => {
      expect(Object.keys(JSON.parse(jsonLine(given))).sort()).toEqual(Object.keys(given).sort());
    }),
  );
});

/** The same value with the members of its maps and sets in another order. */
function backwards(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (isNumberText(value)) return { ...value, value: plainNumber(value), toAttributeValue: () => ({}) };
  if (value instanceof Set) return new Set([...value].reverse());
  if (Array.isArray(value)) return value.map(backwards);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, backwards(member)]),
  );
}
