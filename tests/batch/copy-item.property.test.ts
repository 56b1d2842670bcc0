import fc from 'fast-check';
import { copyItem } from '../../src/batch/copy-item.ts';
import { sameItem } from '../../src/expressions/same-value.ts';

/** With `__proto__` it cannot be stored. */
const name = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__');
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'grapheme' }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array(),
    fc.uniqueArray(fc.integer(), { minLength: 1 }).map((members) => new Set(members)),
    fc.uint8Array().map((bytes) => new Set([bytes])),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
})).value;
const item = fc.dictionary(name, value, { maxKeys: 5 });

/** Every object that can be changed. */
function objectsIn(given: unknown): object[] {
  if (typeof given !== 'object' || given === null) return [];
  if (ArrayBuffer.isView(given)) return [given, given.buffer];
  const members = given instanceof Set ? [...given] : Object.values(given);
  return [given, ...members.flatMap(objectsIn)];
}

test('the copy of an item is the same to DynamoDB, and shares no object inside of it', () => {
  fc.assert(
    fc.property(item, (original) => {
      const copy = copyItem(original);
      expect(sameItem(copy, original)).toBe(true);
      const inside = new Set(Object.values(original).flatMap(objectsIn));
      expect(
        Object.values(copy)
          .flatMap(objectsIn)
          .filter((object) => inside.has(object)),
      ).toEqual([]);
    }),
  );
});
