import type { Expiring } from './items.ts';
import type { LayoutEntity, LayoutQuery } from './layout-entity.ts';

/** One span of a trace. */
export interface SpanItem extends Expiring {
  traceId: string;
  spanId: string;
  parentSpanId?: string | undefined;
  name: string;
  /** The trace's id on its root span, and only there: it puts the span into the index of traces. */
  rootOf?: string | undefined;
  startedAt: string;
  createdAt: string;
  updatedAt: string;
}

/** Where spans stand in a layout. */
export type SpanLayout = LayoutEntity<SpanItem, 'traceId' | 'spanId'> & {
  readonly ofTrace: LayoutQuery<{ readonly traceId: string }, SpanItem>;
};
