import { unmarshall } from '@aws-sdk/util-dynamodb';
import { batchGet } from '../../src/batch/batch-get.ts';
import { batchWrite } from '../../src/batch/batch-write.ts';
import { faulty, metered } from '../../src/testing/index.ts';
import { Line, lines, startedServer } from './started.ts';

const started = startedServer();

it('a batch through a metered and faulty server arrives exactly, and is read back', async () => {
  const { server, tables, db } = started();
  const all = lines(4_000, 500, 'x'.repeat(100));
  const faults = { failureShare: 0.02, lostAnswerShare: 0.02 };
  const capacity = metered({ writesPerSecond: 2_500, readsPerSecond: 5_000, burstSeconds: 0.2 });
  server.script('BatchWriteItem', faulty(faults, capacity));
  server.script('BatchGetItem', faulty(faults, capacity));

  const puts = all.map((line) => Line.put(line));
  const report = await batchWrite(db(), puts);
  expect(report.counts).toEqual({ written: 4_000, unprocessed: 0, failed: 0, notAttempted: 0 });
  const arrived = new Map(tables.items('shop').map((item) => [item.SK?.S, unmarshall(item as never)]));
  expect(arrived.size).toBe(4_000);
  for (const { input } of puts) expect(arrived.get((input.Item as { SK: string }).SK)).toEqual(input.Item);

  const read = await batchGet(
    db(),
    all.map((line) => Line.get(line)),
  );
  expect(read.items).toEqual(all);
}, 60_000);
