import fc from 'fast-check';
import { Watermark } from '../../src/batch/watermark.ts';

test('stands before the first that is missing', () => {
  const mark = new Watermark();
  for (const index of [1, 2, 4]) mark.add(index);
  expect([mark.position, mark.count]).toEqual([0, 3]);
  mark.add(0);
  expect([mark.position, mark.count]).toEqual([3, 4]);
  mark.add(3);
  expect([mark.position, mark.count]).toEqual([5, 5]);
});

test('never goes back, and counts everything, in whatever order it comes', () => {
  const orders = fc
    .nat(40)
    .chain((length) => fc.shuffledSubarray([...Array(length).keys()], { minLength: length }));
  fc.assert(
    fc.property(orders, (order) => {
      const mark = new Watermark();
      const seen = new Set<number>();
      for (const index of order) {
        mark.add(index);
        seen.add(index);
        let position = 0;
        while (seen.has(position)) position += 1;
        expect([mark.position, mark.count]).toEqual([position, seen.size]);
      }
    }),
  );
});
