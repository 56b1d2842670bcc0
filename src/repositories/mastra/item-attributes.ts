import { compatibleTable, electroConstants } from './compatible/table.ts';
import type {
  BackgroundTaskItem,
  Expiring,
  MessageItem,
  ResourceItem,
  ScoreItem,
  SnapshotItem,
  SnapshotPartItem,
  ThreadItem,
} from './items.ts';
import { nativeTable } from './native/table.ts';
import { SPAN_JSON, SPAN_TEXTS, type SpanItem } from './span-layout.ts';

/** Every attribute of an item but those that may hold its end: a name that is left out, or one too many, does not compile. */
type Names<T> = Readonly<Record<Exclude<keyof T, keyof Expiring>, true>>;

const TIMES = { createdAt: true, updatedAt: true } as const;

const THREAD: Names<ThreadItem> = { ...TIMES, id: true, resourceId: true, title: true, metadata: true };

const MESSAGE: Names<MessageItem> = {
  ...{ ...TIMES, id: true, threadId: true, resourceId: true, role: true, type: true, content: true },
  ...{ toolCallIds: true, toolCallArgs: true, toolNames: true },
};

const RESOURCE: Names<ResourceItem> = { ...TIMES, id: true, workingMemory: true, metadata: true };

const SNAPSHOT: Names<SnapshotItem> & Names<SnapshotPartItem> = {
  ...{ ...TIMES, workflow_name: true, run_id: true, resourceId: true, snapshot: true, snapshotGzip: true },
  ...{ snapshotGeneration: true, snapshotParts: true, snapshotStatus: true, snapshotThreadId: true },
  ...{ generation: true, part: true, gzip: true },
};

const SCORE: Names<ScoreItem> = {
  ...{ ...TIMES, id: true, scorerId: true, runId: true, entityId: true, entityType: true, source: true },
  ...{ traceId: true, spanId: true, resourceId: true, threadId: true, score: true, reason: true },
  ...{ input: true, output: true, inputForm: true, outputForm: true, scorer: true, entityData: true },
  ...{ additionalContext: true, requestContext: true, metadata: true, structuredOutput: true },
  ...{ preprocessStepResult: true, analyzeStepResult: true, extractStepResult: true },
  ...{ extractPrompt: true, analyzePrompt: true, reasonPrompt: true, preprocessPrompt: true },
  ...{ generateScorePrompt: true, generateReasonPrompt: true },
  ...{ organizationId: true, projectId: true, batchId: true, datasetId: true, datasetItemId: true },
};

const BACKGROUND_TASK: Names<BackgroundTaskItem> = {
  ...{ ...TIMES, id: true, status: true, toolName: true, toolCallId: true, agentId: true, runId: true },
  ...{ threadId: true, resourceId: true, args: true, error: true, result: true, resultForm: true },
  ...{ suspendPayload: true, suspendPayloadForm: true, suspendData: true },
  ...{ retryCount: true, maxRetries: true, timeoutMs: true },
  ...{ startedAtIso: true, suspendedAtIso: true, completedAtIso: true },
};

const SPAN: Names<Omit<SpanItem, (typeof SPAN_TEXTS)[number] | (typeof SPAN_JSON)[number]>> = {
  ...{ ...TIMES, traceId: true, spanId: true, name: true, spanType: true, isEvent: true, tags: true },
  ...{ startedAt: true, endedAt: true, rootSince: true, branchSince: true, failedTrace: true },
};

/** The attributes that the store writes itself, by what can be given a time to live, without those of keys. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  thread: Object.keys(THREAD),
  message: Object.keys(MESSAGE),
  resource: Object.keys(RESOURCE),
  workflow_snapshot: Object.keys(SNAPSHOT),
  score: Object.keys(SCORE),
  background_task: Object.keys(BACKGROUND_TASK),
  trace: [...Object.keys(SPAN), ...SPAN_TEXTS, ...SPAN_JSON],
};

/** Whether an attribute of such items has a meaning already, in either layout. */
export function isWritten(ttlEntity: string, attribute: string): boolean {
  return WRITTEN[ttlEntity]?.includes(attribute) === true || OF_TABLES.has(attribute);
}

/** What stands in every item: its keys, the name of its entity, and ElectroDB's constants. */
const OF_TABLES: ReadonlySet<string> = new Set([
  ...[compatibleTable, nativeTable].flatMap(({ primary, indexes, discriminator }) => [
    discriminator,
    ...[primary, ...indexes].flatMap(({ partition, sort }) =>
      [...partition.attributes, ...(sort?.attributes ?? [])].map(({ name }) => name),
    ),
  ]),
  ...Object.keys(electroConstants('')),
]);
