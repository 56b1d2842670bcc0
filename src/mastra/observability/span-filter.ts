import { jsonValueEquals, type listTracesArgsSchema } from '@mastra/core/storage';
import { and, type Condition, or } from '../../expressions/condition.ts';
import { contains, exists, gt, gte, lt, lte, missing, ofType } from '../../expressions/operators.ts';
import { SPAN_TEXTS, type SpanItem } from '../../repositories/mastra/span-layout.ts';
import { unpackJson } from './packed-json.ts';

/** What traces and branches are filtered by. */
export type SpanFilters = NonNullable<ReturnType<typeof listTracesArgsSchema.parse>['filters']>;

type SpanCondition = Condition<SpanItem>;

/** As much of the filters as the service can judge. The trace's id is not in it, which is a matter of where to read. */
export function filterCondition(filters: SpanFilters): SpanCondition {
  const { spanType, status, tags } = filters;
  const texts = SPAN_TEXTS.filter((name) => name in filters);
  const given = filters as Partial<Record<(typeof SPAN_TEXTS)[number], string | null>>;
  return and<SpanItem>(
    ...range('startedAt', filters.startedAt),
    ...range('endedAt', filters.endedAt),
    ...texts.flatMap((name) => (given[name] === undefined ? [] : [{ [name]: given[name] } as SpanCondition])),
    ...(spanType === undefined ? [] : [{ spanType }]),
    ...(tags ?? []).map((tag) => ({ tags: contains<string[]>(tag) }) as SpanCondition),
    ...(status === undefined ? [] : [STATUS[status]]),
  );
}

const ENDED: SpanCondition = { endedAt: ofType('S') };

/** As Mastra computes it: of the error first, then of the end. */
const STATUS: Readonly<Record<NonNullable<SpanFilters['status']>, SpanCondition>> = {
  error: { failedTrace: exists() },
  running: and<SpanItem>({ failedTrace: missing() }, or<SpanItem>({ endedAt: missing() }, { endedAt: null })),
  success: and<SpanItem>({ failedTrace: missing() }, ENDED),
};

function range(name: 'startedAt' | 'endedAt', times: SpanFilters['startedAt']): SpanCondition[] {
  if (times === undefined) return [];
  const { start, end, startExclusive, endExclusive } = times;
  const from = start?.toISOString();
  const to = end?.toISOString();
  return [
    { [name]: ofType('S') } as SpanCondition,
    ...(from === undefined
      ? []
      : [{ [name]: startExclusive === true ? gt(from) : gte(from) } as SpanCondition]),
    ...(to === undefined ? [] : [{ [name]: endExclusive === true ? lt(to) : lte(to) } as SpanCondition]),
  ];
}

/** The attributes that only `matchesJson` can judge. */
export function jsonFilters(filters: SpanFilters): ('metadata' | 'scope')[] {
  return (['metadata', 'scope'] as const).filter(
    (name) => filters[name] !== undefined && filters[name] !== null,
  );
}

/** Whether every value that is asked for stands under its name in the metadata, or the scope. */
export async function matchesJson(
  item: Pick<SpanItem, 'metadata' | 'scope'>,
  filters: SpanFilters,
): Promise<boolean> {
  for (const name of jsonFilters(filters)) {
    const stored = (await unpackJson(item[name])) as Record<string, unknown> | null | undefined;
    if (stored === null || stored === undefined) return false;
    // What is stored went through JSON, so what is asked for has to.
    const asked = JSON.parse(JSON.stringify(filters[name])) as Record<string, unknown>;
    if (!Object.entries(asked).every(([key, value]) => jsonValueEquals(stored[key], value))) return false;
  }
  return true;
}
