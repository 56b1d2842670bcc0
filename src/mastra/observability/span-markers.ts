import { BRANCH_SPAN_TYPE_SET } from '@mastra/core/storage';
import type { SpanItem } from '../../repositories/mastra/span-layout.ts';

const BRANCH_TYPES: ReadonlySet<string> = BRANCH_SPAN_TYPE_SET;

/** What says where a span stands in the tree. */
export const PLACE = ['startedAt', 'parentSpanId', 'spanType'] as const;

/** The attributes that put a span into indexes; one that is there as `undefined` keeps it out. */
export type Markers = Pick<SpanItem, 'rootSince' | 'branchSince' | 'failedTrace'>;

/** Those of the indexes of traces and of branches. */
export function placeMarkers({
  startedAt,
  parentSpanId,
  spanType,
}: Pick<SpanItem, (typeof PLACE)[number]>): Markers {
  return {
    rootSince: parentSpanId === null || parentSpanId === undefined ? startedAt : undefined,
    branchSince: BRANCH_TYPES.has(spanType) ? startedAt : undefined,
  };
}

/** That of the index of failures. */
export function failureMarker(traceId: string, error: SpanItem['error']): string | undefined {
  return error === null || error === undefined ? undefined : traceId;
}
