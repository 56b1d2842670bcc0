import type { Operator } from '../../expressions/operators.ts';
import type { Expiring } from './items.ts';
import type { LayoutEntity, LayoutQuery } from './layout-entity.ts';

/** What a span says of itself in text, by the names that Mastra gives it. */
export const SPAN_TEXTS = [
  'parentSpanId',
  'entityType',
  'entityId',
  'entityName',
  'entityVersionId',
  'parentEntityType',
  'parentEntityId',
  'parentEntityName',
  'parentEntityVersionId',
  'rootEntityType',
  'rootEntityId',
  'rootEntityName',
  'rootEntityVersionId',
  'userId',
  'organizationId',
  'resourceId',
  'runId',
  'sessionId',
  'threadId',
  'requestId',
  'environment',
  'serviceName',
  'source',
  'experimentId',
] as const;

/** What is JSON text, of any size. */
export const SPAN_JSON = [
  'attributes',
  'links',
  'input',
  'output',
  'error',
  'requestContext',
  'metadata',
  'scope',
] as const;

/** JSON text, gzipped where it is long. */
export type PackedJson = string | Uint8Array;

/** One span of a trace. `null` is stored as such, because Mastra tells it from what is not there. */
export interface SpanItem
  extends Expiring,
    Partial<Record<(typeof SPAN_TEXTS)[number], string | null | undefined>>,
    Partial<Record<(typeof SPAN_JSON)[number], PackedJson | null | undefined>> {
  traceId: string;
  spanId: string;
  name: string;
  spanType: string;
  isEvent: boolean;
  startedAt: string;
  endedAt?: string | null | undefined;
  tags?: string[] | null | undefined;
  createdAt: string;
  updatedAt: string;
  /** `startedAt` of a root span, and only there: puts it into the index of traces. */
  rootSince?: string | undefined;
  /** `startedAt` of a span that begins a branch, and only there: puts it into the index of branches. */
  branchSince?: string | undefined;
  /** The trace's id where there is an error, and only there: puts the span into the index of failures. */
  failedTrace?: string | undefined;
}

/** Where spans stand in a layout. The three indexes have many partitions each, read as one. */
export type SpanLayout = LayoutEntity<SpanItem, 'traceId' | 'spanId'> & {
  readonly ofTrace: LayoutQuery<{ readonly traceId: string }, SpanItem>;
  /** Root spans by their start. */
  readonly roots: LayoutQuery<{ readonly rootSince?: string | Operator<string> }, SpanItem>;
  /** Spans that begin a branch, by their start. */
  readonly branches: LayoutQuery<{ readonly branchSince?: string | Operator<string> }, SpanItem>;
  /** Spans with an error, by their trace. */
  readonly failures: LayoutQuery<Record<never, never>, SpanItem>;
};
