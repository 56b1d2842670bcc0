import { EntityType, SpanType } from '@mastra/core/observability';
import {
  type CreateSpanRecord,
  InMemoryStore,
  type ListBranchesArgs,
  type ListTracesArgs,
  type ObservabilityStorage,
  TraceStatus,
  type UpdateSpanArgs,
} from '@mastra/core/storage';
import fc from 'fast-check';
import { ObservabilityStorageDynamoDB } from '../../src/mastra/observability/observability-storage.ts';
import { describeMastra } from './databases.ts';
import { START } from './observability-fixtures.ts';

const TRACES = 6;
const SPANS = 3;

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 });
const name = fc.constantFrom('a', 'b');
const spanType = fc.constantFrom(SpanType.AGENT_RUN, SpanType.TOOL_CALL, SpanType.MODEL_STEP);
const entityType = fc.constantFrom(EntityType.AGENT, EntityType.TOOL);
const record = fc.dictionary(fc.constantFrom('k', 'l'), fc.constantFrom(1, 'x', null, [1], { z: true }));
const json = fc.oneof(fc.constant(null), fc.jsonValue({ maxDepth: 2 }), fc.constant('y'.repeat(9_000)));
const tags = fc.subarray(['p', 'q', 'r']);

/** What a span may have, and what is asked for by the same names. */
const common = {
  entityType: fc.option(entityType),
  entityId: fc.option(name),
  entityVersionId: fc.option(name),
  userId: fc.option(name),
  organizationId: fc.option(name),
  threadId: fc.option(name),
  environment: fc.option(name),
  source: fc.option(name),
  experimentId: fc.option(name),
  scope: fc.option(record),
  metadata: fc.option(record),
  tags: fc.option(tags),
};

const changes = fc.record(
  {
    ...common,
    name,
    error: fc.option(fc.record({ message: name })),
    input: json,
    output: json,
    attributes: fc.option(record),
    links: fc.option(fc.array(fc.jsonValue({ maxDepth: 1 }))),
    requestContext: fc.option(record),
  },
  { requiredKeys: [] },
);

const place = fc.record({ trace: fc.nat(TRACES - 1), span: fc.nat(SPANS - 1) });
const idsOf = ({ trace, span }: { trace: number; span: number }) => ({
  traceId: `t${trace}`,
  spanId: `s${span}`,
});

/** No two spans start or end at the same time, because the order of those is anybody's. */
const time = ({ trace, span }: { trace: number; span: number }, hour: number) =>
  new Date(START + hour * 3_600_000 + (trace * SPANS + span) * 60_000);
const hour = fc.nat(3);
const endedAt = fc.option(hour);

const created = fc
  .record({ place, spanType, start: hour, end: maybe(endedAt), isEvent: fc.boolean(), changes })
  .map(
    ({ place, spanType, start, end, isEvent, changes }): CreateSpanRecord => ({
      ...{ name: 'run', spanType, isEvent, startedAt: time(place, start) },
      ...changes,
      ...(end !== undefined && { endedAt: end === null ? null : time(place, end + 1) }),
      ...idsOf(place),
      parentSpanId: place.span === 0 ? null : 's0',
    }),
  );

const updated = fc
  .record({ place, changes, spanType: maybe(spanType), start: maybe(hour), end: maybe(endedAt) })
  .map(
    ({ place, changes, spanType, start, end }): UpdateSpanArgs => ({
      ...idsOf(place),
      updates: {
        ...changes,
        ...(spanType && { spanType }),
        ...(start !== undefined && { startedAt: time(place, start) }),
        ...(end !== undefined && { endedAt: end === null ? null : time(place, end + 1) }),
      },
    }),
  );

const moment = hour.map((hours) => new Date(START + hours * 3_600_000));
const range = (flags: Record<string, fc.Arbitrary<boolean>>) =>
  fc.record({ start: moment, end: moment, ...flags }, { requiredKeys: [] });
const exclusive = { startExclusive: fc.boolean(), endExclusive: fc.boolean() };

const paging = {
  pagination: fc.record({ page: fc.nat(2), perPage: fc.integer({ min: 1, max: 4 }) }),
  orderBy: fc.record({
    field: fc.constantFrom('startedAt' as const, 'endedAt' as const),
    direction: fc.constantFrom('ASC' as const, 'DESC' as const),
  }),
};

const filters = (flags: Record<string, fc.Arbitrary<boolean>>) => ({
  ...common,
  startedAt: range(flags),
  endedAt: range(flags),
  spanType,
  status: fc.constantFrom(TraceStatus.ERROR, TraceStatus.RUNNING, TraceStatus.SUCCESS),
});

/** Few filters at once, so that something is found. */
const some = <T extends Record<string, fc.Arbitrary<unknown>>>(model: T) =>
  fc
    .subarray(Object.keys(model), { maxLength: 2 })
    .chain((names) =>
      fc.record(Object.fromEntries(names.map((key) => [key, model[key] ?? fc.constant(null)]))),
    );

const traceList = fc.record(
  { ...paging, filters: some({ ...filters(exclusive), hasChildError: fc.boolean() }) },
  { requiredKeys: [] },
) as fc.Arbitrary<ListTracesArgs>;

const branchList = fc.record(
  { ...paging, filters: some({ ...filters({}), traceId: fc.constant('t0'), parentEntityId: name }) },
  { requiredKeys: [] },
) as fc.Arbitrary<ListBranchesArgs>;

type Call = (store: ObservabilityStorage) => Promise<unknown>;

const write = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(created, { maxLength: 12 }).map(
      (records): Call =>
        (store) =>
          store.batchCreateSpans({ records: structuredClone(records) }),
    ),
  },
  {
    weight: 1,
    arbitrary: created.map(
      (span): Call =>
        (store) =>
          store.createSpan({ span: structuredClone(span) }),
    ),
  },
  {
    weight: 3,
    arbitrary: updated.map(
      (args): Call =>
        (store) =>
          store.updateSpan(structuredClone(args)),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ traceIds: fc.subarray(['t0', 't1', 't2', 't3']), organizationId: maybe(name) })
      .map(
        (args): Call =>
          (store) =>
            store.batchDeleteTraces(args),
      ),
  },
);

/** What a call gives, or which error, without the times of the database and, of equal ends, their order. */
async function outcome(call: Promise<unknown>): Promise<unknown> {
  try {
    return JSON.parse(JSON.stringify(await call) ?? 'null', (key, value) =>
      ['createdAt', 'updatedAt', 'deltaCursor'].includes(key) ? undefined : value,
    );
  } catch (error) {
    return { error: (error as { id?: string }).id };
  }
}

interface Listed {
  readonly spans?: readonly { endedAt?: string | null }[];
  readonly branches?: readonly { endedAt?: string | null }[];
  readonly pagination: unknown;
}

/** Of a list by the end, in which those that have not ended may stand in any order. */
function ends(found: unknown): unknown {
  const { spans, branches, pagination } = found as Listed;
  return { pagination, ends: (spans ?? branches)?.map(({ endedAt }) => endedAt ?? null) };
}

describeMastra('the domain of traces', (engine) => {
  it('gives what the store in memory gives', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(write, { minLength: 1, maxLength: 8 }),
        fc.array(traceList, { minLength: 6, maxLength: 6 }),
        fc.array(branchList, { minLength: 6, maxLength: 6 }),
        async (writes, traceLists, branchLists) => {
          const ours = new ObservabilityStorageDynamoDB({ database: await engine.open() });
          const theirs = await new InMemoryStore().getStore('observability');
          if (theirs === undefined) throw new Error('There is no store in memory.');
          const same = async (call: Call, of: (found: unknown) => unknown = (found) => found) => {
            const [found, expected] = await Promise.all([outcome(call(ours)), outcome(call(theirs))]);
            expect(of(found)).toEqual(of(expected));
          };
          for (const call of writes) await same(call);
          const traceIds = Array.from({ length: TRACES }, (_, trace) => `t${trace}`);
          // Reads change nothing, so all of them are made at once.
          await Promise.all([
            ...traceIds.flatMap((traceId) => [
              same((store) => store.getTrace({ traceId })),
              same((store) => store.getStructure({ traceId })),
              same((store) => store.getRootSpan({ traceId })),
              same((store) => store.getSpan({ traceId, spanId: 's1' })),
              same((store) => store.getSpans({ traceId, spanIds: ['s2', 's0', 's9', 's2'] })),
              same((store) => store.getBranch({ traceId, spanId: 's0' })),
            ]),
            ...traceLists.flatMap((args) => {
              const of = args.orderBy?.field === 'endedAt' ? ends : undefined;
              return [
                same((store) => store.listTraces(args), of),
                same((store) => store.listTracesLight(args), of),
              ];
            }),
            ...branchLists.map((args) =>
              same((store) => store.listBranches(args), args.orderBy?.field === 'endedAt' ? ends : undefined),
            ),
          ]);
        },
      ),
      { numRuns: engine.name === 'dynoxide' ? 20 : 2, endOnFailure: true },
    );
  });
});
