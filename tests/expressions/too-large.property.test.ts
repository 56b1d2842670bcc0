import fc from 'fast-check';
import { ExactNumber } from '../../src/expressions/exact-number.ts';
import { isTooLarge, itemSize, MAX_ITEM_BYTES } from '../../src/expressions/item-size.ts';

/** Texts whose length decides, in characters of one to four bytes, with what else an item may hold. */
const filling = fc
  .tuple(fc.constantFrom('a', 'é', '中', '😀'), fc.integer({ min: -40, max: 40 }))
  .map(([character, more]) =>
    character.repeat(Math.max(0, Math.floor(MAX_ITEM_BYTES / Buffer.byteLength(character)) + more)),
  );
const small = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
  fc.constant(10n ** 37n),
  fc.constant(new ExactNumber(`-${'1234567890'.repeat(3)}.12345678`)),
  fc.array(fc.string()),
);

it('says of an item whether it is over the limit, as its size does', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), small), fc.option(filling), (others, text) => {
      const item = { ...others, ...(text === null ? {} : { text }) };
      expect(isTooLarge(item)).toBe(itemSize(item) > MAX_ITEM_BYTES);
    }),
    { numRuns: 300, endOnFailure: true },
  );
});

it('is not misled by many numbers of the longest kind', () => {
  const longest = -(10n ** 37n + 1n);
  const item = Object.fromEntries(Array.from({ length: 18_000 }, (_, n) => [`a${n}`, longest]));
  expect(isTooLarge(item)).toBe(itemSize(item) > MAX_ITEM_BYTES);
  expect(isTooLarge(item)).toBe(true);
});
