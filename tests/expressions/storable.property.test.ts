import fc from 'fast-check';
import { assertStorable } from '../../src/expressions/index.ts';

const scalar = fc.oneof(
  fc.string({ unit: 'binary' }).filter((text) => !/\p{Surrogate}/u.test(text)),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true, noInteger: true }).filter((n) => Math.abs(n) >= 1e-130),
  fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array(),
);
const name = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__');

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
    fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 3 }).map((members) => new Set(members)),
    fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 3 }).map((members) => new Set(members)),
  ),
}));

test('every value made of storable parts passes', () => {
  fc.assert(fc.property(value, (one) => expect(() => assertStorable(one, 'x')).not.toThrow()));
});

test('a Date is found wherever it lies, and named by its path', () => {
  const step = fc.oneof(fc.nat({ max: 3 }), fc.constantFrom('a', 'b', 'c d'));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), fc.array(value, { maxLength: 3 }), (steps, beside) => {
      let holder: unknown = new Date(0);
      let path = '';
      for (const one of [...steps].reverse()) {
        if (typeof one === 'number') {
          holder = [...Array(one).fill(0), holder, ...beside];
          path = `[${one}]${path}`;
        } else {
          holder = { before: beside, [one]: holder };
          path = `${one.includes(' ') ? `["${one}"]` : `.${one}`}${path}`;
        }
      }
      expect(() => assertStorable(holder, 'Order')).toThrow(`Order${path} is a Date`);
    }),
  );
});
