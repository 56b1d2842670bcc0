import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { bulkLoad, connect, createTableInput } from '../../src/index.ts';
import {
  applyThen,
  awsError,
  delayed,
  drop,
  memoryTables,
  pass,
  type Step,
  startScriptedServer,
  throttled,
  unprocessed,
} from '../../src/testing/index.ts';
import { operationOf, table, type Write } from './bulk-table.ts';

const tables = memoryTables(createTableInput(table));
const server = await startScriptedServer({ upstream: tables });
afterAll(() => server.stop());

beforeEach(() => {
  tables.clear();
  server.reset();
});

/** 150 rows; every tenth is a row of a little before again. */
const WRITES: readonly Write[] = Array.from({ length: 150 }, (_, n) => ({
  id: String(n % 10 === 9 ? n - 4 : n),
  n,
}));
const LAST = new Map(WRITES.map(({ id, n }) => [id, n]));

function found(): Map<string, number> {
  return new Map(tables.items('rows').map((item) => [String(item.id?.S), Number(item.n?.N)]));
}

/** One request in three meets it. */
function sometimes(step: Step): Step {
  let request = 0;
  return (...args) => {
    request += 1;
    return (request % 3 === 2 ? step : pass)(...args);
  };
}

const FAULTS: readonly (readonly [string, Step])[] = [
  ['a part is unprocessed', unprocessed(7)],
  ['is throttled as a whole', throttled('TableWriteProvisionedThroughputExceeded')],
  ['is throttled for a key range', throttled('TableWriteKeyRangeThroughputExceeded', 'ThrottlingException')],
  ['fails before it is carried out', awsError('InternalServerError')],
  ['fails after it was carried out', applyThen(awsError('InternalServerError'))],
  ['the answer is lost', applyThen(drop)],
  ['the connection is closed', drop],
  ['the answer is slow', delayed(150)],
];

describe.each([
  ['once', 1],
  ['as the SDK does by default', undefined],
] as const)('a client that tries %s', (_, maxAttempts) => {
  const client = new DynamoDBClient({ ...server.settings, ...(maxAttempts && { maxAttempts }) });
  afterAll(() => client.destroy());
  const db = connect({ table, client });

  test.each(FAULTS)('loses nothing when %s', async (_fault, step) => {
    server.script('BatchWriteItem', sometimes(step));
    const report = await bulkLoad(db, WRITES.map(operationOf));
    expect(report).toMatchObject({ read: 150, written: 150, failed: 0, position: 150, complete: true });
    expect(found()).toEqual(LAST);
  });

  test.each([
    ['rights are missing', awsError('AccessDeniedException')],
    ['the table is gone', awsError('ResourceNotFoundException')],
  ])('ends when %s, and can be resumed', async (_fault, step) => {
    let request = 0;
    server.script('BatchWriteItem', (...args) => {
      request += 1;
      return (request <= 2 ? pass : step)(...args);
    });
    const report = await bulkLoad(db, WRITES.map(operationOf));
    expect(report).toMatchObject({ written: 50, failed: 0, stopped: 'error' });
    server.reset();
    const rest = await bulkLoad(db, WRITES.slice(report.position).map(operationOf));
    expect(rest).toMatchObject({ read: 150 - report.position, complete: true });
    expect(found()).toEqual(LAST);
  });

  test('one item that is refused fails alone', async () => {
    const failed: number[] = [];
    const source = WRITES.map((write) => operationOf(write));
    const poisoned = source.map((operation, n) =>
      n === 33 ? { ...operation, input: { ...operation.input, Item: { PK: 7 } } } : operation,
    );
    const report = await bulkLoad(db, poisoned as never, {
      onFailed: ({ index }) => {
        failed.push(index);
      },
    });
    expect(report).toMatchObject({ written: 149, failed: 1, position: 150, stopped: undefined });
    expect(failed).toEqual([33]);
    expect(found()).toEqual(new Map([...LAST].filter(([id]) => id !== '33')));
  });

  test.each(['abort', 'deadline'])('is ended by the %s, and can be resumed', async (how) => {
    server.script('BatchWriteItem', delayed(40));
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 60);
    const report = await bulkLoad(db, WRITES.map(operationOf), {
      concurrency: 2,
      ...(how === 'abort' ? { abortSignal: stop.signal } : { deadline: new Date(Date.now() + 60) }),
    });
    expect(report.stopped).toBe(how === 'abort' ? 'aborted' : 'deadline');
    expect(report.position).toBeLessThan(150);
    const there = found();
    const first = WRITES.slice(0, report.position);
    expect(first.filter(({ id, n }) => (there.get(id) ?? -1) < Number(n))).toEqual([]);
    server.reset();
    await bulkLoad(db, WRITES.slice(report.position).map(operationOf));
    expect(found()).toEqual(LAST);
  });
});
