import type { Operator } from '../../expressions/operators.ts';
import type { Table } from '../../table/table.ts';
import type {
  BackgroundTaskItem,
  MessageItem,
  ResourceItem,
  ScoreItem,
  SnapshotItem,
  SnapshotPartItem,
  ThreadItem,
} from './items.ts';
import type { LayoutEntity, LayoutQuery } from './layout-entity.ts';
import type { MessagePlace } from './native/message-place.ts';
import type { ObservationLayout } from './observation-layout.ts';
import type { SpanLayout } from './span-layout.ts';

/** Some time of creation, or a range of them. */
interface At {
  readonly createdAt?: string | Operator<string>;
}

/**
 * Where the items of a Mastra table stand. Programs name what they look for; a layout knows the keys. Both store the same
 * attributes.
 */
export interface MastraLayout {
  readonly name: 'compatible' | 'native';
  readonly table: Table;
  readonly thread: LayoutEntity<ThreadItem, 'id'> & {
    readonly ofResource: LayoutQuery<{ readonly resourceId: string } & At, ThreadItem>;
  };
  /** Its key is its id, or in the native layout its place; so it is changed by writing it whole. */
  readonly message: Omit<LayoutEntity<MessageItem, 'id' | 'threadId' | 'createdAt'>, 'update'> & {
    readonly ofThread: LayoutQuery<{ readonly threadId: string } & At, MessageItem>;
    /** There is none in the compatible layout, which has no index for it. */
    readonly ofResource?: LayoutQuery<{ readonly resourceId: string } & At, MessageItem>;
  };
  /** Tells where the message of an id stands; `undefined` where the id says so itself. */
  readonly messagePlace: LayoutEntity<MessagePlace, 'id'> | undefined;
  readonly resource: LayoutEntity<ResourceItem, 'id'>;
  readonly snapshot: LayoutEntity<SnapshotItem, 'workflow_name' | 'run_id'> & {
    readonly ofWorkflow: LayoutQuery<{ readonly workflow_name: string }, SnapshotItem>;
    readonly ofRun: LayoutQuery<{ readonly run_id: string }, SnapshotItem>;
  };
  readonly snapshotPart: LayoutEntity<
    SnapshotPartItem,
    'workflow_name' | 'run_id' | 'generation' | 'part'
  > & {
    readonly ofRun: LayoutQuery<
      { readonly workflow_name: string; readonly run_id: string },
      SnapshotPartItem
    >;
  };
  readonly score: LayoutEntity<ScoreItem, 'id'> & {
    readonly ofScorer: LayoutQuery<{ readonly scorerId: string } & At, ScoreItem>;
    readonly ofRun: LayoutQuery<{ readonly runId: string } & At, ScoreItem>;
    readonly ofEntity: LayoutQuery<{ readonly entityId: string } & At, ScoreItem>;
    readonly ofSpan: LayoutQuery<{ readonly traceId: string; readonly spanId: string } & At, ScoreItem>;
  };
  readonly backgroundTask: LayoutEntity<BackgroundTaskItem, 'id'> & {
    readonly ofAgent: LayoutQuery<{ readonly agentId: string } & At, BackgroundTaskItem>;
    readonly ofRun: LayoutQuery<{ readonly runId: string } & At, BackgroundTaskItem>;
    readonly withStatus: LayoutQuery<{ readonly status: string } & At, BackgroundTaskItem>;
  };
  readonly observation: ObservationLayout;
  readonly span: SpanLayout;
}
