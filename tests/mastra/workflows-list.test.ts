import { WorkflowStorageDynamoDB } from '../../src/mastra/workflows/workflow-storage.ts';
import { describeMastra } from './databases.ts';
import { contextOf, counted, largeSnapshot, snapshotOf, watched } from './workflow-runs.ts';

const day = (date: number) => new Date(Date.UTC(2026, 0, date));

describeMastra('lists of workflow runs', (engine) => {
  const open = async (...args: Parameters<typeof engine.open>) => {
    const { database, commands } = watched(await engine.open(...args));
    return { database, commands, storage: new WorkflowStorageDynamoDB({ database }) };
  };
  const ids = ({ runs }: { runs: readonly { runId: string }[] }) => runs.map(({ runId }) => runId);

  /** Four runs of two workflows on four days. */
  async function fill(storage: WorkflowStorageDynamoDB): Promise<void> {
    const suspended = {
      status: 'suspended',
      suspendPayload: {
        __streamState: { messageList: { memoryInfo: { threadId: 'T1', resourceId: 'Ann' } } },
      },
    };
    const snapshots = {
      a: snapshotOf('a', { status: 'success' }),
      b: snapshotOf('b', { status: 'suspended', context: { ...contextOf({}), ask: suspended } as never }),
      c: snapshotOf('c', { status: 'running', context: contextOf({ status: 'success', threadId: 'T1' }) }),
      d: snapshotOf('d', {
        status: 'success',
        context: contextOf({ messageListState: { memoryInfo: { threadId: 'T1' } } }),
      }),
    };
    for (const [place, [runId, snapshot]] of Object.entries(snapshots).entries()) {
      await storage.persistWorkflowSnapshot({
        workflowName: runId === 'c' ? 'Refunds' : 'Orders',
        runId,
        snapshot,
        createdAt: day(place + 1),
        ...(runId < 'c' && { resourceId: runId === 'a' ? 'Ann' : 'ann' }),
      });
    }
  }

  test('the newest comes first, with its snapshot', async () => {
    const { storage } = await open();
    await fill(storage);
    const list = await storage.listWorkflowRuns();
    expect(ids(list)).toEqual(['d', 'c', 'b', 'a']);
    expect(list.total).toBe(4);
    expect(list.runs[3]).toEqual({
      workflowName: 'Orders',
      runId: 'a',
      resourceId: 'Ann',
      snapshot: snapshotOf('a', { status: 'success' }),
      createdAt: day(1),
      updatedAt: expect.any(Date),
    });
  });

  test.each([
    ['of a workflow', { workflowName: 'Orders' }, ['d', 'b', 'a']],
    ['of no workflow', { workflowName: 'orders' }, []],
    ['from a day on', { fromDate: day(3) }, ['d', 'c']],
    ['up to a day', { workflowName: 'Orders', toDate: day(2) }, ['b', 'a']],
    ['between two days', { fromDate: day(2), toDate: day(3) }, ['c', 'b']],
    ['of a resource', { resourceId: 'Ann' }, ['a']],
    ['with a status, which is not one that only stands in the snapshot', { status: 'success' }, ['d', 'a']],
    ['of a thread, wherever Mastra keeps it', { threadId: 'T1' }, ['d', 'b']],
    ['of a workflow with a status', { workflowName: 'Orders', status: 'suspended' }, ['b']],
    [
      'of a workflow with all that there is',
      {
        workflowName: 'Orders',
        threadId: 'T1',
        resourceId: 'ann',
        status: 'suspended',
        fromDate: day(1),
        toDate: day(9),
      },
      ['b'],
    ],
  ] as const)('runs %s', async (_, input, expected) => {
    const { storage } = await open();
    await fill(storage);
    const list = await storage.listWorkflowRuns(input);
    expect([ids(list), list.total]).toEqual([expected, expected.length]);
    const page = await storage.listWorkflowRuns({ ...input, page: 0, perPage: 1 });
    expect([ids(page), page.total]).toEqual([expected.slice(0, 1), expected.length]);
  });

  test('pages follow each other, and only both page and perPage make one', async () => {
    const { storage } = await open();
    await fill(storage);
    const pages = [0, 1, 2].map((page) => storage.listWorkflowRuns({ page, perPage: 3 }));
    expect((await Promise.all(pages)).map((list) => [ids(list), list.total])).toEqual([
      [['d', 'c', 'b'], 4],
      [['a'], 4],
      [[], 4],
    ]);
    expect(ids(await storage.listWorkflowRuns({ page: 0, perPage: false }))).toEqual(['d', 'c', 'b', 'a']);
    expect(await storage.listWorkflowRuns({ page: 0, perPage: 0 })).toEqual({ runs: [], total: 4 });
    expect(ids(await storage.listWorkflowRuns({ perPage: 1 }))).toHaveLength(4);
    expect(ids(await storage.listWorkflowRuns({ page: 1 }))).toHaveLength(4);
  });

  test('a page that there cannot be is refused', async () => {
    const { storage } = await open();
    await expect(storage.listWorkflowRuns({ page: -1, perPage: 5 })).rejects.toMatchObject({
      id: 'MASTRA_STORAGE_DYNAMODB_LIST_WORKFLOW_RUNS_FAILED',
      cause: { message: 'page must be a whole number of 0 or more, not -1.' },
    });
    await expect(storage.listWorkflowRuns({ page: 0, perPage: -5 })).rejects.toMatchObject({
      cause: { message: 'perPage must be >= 0' },
    });
  });

  test('all of over 1 MB is counted, in as many requests as it takes, and a page is the newest of all', async () => {
    const { storage, commands } = await open();
    const runs = Array.from({ length: 12 }, (_, i) => `run-${String(i).padStart(2, '0')}`);
    await Promise.all(
      runs.map((runId, place) =>
        storage.persistWorkflowSnapshot({
          workflowName: 'Orders',
          runId,
          snapshot: largeSnapshot(runId, 200_000, { status: place % 2 === 0 ? 'success' : 'failed' }),
          // The order of time is not the order of ids.
          createdAt: day(((place * 5) % 12) + 1),
        }),
      ),
    );
    const newest = runs.toSorted((a, b) => ((runs.indexOf(b) * 5) % 12) - ((runs.indexOf(a) * 5) % 12));

    commands.length = 0;
    const page = await storage.listWorkflowRuns({ workflowName: 'Orders', page: 1, perPage: 3 });
    expect([ids(page), page.total]).toEqual([newest.slice(3, 6), 12]);
    expect(page.runs[0]?.snapshot).toMatchObject({ runId: newest[3] });
    const { query = 0, ...others } = counted(commands);
    expect(query).toBeGreaterThan(1);
    expect(others).toEqual({ batchGet: 1 });
    const received = commands
      .filter(({ kind }) => kind === 'query')
      .map(({ bytesReceived = 0 }) => bytesReceived);
    expect(Math.max(...received)).toBeLessThan(20_000);

    const failed = await storage.listWorkflowRuns({ status: 'failed', page: 0, perPage: 2 });
    expect([ids(failed), failed.total]).toEqual([
      newest.filter((runId) => runs.indexOf(runId) % 2 === 1).slice(0, 2),
      6,
    ]);
    expect(ids(await storage.listWorkflowRuns({ workflowName: 'Orders' }))).toEqual(newest);
    await storage.dangerouslyClearAll();
    expect((await storage.listWorkflowRuns()).total).toBe(0);
  });

  test('the compatible table as Mastra documents it is enough', async () => {
    const { storage, commands } = await open(
      {},
      engine.layout === 'compatible' ? ['gsi1', 'gsi2'] : undefined,
    );
    await fill(storage);
    commands.length = 0;
    expect(ids(await storage.listWorkflowRuns({ workflowName: 'Refunds' }))).toEqual(['c']);
    expect(await storage.getWorkflowRunById({ runId: 'c' })).toMatchObject({ workflowName: 'Refunds' });
    expect(counted(commands)).toEqual({ query: 2 });
  });
});
