import type { MastraDBMessage } from '@mastra/core/agent';
import type { MemoryStorage, WorkflowsStorage } from '@mastra/core/storage';

/** The domains that both stores have. */
export interface Stores {
  readonly memory: MemoryStorage;
  readonly workflows: WorkflowsStorage;
}

/** One thing that is done with a store, after what it needs has been made. */
export interface Work {
  readonly title: string;
  readonly prepare: (stores: Stores) => Promise<unknown>;
  readonly run: (stores: Stores) => Promise<unknown>;
}

const THREAD = 'thread-1';
const RUN = { workflowName: 'flow', runId: 'run-1' };

function messages(count: number): MastraDBMessage[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `message-${n}`,
    threadId: THREAD,
    resourceId: 'user-1',
    role: n % 2 === 0 ? 'user' : 'assistant',
    type: 'text',
    createdAt: new Date(Date.UTC(2026, 0, 1, 0, 0, n)),
    content: { format: 2, parts: [{ type: 'text', text: `The text of message ${n}. `.repeat(10) }] },
  }));
}

const ids = messages(100).map(({ id }) => id);

async function thread({ memory }: Stores, count: number): Promise<void> {
  const at = new Date('2026-01-01T00:00:00.000Z');
  await memory.saveThread({
    thread: { id: THREAD, resourceId: 'user-1', title: 'A thread', createdAt: at, updatedAt: at },
  });
  await memory.saveMessages({ messages: messages(count) });
}

function snapshot() {
  return {
    ...{
      runId: RUN.runId,
      status: 'running',
      value: {},
      context: { input: {} },
      activePaths: [],
      activeStepsPath: {},
    },
    ...{ serializedStepGraph: [], suspendedPaths: {}, resumeLabels: {}, waitingPaths: {}, timestamp: 0 },
  } as never;
}

const result = (n: number) =>
  ({ status: 'success', output: { n }, payload: {}, startedAt: n, endedAt: n + 1 }) as never;

export const WORKS: readonly Work[] = [
  {
    title: 'a turn: two messages saved',
    prepare: (stores) => thread(stores, 20),
    run: ({ memory }) => memory.saveMessages({ messages: messages(22).slice(20) }),
  },
  {
    title: '100 messages saved',
    prepare: (stores) => thread(stores, 0),
    run: ({ memory }) => memory.saveMessages({ messages: messages(100) }),
  },
  {
    title: '100 messages by id',
    prepare: (stores) => thread(stores, 100),
    run: ({ memory }) => memory.listMessagesById({ messageIds: ids }),
  },
  {
    title: 'the last 10 messages of 200',
    prepare: (stores) => thread(stores, 200),
    run: ({ memory }) =>
      memory.listMessages({
        ...{ threadId: THREAD, perPage: 10, includeTotal: false },
        orderBy: { field: 'createdAt', direction: 'DESC' },
      }),
  },
  {
    title: 'a thread of 200 messages listed',
    prepare: (stores) => thread(stores, 200),
    run: ({ memory }) => memory.listMessages({ threadId: THREAD, perPage: false }),
  },
  {
    title: 'a thread of 200 messages deleted',
    prepare: (stores) => thread(stores, 200),
    run: ({ memory }) => memory.deleteThread({ threadId: THREAD }),
  },
  {
    title: '10 results of steps, one after another',
    prepare: ({ workflows }) => workflows.persistWorkflowSnapshot({ ...RUN, snapshot: snapshot() }),
    run: async ({ workflows }) => {
      for (let n = 0; n < 10; n += 1)
        await workflows.updateWorkflowResults({
          ...RUN,
          stepId: `s${n}`,
          result: result(n),
          requestContext: {},
        });
    },
  },
];
