import { faultyLoad } from '../../scripts/soak/faultyLoad.ts';
import { heapOf } from '../../scripts/soak/heapOf.ts';

// The long form is `npm run soak`.

test('the heap of a load does not grow with the number of items', async () => {
  const [few, many] = await Promise.all([heapOf(50_000), heapOf(200_000)]);
  expect(many.items).toBe(200_000);
  // Keeping as little as ten bytes of each item would be 1.5 MB more.
  expect(many.peakMegabytes).toBeLessThan(few.peakMegabytes + 1.5);
  expect(many.growthMegabytes).toBeLessThan(1);
}, 60_000);

test('a load into a metered table with random faults arrives exactly', async () => {
  const { report, ...found } = await faultyLoad({ items: 6_000, writesPerSecond: 2_000, seed: 7 });
  expect(found).toMatchObject({ wrong: 0, strange: 0 });
  expect(report).toMatchObject({ written: 6_000, failed: 0, complete: true });
}, 60_000);
