import { SpanType } from '@mastra/core/observability';
import type { ListBranchesArgs, ListTracesArgs } from '@mastra/core/storage';
import { ObservabilityStorageDynamoDB } from '../../src/mastra/observability/observability-storage.ts';
import { compatibleLayout } from '../../src/repositories/mastra/compatible/layout.ts';
import { nativeLayout } from '../../src/repositories/mastra/native/layout.ts';
import { send } from '../../src/repositories/send.ts';
import { describeMastra } from './databases.ts';
import { at, countedStore, noise, span, trace } from './observability-fixtures.ts';

const ids = (found: { spans: readonly { spanId: string }[] } | null) =>
  found?.spans.map(({ spanId }) => spanId);

describeMastra('traces', (engine) => {
  const open = async (config?: Parameters<typeof engine.open>[0]) => {
    const database = await engine.open(config);
    return { database, store: new ObservabilityStorageDynamoDB({ database }) };
  };

  it('come in the order of time, whole, as a structure, and branch by branch', async () => {
    const { store } = await open();
    const tree = [
      span({ spanId: 'root', startedAt: at(0), input: 'in' }),
      span({
        spanId: 'z',
        parentSpanId: 'root',
        startedAt: at(1),
        spanType: SpanType.TOOL_CALL,
        output: 'o',
      }),
      span({ spanId: 'y', parentSpanId: 'z', startedAt: at(2), spanType: SpanType.GENERIC, endedAt: at(3) }),
      span({ spanId: 'x', parentSpanId: 'y', startedAt: at(3), error: { message: 'x' }, metadata: { a: 1 } }),
      span({ spanId: 'w', parentSpanId: 'root', startedAt: at(4) }),
    ];
    await store.batchCreateSpans({ records: [...tree].reverse() });
    const traceId = 't1';
    expect((await store.getTrace({ traceId }))?.spans).toMatchObject(tree);
    expect((await store.getRootSpan({ traceId }))?.span.spanId).toBe('root');
    const structure = await store.getStructure({ traceId });
    expect(ids(structure)).toEqual(['root', 'z', 'y', 'x', 'w']);
    expect(structure).toEqual(await store.getTraceLight({ traceId }));
    expect(Object.keys(structure?.spans[3] ?? {}).sort()).toEqual(
      'createdAt error isEvent name parentSpanId spanId spanType startedAt traceId updatedAt'.split(' '),
    );
    expect(ids(await store.getBranch({ traceId, spanId: 'z' }))).toEqual(['z', 'y', 'x']);
    expect(ids(await store.getBranch({ traceId, spanId: 'root', depth: 1 }))).toEqual(['root', 'z', 'w']);
    expect(await store.getBranch({ traceId, spanId: 'absent' })).toBeNull();
    expect(ids(await store.getSpans({ traceId, spanIds: ['w', 'absent', 'x', 'w'] }))).toEqual([
      'w',
      'x',
      'w',
    ]);
  });

  it('of 100 spans are written with 4 requests, read with one, changed with one for each, and deleted with 5', async () => {
    const { store, counts, close } = await countedStore(engine);
    const records = trace('t1', 100);
    const traceId = 't1';
    await store.batchCreateSpans({ records });
    expect(counts()).toEqual({ BatchWriteItem: 4 });
    await store.getTrace({ traceId });
    expect(counts()).toEqual({ Query: 1 });
    await store.getSpans({ traceId, spanIds: records.map(({ spanId }) => spanId) });
    expect(counts()).toEqual({ BatchGetItem: 1 });
    await store.getSpan({ traceId, spanId: 's1' });
    expect(counts()).toEqual({ GetItem: 1 });
    const twice = [{ endedAt: at(9) }, { output: 'x' }].flatMap((updates) =>
      records.map(({ spanId }) => ({ traceId, spanId, updates })),
    );
    await store.batchUpdateSpans({ records: twice });
    expect(counts()).toEqual({ UpdateItem: 100 });
    expect((await store.getTrace({ traceId }))?.spans[99]).toMatchObject({ endedAt: at(9), output: 'x' });
    counts();
    await store.listTraces({});
    expect(counts()).toEqual({ Query: 8, BatchGetItem: 1 });
    await store.listTraces({ filters: { traceId } });
    expect(counts()).toEqual({ Query: 1, BatchGetItem: 1 });
    await store.batchDeleteTraces({ traceIds: [traceId] });
    expect(counts()).toEqual({ Query: 1, BatchWriteItem: 4 });
    expect(await store.getTrace({ traceId })).toBeNull();
    await store.listTraces({});
    expect(counts()).toMatchObject({ Query: 9 });
    close();
  });

  it('over 1 MB lose nothing', async () => {
    const { store } = await open();
    const input = noise(120_000);
    await store.batchCreateSpans({ records: trace('big', 25, { input, error: { message: 'x' } }) });
    const found = await store.getTrace({ traceId: 'big' });
    expect(ids(found)).toEqual(trace('big', 25).map(({ spanId }) => spanId));
    expect(found?.spans.every((record) => record.input === input)).toBe(true);
    expect((await store.getStructure({ traceId: 'big' }))?.spans).toHaveLength(25);
    expect(ids(await store.getBranch({ traceId: 'big', spanId: 's0' }))).toHaveLength(25);
    expect((await store.getRootSpan({ traceId: 'big' }))?.span.spanId).toBe('s0');
    const { pagination } = await store.listTraces({ filters: { hasChildError: true } });
    expect(pagination).toMatchObject({ total: 1 });
    await store.batchDeleteTraces({ traceIds: ['big'] });
    expect(await store.getTrace({ traceId: 'big' })).toBeNull();
  });

  it('are deleted with what the scope says of them, and no others', async () => {
    const { store } = await open();
    const owned = (traceId: string, organizationId: string | null, rootless = false) =>
      trace(traceId, 3).map((record, i) => ({
        ...record,
        // The root decides; without one the first.
        organizationId: i === 0 || rootless ? organizationId : 'other',
        parentSpanId: i === 0 && !rootless ? null : 's9',
      }));
    const records = [
      ...owned('a', 'org'),
      ...owned('b', 'other'),
      ...owned('c', null),
      ...owned('d', 'org', true),
    ];
    await store.batchCreateSpans({ records });
    const left = async () => {
      const found = await Promise.all(
        ['a', 'b', 'c', 'd'].map(async (traceId) => ((await store.getTrace({ traceId })) ? traceId : '')),
      );
      return found.join('');
    };
    const traceIds = ['a', 'b', 'c', 'd', 'absent', 'a'];
    await store.batchDeleteTraces({ traceIds, resourceId: 'r' });
    expect(await left()).toBe('abcd');
    await store.batchDeleteTraces({ traceIds, organizationId: 'org' });
    expect(await left()).toBe('bc');
    await store.batchDeleteTraces({ traceIds });
    expect(await left()).toBe('');
  });

  it('are pruned by the start of their spans', async () => {
    const { store } = await open({ now: () => at(1000) });
    await store.batchCreateSpans({ records: trace('t1', 60) });
    const policies = { spans: { maxAge: 970_000 } };
    const some = await store.prune(policies, { maxRows: 10 });
    expect(some).toEqual([{ domain: 'observability', table: 'mastra_ai_spans', deleted: 10, done: false }]);
    const [rest] = await store.prune(policies);
    expect(rest).toMatchObject({ deleted: 20, done: true });
    const left = (await store.getTrace({ traceId: 't1' }))?.spans;
    expect(left?.map(({ startedAt }) => startedAt)).toEqual(Array.from({ length: 30 }, (_, i) => at(30 + i)));
    expect(await store.prune({})).toEqual([]);
  });

  it('are cleared, and nothing else', async () => {
    const { database, store } = await open();
    await store.batchCreateSpans({ records: [...trace('t1', 30), ...trace('t2', 30)] });
    const { connection, layout } = database;
    const thread = {
      id: 't1',
      resourceId: 'r',
      createdAt: at(0).toISOString(),
      updatedAt: at(0).toISOString(),
    };
    await send(connection, layout.thread.put(thread));
    await store.dangerouslyClearAll();
    expect(await store.getTrace({ traceId: 't1' })).toBeNull();
    expect((await store.listTraces({})).pagination).toMatchObject({ total: 0 });
    expect(await send(connection, layout.thread.get({ id: 't1' }))).toEqual(thread);
  });
});

describe('the domain', () => {
  const store = new ObservabilityStorageDynamoDB({ tableName: 'mastra' });

  it('wants spans in batches, with changes, and has no features beyond', () => {
    const strategy = {
      preferred: 'batch-with-updates',
      supported: ['batch-with-updates', 'insert-only', 'realtime'],
    };
    expect(store.observabilityStrategy).toEqual(strategy);
    expect(store.tracingStrategy).toEqual(strategy);
    expect(store.getFeatures()).toEqual([]);
  });

  it('has no metrics, logs and feedback', async () => {
    await expect(store.listLogs({})).rejects.toThrow('does not support');
    await expect(store.batchCreateMetrics({ metrics: [] })).rejects.toThrow('does not support');
    await expect(store.listFeedback({})).rejects.toThrow('does not support');
  });

  it('refuses to tell what is new, as it does what is no argument', async () => {
    const lists = [
      (args: ListTracesArgs & ListBranchesArgs) => store.listTraces(args),
      (args: ListTracesArgs & ListBranchesArgs) => store.listTracesLight(args),
      (args: ListTracesArgs & ListBranchesArgs) => store.listBranches(args),
    ];
    for (const list of lists) {
      await expect(list({ mode: 'delta' })).rejects.toMatchObject({
        id: 'OBSERVABILITY_DELTA_POLLING_NOT_SUPPORTED',
        message: 'This storage provider does not support observability delta polling',
      });
      await expect(list({ pagination: { perPage: 0 } })).rejects.toMatchObject({
        id: expect.stringMatching(/^MASTRA_STORAGE_DYNAMODB_LIST_/),
      });
    }
  });
});

describe('the keys of a span', () => {
  const item = {
    ...{ traceId: 'aB', spanId: '01', name: 'run', spanType: 'agent_run', isEvent: false },
    ...{ startedAt: at(0).toISOString(), createdAt: at(1).toISOString(), updatedAt: at(1).toISOString() },
  };
  const markers = { rootSince: item.startedAt, branchSince: item.startedAt, failedTrace: 'aB' };

  it('follow the manner of ElectroDB in the compatible layout, with its marks', () => {
    expect(compatibleLayout.span.put({ ...item, ...markers }).input.Item).toEqual({
      pk: '$mastra#entity_span#traceid_aB',
      sk: '$span_1#spanid_01',
      gsi1pk: '$mastra#entity_span#roots_5',
      gsi1sk: '$span_1#startedat_2026-01-01T00:00:00.000Z#aB#01',
      gsi2pk: '$mastra#entity_span#branches_6',
      gsi2sk: '$span_1#startedat_2026-01-01T00:00:00.000Z#aB#01',
      gsi3pk: '$mastra#entity_span#failures_6',
      gsi3sk: '$span_1#traceid_aB#01',
      __edb_e__: 'span',
      __edb_v__: '1',
      entity: 'span',
      ...item,
      ...markers,
    });
  });

  it('are those of the native layout there, and sparse', () => {
    expect(nativeLayout.span.put({ ...item, failedTrace: 'aB' }).input.Item).toEqual({
      PK: 'TRACE#aB',
      SK: 'SPAN#01',
      GSI3PK: 'FAILURES#6',
      GSI3SK: 'SPAN#aB#01',
      EntityType: 'Span',
      ...item,
      failedTrace: 'aB',
    });
  });
});
