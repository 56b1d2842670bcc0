import { BatchIncomplete, BatchReport } from '../../src/batch/batch-report.ts';
import { batchWrite } from '../../src/batch/batch-write.ts';
import { connect } from '../../src/client/connect.ts';
import { MonotableError } from '../../src/errors.ts';
import { Account, account, bank } from '../transactions/bank.ts';
import { fakeClient } from './fake-client.ts';
import { MemoryTables, ServiceError, type Writes } from './memory-tables.ts';
import { VirtualTime } from './virtual-time.ts';

const accounts = (count: number) => Array.from({ length: count }, (_, i) => Account.put(account(`${i}`)));

/** A batch one request at a time, the third of which fails. */
function third(error: Error, count = 100) {
  const tables = new MemoryTables();
  const time = new VirtualTime();
  let requests = 0;
  const client = fakeClient(async ({ items }) => {
    requests += 1;
    await time.sleep(10);
    if (requests >= 3) throw error;
    return tables.write(items as Writes);
  });
  const options = { concurrency: 1, clock: time.clock() };
  return time.run(batchWrite(connect({ table: bank, client }), accounts(count), options));
}

it('everything done: throwIfIncomplete gives the report', async () => {
  const report = await third(new Error('never'), 50);
  expect(report).toBeInstanceOf(BatchReport);
  expect(report.throwIfIncomplete()).toBe(report);
  expect(report).toMatchObject({
    complete: true,
    remaining: [],
    failed: [],
    counts: { written: 50, unprocessed: 0, failed: 0, notAttempted: 0 },
    requests: 2,
    ms: 20,
    capacity: undefined,
    stopped: undefined,
    cause: undefined,
  });
});

it('something not done: throwIfIncomplete throws an error that carries the report', async () => {
  const cause = new ServiceError('AccessDeniedException');
  const report = await third(cause);
  expect(report.counts).toEqual({ written: 50, unprocessed: 25, failed: 0, notAttempted: 25 });
  expect(report.remaining).toEqual(report.entries.slice(50).map(({ operation }) => operation));
  let error: unknown;
  try {
    report.throwIfIncomplete();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(BatchIncomplete);
  expect(error).toBeInstanceOf(MonotableError);
  expect(error).toMatchObject({
    name: 'BatchIncomplete',
    report,
    cause,
    message:
      'batchWrite: of 100, 50 written, 25 unprocessed, 25 notAttempted. It was ended: error, AccessDeniedException, A scripted AccessDeniedException.',
  });
});

it('refused items are named, the first of them with its key and error', async () => {
  const report = await third(new ServiceError('ValidationException'), 52);
  expect(report.failed.map(({ index, attempts }) => [index, attempts])).toEqual([
    [50, 2],
    [51, 2],
  ]);
  expect(() => report.throwIfIncomplete()).toThrow(
    'batchWrite: of 52, 50 written, 2 failed. The first that failed, at 50, is Account.put with PK "ACCOUNT#50", SK "ACCOUNT": ValidationException, A scripted ValidationException.',
  );
  expect(report.stopped).toBeUndefined();
  expect(report.remaining).toEqual([]);
});

it('no progress is told with the last error', async () => {
  const report = await third(new ServiceError('ProvisionedThroughputExceededException'));
  expect(() => report.throwIfIncomplete()).toThrow(
    'batchWrite: of 100, 50 written, 50 unprocessed. It was ended: no progress, ProvisionedThroughputExceededException, A scripted ProvisionedThroughputExceededException.',
  );
});

it('an abort or a deadline before the start sends nothing, and is told in the report as well', async () => {
  let requests = 0;
  const client = fakeClient(() => {
    requests += 1;
    return {};
  });
  const db = connect({ table: bank, client });
  const aborted = await batchWrite(db, accounts(30), {
    abortSignal: AbortSignal.abort(new Error('Enough.')),
  });
  expect(() => aborted.throwIfIncomplete()).toThrow(
    'batchWrite: of 30, 30 notAttempted. It was ended: aborted, Error, Enough.',
  );
  const late = await batchWrite(db, accounts(30), { deadline: new Date(0) });
  expect(() => late.throwIfIncomplete()).toThrow(
    'batchWrite: of 30, 30 notAttempted. It was ended: deadline.',
  );
  expect(requests).toBe(0);
});

it('a client that cannot send ends it at once', async () => {
  const client = fakeClient(() => {
    throw Object.assign(new Error('There are no credentials.'), { name: 'CredentialsProviderError' });
  });
  const report = await batchWrite(connect({ table: bank, client }), accounts(30));
  expect(report).toMatchObject({ stopped: 'error', requests: 2 });
});

it('an abort ends the waits between requests', async () => {
  const stop = new AbortController();
  const time = new VirtualTime();
  const client = fakeClient(async () => {
    await time.sleep(1);
    if (time.now > 500) stop.abort();
    throw new ServiceError('ProvisionedThroughputExceededException');
  });
  const report = await time.run(
    batchWrite(connect({ table: bank, client }), accounts(30), {
      clock: time.clock(() => 0.999),
      abortSignal: stop.signal,
    }),
  );
  expect(report.stopped).toBe('aborted');
  expect(report.counts).toMatchObject({ written: 0 });
});
