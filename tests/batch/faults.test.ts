import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { batchGet } from '../../src/batch/batch-get.ts';
import { type BatchOptions, batchWrite } from '../../src/batch/batch-write.ts';
import { connect } from '../../src/client/connect.ts';
import {
  awsError,
  drop,
  type ScriptedRequest,
  type ScriptedServer,
  type Step,
  startScriptedServer,
} from '../../src/testing/index.ts';
import { Account, account, bank } from '../transactions/bank.ts';
import { idOf, MemoryTables, type Reads, type Writes } from './memory-tables.ts';
import { dice } from './virtual-time.ts';

// Every fault that a service can have in the middle of a batch, over HTTP and the real SDK. Of each input the report must
// say what the server did.

const COUNT = 230;
const BAD = 117;

let server: ScriptedServer;
let client: DynamoDBClient;
let tables: MemoryTables;
/** What was read; of a write, what arrived is in the tables. */
let answered: Set<string>;

beforeAll(async () => {
  server = await startScriptedServer();
  client = new DynamoDBClient({ ...server.settings, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});
beforeEach(() => {
  tables = new MemoryTables();
  answered = new Set();
});

const db = () => connect({ table: bank, client });
const idOfAccount = (i: number) => `bank/ACCOUNT#${i}/ACCOUNT`;

/** The table takes all, or what it is told to. */
const served = (takes: (id: string, place: number) => boolean = () => true): Step =>
  tables.serve((id, place) => {
    if (!takes(id, place)) return false;
    answered.add(id);
    return true;
  });
/** The table does what it is told, and the answer is another. */
const servedThen =
  (step: Step): Step =>
  async (request, forward) => {
    await served()(request, forward);
    return step(request, forward);
  };
const idsOf = ({ body }: ScriptedRequest): string[] =>
  Object.entries(body.RequestItems as Writes & Reads).flatMap(([table, list]) =>
    Array.isArray(list)
      ? list.map(({ PutRequest, DeleteRequest }) => idOf(table, PutRequest?.Item ?? DeleteRequest?.Key ?? {}))
      : list.Keys.map((key) => idOf(table, key)),
  );
const hasBad = (request: ScriptedRequest) => idsOf(request).includes(idOfAccount(BAD));

/** A step that is like `fault` at every third request, and answers else. */
function sometimes(fault: Step): Step {
  let requests = 0;
  return (request, forward) => {
    requests += 1;
    return (requests % 3 === 1 ? fault : served())(request, forward);
  };
}
/** A step that answers twice, and is then like `fault` for ever. */
function afterTwo(fault: Step): Step {
  let requests = 0;
  return (request, forward) => {
    requests += 1;
    return (requests > 2 ? fault : served())(request, forward);
  };
}

interface Fault {
  readonly step: (stop: AbortController) => Step;
  /** How it ends; without one everything is done. */
  readonly stopped?: 'aborted' | 'deadline' | 'no progress' | 'error';
  readonly cause?: string;
  /** Inputs that fail for themselves. */
  readonly failed?: readonly number[];
  readonly options?: () => BatchOptions;
}

/** Time a thousand times as fast, for the waits between requests. */
const hurriedClock = {
  now: () => Date.now() * 1000,
  random: Math.random,
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / 1000)),
};
const hurried = () => ({ clock: hurriedClock });

const throttling = awsError('ThrottlingException', {
  throttlingReasons: [{ reason: 'TableWriteKeyRangeThroughputExceeded', resource: 'arn:aws:bank' }],
});
const chance = dice(7);

const FAULTS: readonly (readonly [string, Fault])[] = [
  [
    'an unprocessed subset',
    { step: () => served((_, place) => place === 0 || chance() < 0.6), options: hurried },
  ],
  [
    'throttled as a whole',
    { step: () => sometimes(awsError('ProvisionedThroughputExceededException')), options: hurried },
  ],
  ['throttled with reasons', { step: () => sometimes(throttling), options: hurried }],
  [
    'a request limit of the account',
    { step: () => sometimes(awsError('RequestLimitExceeded')), options: hurried },
  ],
  ['500 before it was done', { step: () => sometimes(awsError('InternalServerError')) }],
  ['500 after it was done', { step: () => sometimes(servedThen(awsError('InternalServerError'))) }],
  ['503', { step: () => sometimes(awsError('ServiceUnavailable')) }],
  ['a lost answer', { step: () => sometimes(servedThen(drop)) }],
  ['a connection that was reset', { step: () => sometimes(drop) }],
  [
    'a slow answer',
    {
      step: () =>
        sometimes(async (request, forward) => {
          await new Promise((resolve) => setTimeout(resolve, 60));
          return served()(request, forward);
        }),
    },
  ],
  [
    'one item refused',
    {
      step: () => (request, forward) =>
        (hasBad(request) ? awsError('ValidationException') : served())(request, forward),
      failed: [BAD],
    },
  ],
  [
    'a request too large',
    {
      step: () => (request, forward) =>
        hasBad(request)
          ? { status: 413, body: { __type: 'RequestEntityTooLarge', message: 'Too large.' } }
          : served()(request, forward),
      failed: [BAD],
    },
  ],
  [
    'a full item collection',
    {
      step: () => (request, forward) =>
        (hasBad(request) ? awsError('ItemCollectionSizeLimitExceededException') : served())(request, forward),
      failed: [BAD],
    },
  ],
  [
    'access denied in the middle',
    {
      step: () => afterTwo(awsError('AccessDeniedException')),
      stopped: 'error',
      cause: 'AccessDeniedException',
    },
  ],
  [
    'a missing table',
    {
      step: () => awsError('ResourceNotFoundException'),
      stopped: 'error',
      cause: 'ResourceNotFoundException',
    },
  ],
  [
    'not implemented',
    { step: () => afterTwo(() => ({ status: 501, body: {} })), stopped: 'error', cause: 'Unknown' },
  ],
  [
    'an abort before an answer',
    {
      step: (stop) =>
        afterTwo(() => {
          stop.abort();
          return new Promise(() => {});
        }),
      stopped: 'aborted',
      cause: 'AbortError',
    },
  ],
  [
    'an abort after it was done',
    {
      step: (stop) =>
        afterTwo(
          servedThen(() => {
            stop.abort();
            return new Promise(() => {});
          }),
        ),
      stopped: 'aborted',
      cause: 'AbortError',
    },
  ],
  [
    'a deadline in the middle',
    {
      step: () => served((_, place) => place === 0),
      stopped: 'deadline',
      options: () => ({ deadline: new Date(Date.now() + 150) }),
    },
  ],
  [
    'a deadline while the one that is refused is sought',
    {
      step: () => async (request, forward) => {
        await new Promise((resolve) => setTimeout(resolve, 40));
        return awsError('ValidationException')(request, forward);
      },
      stopped: 'deadline',
      options: () => ({ deadline: new Date(Date.now() + 100) }),
    },
  ],
  [
    'nothing taken for ever',
    {
      step: () => afterTwo(served(() => false)),
      stopped: 'no progress',
      options: hurried,
    },
  ],
  [
    'throttled for ever',
    {
      step: () => afterTwo(awsError('ProvisionedThroughputExceededException')),
      stopped: 'no progress',
      cause: 'ProvisionedThroughputExceededException',
      options: hurried,
    },
  ],
  [
    'no answer for ever',
    {
      step: () => afterTwo(drop),
      stopped: 'no progress',
      cause: 'Error',
      options: hurried,
    },
  ],
];

interface Told {
  readonly complete: boolean;
  readonly stopped: string | undefined;
  readonly cause: unknown;
  readonly entries: readonly {
    readonly index: number;
    readonly status: string;
    readonly attempts: number;
    readonly error: unknown;
  }[];
  readonly remaining: readonly unknown[];
}

/** What must hold of every report, whatever happened. */
function checkReport(report: Told, done: string, { stopped, cause, failed = [] }: Fault): void {
  expect(report.stopped).toBe(stopped);
  expect((report.cause as Error | undefined)?.name).toBe(cause);
  expect(report.entries.map(({ index }) => index)).toEqual(Array.from({ length: COUNT }, (_, i) => i));
  const wrong = report.entries.filter(({ index, status, attempts, error }) => {
    const arrived = answered.has(idOfAccount(index));
    if (failed.includes(index) || status === 'failed') return error === undefined || arrived;
    if (status === done) return !arrived || attempts === 0;
    if (status === 'notAttempted') return arrived || attempts > 0;
    // What is unprocessed may have arrived where the answer was lost.
    return status !== 'unprocessed' || attempts === 0;
  });
  expect(wrong).toEqual([]);
  if (stopped === undefined) {
    expect(report.entries.filter(({ status }) => status === 'failed').map(({ index }) => index)).toEqual(
      failed,
    );
    expect(report.remaining).toEqual([]);
  } else {
    expect(report.complete).toBe(false);
    expect(report.remaining.length).toBeGreaterThan(0);
  }
}

describe.each(FAULTS)('%s', (_, fault) => {
  it('batchWrite', async () => {
    const stop = new AbortController();
    server.script('BatchWriteItem', fault.step(stop));
    const operations = Array.from({ length: COUNT }, (_, i) => Account.put(account(`${i}`, i)));
    const options = { abortSignal: stop.signal, ...fault.options?.() };
    const report = await batchWrite(db(), operations, options);
    checkReport(report, 'written', fault);
    expect(answered.size).toBe(tables.items.size);

    server.script('BatchWriteItem', served());
    const rest = await batchWrite(db(), report.remaining);
    expect(rest.complete).toBe(true);
    const expected = operations.flatMap(({ input }, i) =>
      report.entries[i]?.status === 'failed' ? [] : [[idOfAccount(i), marshall(input.Item)] as const],
    );
    expect(tables.items).toEqual(new Map(expected));
  });

  it('batchGet', async () => {
    const stop = new AbortController();
    server.script('BatchGetItem', fault.step(stop));
    for (let i = 0; i < COUNT; i += 1) {
      if (i % 10 !== 9)
        tables.items.set(idOfAccount(i), marshall(Account.put(account(`${i}`, i)).input.Item));
    }
    const operations = Array.from({ length: COUNT }, (_, i) => Account.get({ accountId: `${i}` }));
    const options = { abortSignal: stop.signal, ...fault.options?.() };
    const report = await batchGet(db(), operations, options);
    const told = report.entries.map((entry) => ({
      ...entry,
      status: entry.status === 'missing' ? 'found' : entry.status,
    }));
    checkReport(
      { ...report, entries: told, complete: report.complete, remaining: report.remaining },
      'found',
      fault,
    );

    server.script('BatchGetItem', served());
    const rest = await batchGet(db(), report.remaining);
    expect(rest.complete).toBe(true);
    const items = [report, rest].flatMap(({ entries, items }) =>
      entries.flatMap(({ operation, status }, i) =>
        status === 'found' ? [[operation.key.PK, items[i]]] : [],
      ),
    );
    const failed = report.entries.filter(({ status }) => status === 'failed').length;
    const missing = [report, rest].flatMap(({ entries }) =>
      entries.filter(({ status }) => status === 'missing'),
    );
    expect(missing.every(({ operation }) => `${operation.key.PK}`.endsWith('9'))).toBe(true);
    expect(items.length + missing.length + failed).toBe(COUNT);
    for (const [key, item] of items) expect(`ACCOUNT#${(item as { accountId: string }).accountId}`).toBe(key);
  });
});
