import { jest } from '@jest/globals';
import { SpanType } from '@mastra/core/observability';
import { TraceStatus } from '@mastra/core/storage';
import { ObservabilityStorageDynamoDB } from '../../src/mastra/observability/observability-storage.ts';
import { describeMastra } from './databases.ts';
import { at, noise, span, trace } from './observability-fixtures.ts';

describeMastra('lists of traces', (engine) => {
  const open = async (config?: Parameters<typeof engine.open>[0], indexes?: readonly string[]) => {
    const database = await engine.open(config, indexes);
    return new ObservabilityStorageDynamoDB({ database });
  };

  it('are empty at first', async () => {
    const store = await open();
    const pagination = { total: 0, page: 0, perPage: 10, hasMore: false };
    expect(await store.listTraces({})).toEqual({ spans: [], pagination });
    expect(await store.listTracesLight({})).toEqual({ spans: [], pagination });
    expect(await store.listBranches({})).toEqual({ branches: [], pagination });
    expect((await store.listTraces({ filters: { hasChildError: true, traceId: 'absent' } })).spans).toEqual(
      [],
    );
  });

  it('have pages, newest first, of many partitions', async () => {
    const store = await open();
    const records = Array.from({ length: 45 }, (_, i) => span({ traceId: `t${i}`, startedAt: at(i) }));
    await store.batchCreateSpans({ records });
    const page = async (number: number, direction: 'ASC' | 'DESC') => {
      const found = await store.listTraces({
        pagination: { page: number, perPage: 20 },
        orderBy: { field: 'startedAt', direction },
      });
      return { ...found.pagination, traces: found.spans.map(({ traceId }) => Number(traceId.slice(1))) };
    };
    const numbers = (from: number, to: number) =>
      Array.from({ length: Math.abs(to - from) }, (_, i) => from + Math.sign(to - from) * i);
    const all = { total: 45, perPage: 20 };
    expect(await page(0, 'DESC')).toEqual({ ...all, page: 0, hasMore: true, traces: numbers(44, 24) });
    expect(await page(2, 'DESC')).toEqual({ ...all, page: 2, hasMore: false, traces: numbers(4, -1) });
    expect(await page(1, 'ASC')).toEqual({ ...all, page: 1, hasMore: true, traces: numbers(20, 40) });
    expect(await page(3, 'ASC')).toEqual({ ...all, page: 3, hasMore: false, traces: [] });
  });

  it('count over 1 MB of roots, and read of a page what is asked for', async () => {
    const store = await open();
    const input = noise(120_000);
    const records = Array.from({ length: 40 }, (_, i) =>
      span({ traceId: `t${i}`, startedAt: at(i), input, metadata: { odd: i % 2 === 1 } }),
    );
    await store.batchCreateSpans({ records });
    const listed = await store.listTraces({ filters: { metadata: { odd: true } } });
    expect(listed.pagination).toEqual({ total: 20, page: 0, perPage: 10, hasMore: true });
    expect(listed.spans[0]).toMatchObject({ traceId: 't39', input, status: TraceStatus.RUNNING });
    const light = await store.listTracesLight({});
    expect(light.spans[0]).toEqual({
      ...{
        traceId: 't39',
        spanId: 's1',
        parentSpanId: null,
        name: 'run',
        spanType: 'agent_run',
        isEvent: false,
      },
      ...{ status: 'running', metadata: { odd: true }, inputPreview: `${input.slice(0, 100)}…` },
      ...{ startedAt: at(39), createdAt: expect.any(Date), updatedAt: expect.any(Date) },
    });
  });

  it('know a trace by its id, its time exactly, and what stands above its spans', async () => {
    const store = await open();
    await store.batchCreateSpans({
      records: [
        ...trace('t1', 3, { rootEntityId: 'flow', startedAt: at(1) }),
        ...trace('t2', 2, { parentEntityId: 'agent', startedAt: at(2) }),
      ],
    });
    const traces = async (filters: NonNullable<Parameters<typeof store.listTraces>[0]['filters']>) =>
      (await store.listTraces({ filters })).spans.map(({ traceId }) => traceId);
    expect(await traces({ traceId: 't1' })).toEqual(['t1']);
    expect(await traces({ traceId: 't1', startedAt: { start: at(2) } })).toEqual([]);
    expect(await traces({ rootEntityId: 'flow' })).toEqual(['t1']);
    expect(await traces({ parentEntityId: 'agent' })).toEqual(['t2']);
    expect(await traces({ startedAt: { start: at(1), startExclusive: true } })).toEqual(['t2']);
    expect(await traces({ startedAt: { end: at(2), endExclusive: true } })).toEqual(['t1']);
    expect(await traces({ startedAt: { start: at(1), end: at(2) } })).toEqual(['t2', 't1']);
    expect(await traces({ startedAt: { start: at(2), end: at(1) } })).toEqual([]);
    expect(await traces({ startedAt: {} })).toEqual(['t2', 't1']);
  });

  it('know what runs, what has ended and what has failed, whether null says so or nothing', async () => {
    const store = await open();
    const error = { message: 'x' };
    await store.batchCreateSpans({
      records: [
        span({ traceId: 'r1' }),
        span({ traceId: 'r2', endedAt: null, error: null, startedAt: at(1) }),
        span({ traceId: 's1', endedAt: at(9), startedAt: at(2) }),
        span({ traceId: 's2', endedAt: at(8), error: null, startedAt: at(3) }),
        span({ traceId: 'e1', error, startedAt: at(4) }),
        span({ traceId: 'e2', error, endedAt: at(7), startedAt: at(5) }),
      ],
    });
    const traces = async (args: Parameters<typeof store.listTraces>[0]) =>
      (await store.listTraces(args)).spans.map(({ traceId, status }) => `${traceId} ${status}`).join();
    expect(await traces({ filters: { status: TraceStatus.RUNNING } })).toBe('r2 running,r1 running');
    expect(await traces({ filters: { status: TraceStatus.SUCCESS } })).toBe('s2 success,s1 success');
    expect(await traces({ filters: { status: TraceStatus.ERROR } })).toBe('e2 error,e1 error');
    expect(await traces({ filters: { endedAt: { start: at(8) } } })).toBe('s2 success,s1 success');
    expect(await traces({ filters: { endedAt: {} }, orderBy: { field: 'endedAt', direction: 'ASC' } })).toBe(
      'e2 error,s2 success,s1 success',
    );
    await store.updateSpan({ traceId: 'e2', spanId: 's1', updates: { error: null } });
    expect(await traces({ filters: { hasChildError: true } })).toBe('e1 error');
  });

  it('of branches have spans of any depth, but only those that begin one', async () => {
    const store = await open();
    const tool = { parentSpanId: 's0', spanType: SpanType.TOOL_CALL };
    await store.batchCreateSpans({
      records: [
        ...trace('t1', 3),
        span({ spanId: 'tool', ...tool, startedAt: at(9), entityName: 'search' }),
        span({ traceId: 't2', spanId: 'tool', ...tool, startedAt: at(5) }),
      ],
    });
    const branches = async (filters: NonNullable<Parameters<typeof store.listBranches>[0]['filters']>) =>
      (await store.listBranches({ filters })).branches.map(({ traceId, spanId }) => `${traceId} ${spanId}`);
    expect(await branches({})).toEqual(['t1 tool', 't2 tool', 't1 s0']);
    expect(await branches({ traceId: 't1' })).toEqual(['t1 tool', 't1 s0']);
    expect(await branches({ spanType: SpanType.TOOL_CALL })).toEqual(['t1 tool', 't2 tool']);
    expect(await branches({ spanType: SpanType.MODEL_STEP })).toEqual([]);
    expect(await branches({ entityName: 'search' })).toEqual(['t1 tool']);
    expect(await branches({ startedAt: { start: at(5), startExclusive: true } })).toEqual(['t1 tool']);
  });

  it('are the same on a table that lacks the indexes, which is said once for each', async () => {
    const store = await open({}, []);
    const warn = jest.fn<(message: string) => void>();
    store.__setLogger({ warn, debug: () => {}, info: () => {}, error: () => {} } as never);
    await store.batchCreateSpans({
      records: [...trace('t1', 2), ...trace('t2', 2, { startedAt: at(50), error: { message: 'x' } })],
    });
    for (let time = 0; time < 2; time += 1) {
      const ids = (found: { spans: { traceId: string }[] }) => found.spans.map(({ traceId }) => traceId);
      expect(ids(await store.listTraces({}))).toEqual(['t2', 't1']);
      expect(ids(await store.listTraces({ filters: { startedAt: { start: at(1) } } }))).toEqual(['t2']);
      expect(ids(await store.listTraces({ filters: { hasChildError: false } }))).toEqual(['t1']);
      expect((await store.listBranches({ filters: { startedAt: { end: at(49) } } })).branches).toHaveLength(
        1,
      );
    }
    expect(
      warn.mock.calls
        .map(([message]) => /has no index (\w+)\. Add it with: aws /.exec(message)?.[1]?.toLowerCase())
        .sort(),
    ).toEqual(['gsi1', 'gsi2', 'gsi3']);
  });
});
