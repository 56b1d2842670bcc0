import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { jest } from '@jest/globals';
import type { MastraDBMessage } from '@mastra/core/agent';
import type { MemoryStorage, ScoresStorage, WorkflowsStorage } from '@mastra/core/storage';
import { DynamoDBStore as ElectroStore } from '@mastra/dynamodb';
import { DynamoDBStore } from '../../src/mastra/store.ts';
import { describeEngines } from '../support/engines.ts';
import { createTable } from './databases.ts';
import { message, THREAD } from './sample-messages.ts';

/** What both stores have. */
interface Domains {
  memory: MemoryStorage;
  workflows: WorkflowsStorage;
  scores: ScoresStorage;
}

const TTL = {
  thread: { enabled: true, defaultTtlSeconds: 100 },
  message: { enabled: true, attributeName: 'expiresAt', defaultTtlSeconds: 200 },
  resource: { enabled: true, defaultTtlSeconds: 300 },
  workflow_snapshot: { enabled: true, defaultTtlSeconds: 400 },
  score: { enabled: true, defaultTtlSeconds: 500 },
};

const SCORE = {
  ...{
    scorerId: 'Scorer',
    entityId: 'Agent',
    runId: 'Run',
    score: 0.5,
    source: 'LIVE' as const,
    entityType: 'AGENT',
  },
  ...{ scorer: { name: 'S' }, entity: { name: 'A' }, input: { a: 1 }, output: { b: [2] }, reason: 'why' },
};

const snapshot = (status: string) => ({
  ...{
    runId: 'Run-1',
    status,
    value: {},
    context: { input: { a: 1 } },
    activePaths: [],
    activeStepsPath: {},
  },
  ...{ serializedStepGraph: [], suspendedPaths: {}, resumeLabels: {}, waitingPaths: {}, timestamp: 1 },
});

/** What is done to a store, step by step. */
const STEPS: Record<string, (store: Domains) => Promise<unknown>> = {
  'a thread': ({ memory }) =>
    memory.saveThread({ thread: { ...THREAD, id: 'T-1', metadata: { a: { b: 1 } } } }),
  'a thread of odd names': ({ memory }) =>
    memory.saveThread({ thread: { ...THREAD, id: 'A b/#$_%:É', resourceId: 'R #1', title: 'x' } }),
  'a thread without a title': ({ memory }) => {
    const { title, ...untitled } = { ...THREAD, id: 't-2' };
    return memory.saveThread({ thread: untitled });
  },
  'a thread again': ({ memory }) =>
    memory.saveThread({
      thread: { ...THREAD, id: 'T-1', title: 'Other', createdAt: new Date('2026-02-01') },
    }),
  messages: ({ memory }) =>
    memory.saveMessages({
      messages: [
        message(0, { id: 'M-0', threadId: 'T-1' }),
        message(1, {
          threadId: 'T-1',
          content: { format: 2, parts: [], content: 'ü "x"', metadata: { k: null } },
        }),
        message(2, { threadId: 'T-1', resourceId: 'R', role: 'user' }),
      ],
    }),
  'a message without an owner': ({ memory }) => {
    const { resourceId, ...alone } = message(3, { threadId: 't-2' });
    return memory.saveMessages({ messages: [alone as MastraDBMessage] });
  },
  'a change of a thread': ({ memory }) =>
    memory.updateThread({ id: 'T-1', title: 'New', metadata: { c: 2 } }),
  'a change of a message': ({ memory }) =>
    memory.updateMessages({
      messages: [{ id: 'm1', content: { metadata: { n: 1 } } as never, role: 'assistant' }],
    }),
  'a move of a message': ({ memory }) => memory.updateMessages({ messages: [{ id: 'm2', threadId: 't-2' }] }),
  'a deleted message': ({ memory }) => memory.deleteMessages(['M-0']),
  'a resource': ({ memory }) =>
    memory.saveResource({
      resource: {
        id: 'U-1',
        workingMemory: '# md',
        metadata: { a: 1 },
        createdAt: THREAD.createdAt,
        updatedAt: THREAD.updatedAt,
      },
    }),
  'a change of a resource': ({ memory }) => memory.updateResource({ resourceId: 'U-1', metadata: { b: 2 } }),
  'a new resource by a change': ({ memory }) =>
    memory.updateResource({ resourceId: 'u-2', workingMemory: 'wm' }),
  'a snapshot': ({ workflows }) =>
    workflows.persistWorkflowSnapshot({
      ...{
        workflowName: 'My-Flow',
        runId: 'Run-1',
        resourceId: 'U-1',
        snapshot: snapshot('running') as never,
      },
    }),
  'a result of a step': ({ workflows }) =>
    workflows.updateWorkflowResults({
      ...{ workflowName: 'My-Flow', runId: 'Run-1', stepId: 's1', requestContext: { x: 1 } },
      result: { status: 'success', output: { o: 1 }, payload: {}, startedAt: 1, endedAt: 2 } as never,
    }),
  'a state': ({ workflows }) =>
    workflows.updateWorkflowState({ workflowName: 'My-Flow', runId: 'Run-1', opts: { status: 'success' } }),
  'a score': ({ scores }) => scores.saveScore(SCORE as never),
  'a score with a span': ({ scores }) =>
    scores.saveScore({ ...SCORE, traceId: 'Tr', spanId: 'Sp', threadId: 'T-1', resourceId: 'U-1' } as never),
  'a deleted thread': ({ memory }) => memory.deleteThread({ threadId: 't-2' }),
};

describeEngines('beside the store that ElectroDB writes', (engine) => {
  const raw = async (tableName: string) => {
    const { Items = [] } = await DynamoDBDocumentClient.from(engine.client()).send(
      new ScanCommand({ TableName: tableName, ConsistentRead: true }),
    );
    // Each store chooses the ids of its scores by chance.
    const named = Items.map((item) =>
      item.entity === 'score' ? { ...item, id: '', pk: `score ${item.traceId}` } : item,
    );
    return named.sort((a, b) => `${a.pk} ${a.sk}`.localeCompare(`${b.pk} ${b.sk}`));
  };

  async function stores(ttl?: typeof TTL) {
    const [theirTable, ourTable] = [engine.tableName('electro'), engine.tableName('ours')];
    for (const name of [theirTable, ourTable]) await createTable(engine, 'compatible', name);
    const client = DynamoDBDocumentClient.from(engine.client());
    const config = ttl === undefined ? {} : { ttl };
    const electro = (tableName: string) =>
      new ElectroStore({ name: 'e', config: { id: 'e', tableName, client, ...config } });
    const ours = (tableName: string) =>
      new DynamoDBStore({ id: 'o', config: { tableName, client, ...config } });
    return { theirTable, ourTable, electro, ours };
  }

  const domains = ({ stores: found }: { stores?: unknown }) => found as Domains;

  beforeEach(() => {
    const rest = [
      'setTimeout',
      'setInterval',
      'setImmediate',
      'nextTick',
      'queueMicrotask',
      'performance',
    ] as const;
    jest.useFakeTimers({
      now: new Date('2026-03-04T05:06:07.089Z'),
      doNotFake: [...rest, 'clearTimeout', 'clearInterval', 'clearImmediate', 'hrtime'],
    });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('every step leaves the same items, attribute for attribute', async () => {
    const { theirTable, ourTable, electro, ours } = await stores();
    const [theirs, mine] = [domains(electro(theirTable)), domains(ours(ourTable))];
    for (const [name, step] of Object.entries(STEPS)) {
      jest.setSystemTime(Date.now() + 1_000);
      await step(theirs);
      await step(mine);
      expect({ after: name, items: await raw(ourTable) }).toEqual({
        after: name,
        items: await raw(theirTable),
      });
    }
  });

  test('so it is with a time to live, which only we put off when something happens', async () => {
    const { theirTable, ourTable, electro, ours } = await stores(TTL);
    const [theirs, mine] = [domains(electro(theirTable)), domains(ours(ourTable))];
    for (const [name, step] of Object.entries(STEPS)) {
      jest.setSystemTime(Date.now() + 1_000);
      await step(theirs);
      await step(mine);
      const [expected, items] = [await raw(theirTable), await raw(ourTable)];
      for (const [place, item] of items.entries()) {
        for (const end of ['ttl', 'expiresAt']) {
          const before = expected[place]?.[end];
          if (before === undefined) continue;
          expect(item[end]).toBeGreaterThanOrEqual(before);
          item[end] = before;
        }
      }
      expect({ after: name, items }).toEqual({ after: name, items: expected });
    }
  });

  test('each reads what the other wrote', async () => {
    const { theirTable, ourTable, electro, ours } = await stores();
    for (const step of Object.values(STEPS)) {
      jest.setSystemTime(Date.now() + 1_000);
      await step(domains(electro(theirTable)));
      await step(domains(ours(ourTable)));
    }
    for (const table of [theirTable, ourTable]) {
      const [theirs, mine] = [domains(electro(table)), domains(ours(table))];
      for (const read of READS) {
        const [expected, found] = [await read(theirs), await read(mine)];
        expect(plain(found)).toEqual(known(plain(expected)));
      }
    }
  });

  test('they take turns on one table', async () => {
    const { ourTable, theirTable, electro, ours } = await stores();
    let turn = 0;
    for (const [name, step] of Object.entries(STEPS)) {
      jest.setSystemTime(Date.now() + 1_000);
      // A store of ElectroDB takes the table of the last one that was made, so each is made anew.
      await step(domains(electro(theirTable)));
      await step(domains(turn % 2 === 0 ? electro(ourTable) : ours(ourTable)));
      turn += 1;
      expect({ after: name, items: await raw(ourTable) }).toEqual({
        after: name,
        items: await raw(theirTable),
      });
    }
  });
});

const READS: readonly ((store: Domains) => Promise<unknown>)[] = [
  ({ memory }) => memory.getThreadById({ threadId: 'T-1' }),
  ({ memory }) => memory.getThreadById({ threadId: 'A b/#$_%:É' }),
  ({ memory }) => memory.listThreads({ filter: { resourceId: 'r1' } }),
  ({ memory }) => memory.listMessages({ threadId: 'T-1' }),
  ({ memory }) =>
    memory.listMessages({ threadId: 'T-1', perPage: 1, orderBy: { field: 'createdAt', direction: 'DESC' } }),
  ({ memory }) => memory.listMessagesById({ messageIds: ['m1', 'm2'] }),
  ({ memory }) => memory.getResourceById({ resourceId: 'U-1' }),
  ({ workflows }) => workflows.loadWorkflowSnapshot({ workflowName: 'My-Flow', runId: 'Run-1' }),
  ({ workflows }) => workflows.getWorkflowRunById({ runId: 'Run-1' }),
  ({ workflows }) => workflows.listWorkflowRuns({ workflowName: 'My-Flow' }),
  ({ scores }) => scores.listScoresByScorerId({ scorerId: 'Scorer', pagination: { page: 0, perPage: 10 } }),
  ({ scores }) => scores.listScoresByRunId({ runId: 'Run', pagination: { page: 0, perPage: 10 } }),
  ({ scores }) =>
    scores.listScoresBySpan({ traceId: 'Tr', spanId: 'Sp', pagination: { page: 0, perPage: 10 } }),
];

/** What the other store gives, without what it should not: ElectroDB's mark on every thread and resource, and messages' time of change. */
function known(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(known);
  if (typeof value !== 'object' || value === null) return value;
  const { entity, ...rest } = value as Record<string, unknown>;
  const kept = ['thread', 'message', 'resource', 'workflow_snapshot'].includes(entity as string)
    ? rest
    : value;
  if (entity === 'message') delete (kept as Record<string, unknown>).updatedAt;
  return Object.fromEntries(Object.entries(kept).map(([name, one]) => [name, known(one)]));
}

/** As JSON, without null: of a score that has no trace the other store says so. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, one) => (one === null ? undefined : one)));
}
