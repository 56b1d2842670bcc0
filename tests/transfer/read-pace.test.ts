import { setTimeout as wait } from 'node:timers/promises';
import { ReadPace } from '../../src/transfer/read-pace.ts';

test('a pause longer than a timer takes is waited for, and not asked for again and again', async () => {
  let asked = 0;
  const pace = new ReadPace(0.000_000_1, () => {
    asked += 1;
    return 0;
  });
  pace.spend(1_000);
  asked = 0;
  const stop = new AbortController();
  const ready = pace.ready(stop.signal);
  await wait(20);
  expect(asked).toBe(1);
  stop.abort();
  await ready;
});
