import { jest } from '@jest/globals';
import { MastraError } from '@mastra/core/error';
import { type AnyExportedSpan, EntityType, SpanType } from '@mastra/core/observability';
import {
  buildCreateSpanRecord,
  buildUpdateSpanRecord,
  type CreateSpanRecord,
  TraceStatus,
} from '@mastra/core/storage';
import { LoadIncomplete } from '../../src/batch/bulk-report.ts';
import { ObservabilityStorageDynamoDB } from '../../src/mastra/observability/observability-storage.ts';
import { iterate } from '../../src/repositories/iterate.ts';
import { send } from '../../src/repositories/send.ts';
import { describeMastra } from './databases.ts';
import { at, noise, span, trace } from './observability-fixtures.ts';

const FULL: CreateSpanRecord = {
  traceId: 'Trace#1',
  spanId: 'span $1',
  parentSpanId: null,
  name: 'The run',
  spanType: SpanType.AGENT_RUN,
  isEvent: false,
  startedAt: at(0),
  endedAt: at(1),
  entityType: EntityType.AGENT,
  entityId: 'agent',
  entityName: 'Agent',
  entityVersionId: 'v1',
  parentEntityType: EntityType.WORKFLOW_RUN,
  parentEntityId: 'flow',
  parentEntityName: 'Flow',
  parentEntityVersionId: 'v2',
  rootEntityType: EntityType.WORKFLOW_RUN,
  rootEntityId: 'root',
  rootEntityName: 'Root',
  rootEntityVersionId: 'v3',
  userId: 'u',
  organizationId: 'o',
  resourceId: 'r',
  runId: 'run',
  sessionId: 'session',
  threadId: 'thread',
  requestId: 'request',
  environment: 'test',
  serviceName: 'service',
  source: 'local',
  experimentId: 'experiment',
  scope: { a: 1 },
  metadata: { deep: { list: [1, null, 'x'] }, '': true },
  tags: ['a', 'b', 'a'],
  attributes: { tokens: 5 },
  links: [{ traceId: 'other' }],
  input: '"quoted"',
  output: [],
  error: { message: 'broken' },
  requestContext: {},
};

describeMastra('spans', (engine) => {
  const open = async (config?: Parameters<typeof engine.open>[0]) => {
    const database = await engine.open(config);
    return { database, store: new ObservabilityStorageDynamoDB({ database }) };
  };

  it('come back with every field, null and empty values among them', async () => {
    const { store } = await open({ now: () => at(9) });
    const empty = span({ tags: [], userId: null, input: null, error: null, endedAt: null, output: '' });
    await store.createSpan({ span: FULL });
    await store.createSpan({ span: empty });

    const { traceId, spanId } = FULL;
    expect(await store.getSpan({ traceId, spanId })).toEqual({
      span: { ...FULL, createdAt: at(9), updatedAt: at(9) },
    });
    expect(await store.getSpan({ traceId: 't1', spanId: 's1' })).toStrictEqual({
      span: { ...empty, createdAt: at(9), updatedAt: at(9) },
    });
  });

  it('are null, or none, where there are none', async () => {
    const { store } = await open();
    const traceId = 'absent';
    expect(await store.getSpan({ traceId, spanId: 's1' })).toBeNull();
    expect(await store.getSpans({ traceId, spanIds: ['s1'] })).toEqual({ traceId, spans: [] });
    expect(await store.getSpans({ traceId, spanIds: [] })).toEqual({ traceId, spans: [] });
    expect(await store.getRootSpan({ traceId })).toBeNull();
    expect(await store.getTrace({ traceId })).toBeNull();
    expect(await store.getStructure({ traceId })).toBeNull();
    expect(await store.getTraceLight({ traceId })).toBeNull();
    expect(await store.getBranch({ traceId, spanId: 's1' })).toBeNull();
    await store.batchCreateSpans({ records: [] });
    await store.batchUpdateSpans({ records: [] });
    await store.batchDeleteTraces({ traceIds: [] });
  });

  it('keep the case of their ids', async () => {
    const { store } = await open();
    const records = [
      span({ traceId: 'AB', name: 'upper' }),
      span({ traceId: 'ab', name: 'lower' }),
      span({ traceId: 'ab', spanId: 'S1', parentSpanId: 's1', name: 'child' }),
    ];
    await store.batchCreateSpans({ records });
    expect((await store.getTrace({ traceId: 'AB' }))?.spans.map(({ name }) => name)).toEqual(['upper']);
    expect((await store.getTrace({ traceId: 'ab' }))?.spans).toHaveLength(2);
  });

  it('are changed field by field, of which one that is not given stays', async () => {
    let now = at(1);
    const { store } = await open({ now: () => now });
    await store.createSpan({ span: span({ input: { a: 1 }, metadata: { b: 2 } }) });
    now = at(5);
    await store.updateSpan({
      traceId: 't1',
      spanId: 's1',
      updates: { endedAt: at(4), output: 'done', metadata: null, input: undefined },
    });
    expect((await store.getSpan({ traceId: 't1', spanId: 's1' }))?.span).toEqual({
      ...span({ input: { a: 1 }, metadata: null, output: 'done', endedAt: at(4) }),
      createdAt: at(1),
      updatedAt: at(5),
    });
  });

  it('move in the lists when their start, parent or type change', async () => {
    const { store } = await open();
    await store.batchCreateSpans({ records: trace('t1', 2) });
    const child = { traceId: 't1', spanId: 's1' };
    const roots = async () =>
      (await store.listTraces({})).spans.map(({ spanId, startedAt }) => [spanId, startedAt]);
    const branches = async () => (await store.listBranches({})).branches.map(({ spanId }) => spanId);

    await store.updateSpan({ ...child, updates: { spanType: SpanType.TOOL_CALL } });
    expect(await branches()).toEqual(['s1', 's0']);
    await store.updateSpan({ ...child, updates: { parentSpanId: null } });
    await store.updateSpan({ ...child, updates: { startedAt: at(50) } });
    expect(await roots()).toEqual([
      ['s1', at(50)],
      ['s0', at(0)],
    ]);
    const place = { parentSpanId: 's0', startedAt: at(60), spanType: SpanType.GENERIC };
    await store.updateSpan({ ...child, updates: place });
    expect(await roots()).toEqual([['s0', at(0)]]);
    expect(await branches()).toEqual(['s0']);
  });

  it('survive changes of different fields by twenty writers at once, and of a moving start', async () => {
    const { store } = await open();
    await store.createSpan({ span: span({ parentSpanId: 'p' }) });
    const names =
      'userId organizationId resourceId runId sessionId threadId requestId environment source'.split(' ');
    const key = { traceId: 't1', spanId: 's1' };
    await Promise.all([
      ...names.map((name) => store.updateSpan({ ...key, updates: { [name]: `new ${name}` } })),
      ...names.map((name) => store.updateSpan({ ...key, updates: { startedAt: at(name.length) } })),
      store.updateSpan({ ...key, updates: { parentSpanId: null } }),
      store.updateSpan({ ...key, updates: { error: { message: 'broken' } } }),
    ]);
    const found = (await store.getSpan(key))?.span;
    for (const name of names) expect(found).toHaveProperty(name, `new ${name}`);
    const [listed] = (await store.listTraces({ filters: { startedAt: { start: found?.startedAt } } })).spans;
    expect(listed).toEqual({ ...found, status: 'error' });
  });

  it('are what the exporter of Mastra makes of a run, from its start to its end', async () => {
    const { store } = await open();
    const started = {
      ...{ id: 's1', traceId: 't1', name: 'run', type: SpanType.AGENT_RUN, isEvent: false, isRootSpan: true },
      ...{ startTime: at(0), entityType: EntityType.AGENT, entityId: 'agent', input: 'question' },
      ...{ metadata: { runId: 'r1', threadId: 'thread' }, tags: ['x'], attributes: { when: at(1) } },
    } as AnyExportedSpan;
    await store.batchCreateSpans({ records: [buildCreateSpanRecord(started)] });
    const running = await store.listTraces({ filters: { runId: 'r1', status: TraceStatus.RUNNING } });
    expect(running.spans).toMatchObject([{ input: 'question', threadId: 'thread', endedAt: null }]);

    const ended = { ...started, endTime: at(9), output: { text: 'answer' } } as AnyExportedSpan;
    delete ended.input;
    const { id: spanId, traceId } = started;
    await store.batchUpdateSpans({ records: [{ traceId, spanId, updates: buildUpdateSpanRecord(ended) }] });
    const done = await store.listTraces({ filters: { tags: ['x'], status: TraceStatus.SUCCESS } });
    expect(done.spans).toMatchObject([
      {
        input: 'question',
        output: { text: 'answer' },
        endedAt: at(9),
        attributes: { when: at(1).toISOString() },
      },
    ]);
  });

  it('that are not there are not changed, and keep no others from it', async () => {
    const { store } = await open();
    await store.createSpan({ span: span() });
    const updates = { name: 'new' };
    const absent = store.updateSpan({ traceId: 't1', spanId: 'absent', updates });
    await expect(absent).rejects.toMatchObject({
      id: 'OBSERVABILITY_UPDATE_SPAN_NOT_FOUND',
      message: 'Span not found for update: span absent of trace t1',
    });
    const moved = store.updateSpan({ traceId: 't1', spanId: 'absent', updates: { startedAt: at(1) } });
    await expect(moved).rejects.toThrow('Span not found for update');
    const records = ['absent', 's1'].map((spanId) => ({ traceId: 't1', spanId, updates }));
    await expect(store.batchUpdateSpans({ records })).rejects.toThrow('Span not found for update');
    expect((await store.getTrace({ traceId: 't1' }))?.spans).toMatchObject([{ spanId: 's1', name: 'new' }]);
  });

  it('need their ids', async () => {
    const { store } = await open();
    await expect(store.createSpan({ span: span({ spanId: '' }) })).rejects.toThrow(
      'Span ID is required for creating a span',
    );
    await expect(store.batchCreateSpans({ records: [span({ traceId: '' })] })).rejects.toThrow(
      'Trace ID is required for creating a span',
    );
  });

  it('have long fields, compressed, up to some megabytes', async () => {
    const { database, store } = await open();
    const input = {
      messages: Array.from({ length: 20_000 }, (_, i) => ({ role: 'user', content: `message ${i}` })),
    };
    await store.createSpan({ span: span({ input }) });
    await store.updateSpan({ traceId: 't1', spanId: 's1', updates: { output: input } });
    expect((await store.getSpan({ traceId: 't1', spanId: 's1' }))?.span).toMatchObject({
      input,
      output: input,
    });
    const stored = await send(database.connection, database.layout.span.get({ traceId: 't1', spanId: 's1' }));
    expect(stored?.input).toBeInstanceOf(Uint8Array);
    const [light] = (await store.listTracesLight({})).spans;
    expect(light?.inputPreview).toMatch(/^message 0 \| message 1/);
  });

  it('over 400 KB all the same are refused by name, one by one', async () => {
    const { store } = await open();
    const input = noise(900_000);
    const error = await store.createSpan({ span: span({ input }) }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MastraError);
    expect(error).toMatchObject({
      id: 'MASTRA_STORAGE_DYNAMODB_CREATE_SPAN_FAILED',
      cause: expect.any(LoadIncomplete),
    });
    expect(String(error)).toMatch(/1 failed.*t1.*s1.* an item has 409600 at most/s);

    await store.createSpan({ span: span({ input: 'short' }) });
    const change = store.updateSpan({ traceId: 't1', spanId: 's1', updates: { output: input } });
    await expect(change).rejects.toThrow(
      'The span s1 of trace t1 cannot be changed: with its new fields it would have over 400 KB, though long ones are compressed.',
    );
    expect((await store.getSpan({ traceId: 't1', spanId: 's1' }))?.span).not.toHaveProperty('output');
  });

  it('over 400 KB do not hold up a batch: their longest fields are left out, with a note and a warning', async () => {
    const { store } = await open();
    const warn = jest.fn<(message: string) => void>();
    store.__setLogger({ warn, debug: () => {}, info: () => {}, error: () => {} } as never);
    const [long, longer] = [noise(300_000), noise(900_000)];
    const records = trace('t1', 30).map((record, i) =>
      i === 3 ? { ...record, input: long, attributes: { longer }, error: { message: 'x' } } : record,
    );
    await store.batchCreateSpans({ records });
    const leftOut = expect.stringMatching(
      /^\d+ bytes, compressed, made the span larger than the 400 KB of an item$/,
    );
    const found = (await store.getTrace({ traceId: 't1' }))?.spans;
    expect(found).toHaveLength(30);
    expect(found?.[3]).toMatchObject({ input: long, attributes: { leftOut }, error: { message: 'x' } });

    const updates = { output: longer, metadata: { kept: true } };
    const changes = ['s3', 's4'].map((spanId) => ({ traceId: 't1', spanId, updates }));
    await store.batchUpdateSpans({ records: changes });
    for (const spanId of ['s3', 's4'])
      expect((await store.getSpan({ traceId: 't1', spanId }))?.span).toMatchObject({
        output: { leftOut },
        metadata: { kept: true },
      });
    expect(warn.mock.calls.map(([message]) => message.replace(/ left out: .*/, '')).sort()).toEqual([
      'Span s3 of trace t1: attributes',
      'Span s3 of trace t1: output',
      'Span s4 of trace t1: output',
    ]);
  });

  it('that JSON cannot hold are refused by name, and the others are written', async () => {
    const { store } = await open();
    const records = trace('t1', 2).map((record, i) => (i === 1 ? { ...record, input: { big: 1n } } : record));
    await expect(store.batchCreateSpans({ records })).rejects.toThrow(
      'The span s1 of trace t1 cannot be stored: its input: Do not know how to serialize a BigInt',
    );
    expect((await store.getTrace({ traceId: 't1' }))?.spans).toHaveLength(1);
  });

  it('expire, are not seen then, and are not brought back by a change; a change before that lengthens their time', async () => {
    let now = at(0);
    const ttl = { trace: { enabled: true, attributeName: 'purgeAt', defaultTtlSeconds: 60 } };
    const { database, store } = await open({ now: () => now, ttl });
    await store.batchCreateSpans({ records: trace('t1', 3, { error: { message: 'x' } }) });
    const ends = async () => {
      const found: unknown[] = [];
      const { connection, layout } = database;
      for await (const item of iterate(connection, layout.span.ofTrace({ traceId: 't1' })))
        found.push((item as unknown as Record<string, unknown>).purgeAt);
      return found.map((end) => Number(end) - at(0).getTime() / 1000);
    };
    expect(await ends()).toEqual([60, 60, 60]);
    now = at(30);
    await store.updateSpan({ traceId: 't1', spanId: 's1', updates: { name: 'new' } });
    expect(await ends()).toEqual([60, 90, 60]);

    now = at(60);
    expect((await store.getTrace({ traceId: 't1' }))?.spans.map(({ spanId }) => spanId)).toEqual(['s1']);
    expect((await store.getStructure({ traceId: 't1' }))?.spans).toHaveLength(1);
    expect(await store.getSpan({ traceId: 't1', spanId: 's0' })).toBeNull();
    expect(await store.getRootSpan({ traceId: 't1' })).toBeNull();
    expect((await store.getSpans({ traceId: 't1', spanIds: ['s0', 's1'] })).spans).toHaveLength(1);
    expect((await store.listTraces({})).pagination).toMatchObject({ total: 0 });
    expect((await store.listBranches({})).branches).toEqual([]);
    for (const updates of [{ name: 'back' }, { startedAt: at(1) }]) {
      const back = store.updateSpan({ traceId: 't1', spanId: 's0', updates });
      await expect(back).rejects.toThrow('Span not found for update');
    }
    await store.batchDeleteTraces({ traceIds: ['t1'] });
    expect(await ends()).toEqual([]);
  });
});
