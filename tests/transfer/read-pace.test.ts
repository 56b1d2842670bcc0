import { setTimeout as wait } from 'node:timers/promises';
import { ReadPace } from '../../src/transfer/read-pace.ts';

test('a pause longer than a timer takes is waited for, and not asked for again and again', async () => {
  let asked = 0;
  const pace = new ReadPace(0.000_000_1, () => {
    asked += 1;
    return 0;
  });
  pace.spend(1_000, 0);
  asked = 0;
  const stop = new AbortController();
  const ready = pace.ready(stop.signal);
  await wait(20);
  expect(asked).toBe(1);
  stop.abort();
  await ready;
});

test('segments that begin at the same moment keep the rate between them', async () => {
  const unitsPerSecond = 2_000;
  const pace = new ReadPace(unitsPerSecond);
  const { signal } = new AbortController();
  const started = performance.now();
  let ended = 0;
  const segments = Array.from({ length: 8 }, async () => {
    for (let page = 0; page < 2; page += 1) {
      const aside = await pace.ready(signal);
      // The answer comes later, when the others have asked already.
      await new Promise((resolve) => setTimeout(resolve, 5));
      pace.spend(50, aside);
      ended = performance.now();
    }
  });
  await Promise.all(segments);
  // Of 800 units, the burst of a tenth of a second and the last page need not be waited for.
  expect(ended - started).toBeGreaterThan(((800 - 200 - 50) / unitsPerSecond) * 1000);
});
