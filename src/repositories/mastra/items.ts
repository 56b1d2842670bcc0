/**
 * The items of a Mastra table, as they are stored in either layout. Times are ISO instants with milliseconds in UTC, and what
 * Mastra gives as objects is JSON text, as the ElectroDB store writes it.
 */

/** What the time to live of a table may look at. Other names are written, too: see `StoreTtl`. */
export interface Expiring {
  /** The epoch second after which the item counts as gone. */
  ttl?: number | undefined;
  /** The same under another name. */
  expiresAt?: number | undefined;
}

export interface ThreadItem extends Expiring {
  id: string;
  resourceId: string;
  title?: string | undefined;
  /** JSON. */
  metadata?: string | undefined;
  createdAt: string;
  updatedAt: string;
}

export interface MessageItem extends Expiring {
  id: string;
  threadId: string;
  resourceId?: string | undefined;
  role: string;
  type?: string | undefined;
  /** JSON, or plain text in items of old versions. */
  content: string;
  /** JSON; only messages of old versions have these three. */
  toolCallIds?: string | undefined;
  toolCallArgs?: string | undefined;
  toolNames?: string | undefined;
  createdAt: string;
  updatedAt: string;
}

export interface ResourceItem extends Expiring {
  id: string;
  workingMemory?: string | undefined;
  /** JSON. */
  metadata?: string | undefined;
  createdAt: string;
  updatedAt: string;
}

export interface SnapshotItem extends Expiring {
  workflow_name: string;
  run_id: string;
  resourceId?: string | undefined;
  /** JSON. Absent where the snapshot is stored in one of the two forms that follow, which ElectroDB cannot read. */
  snapshot?: string | undefined;
  /** The JSON text, gzipped. */
  snapshotGzip?: Uint8Array | undefined;
  /** The gzipped text is in part items: in all of this generation. */
  snapshotGeneration?: string | undefined;
  /** How many parts there are. */
  snapshotParts?: number | undefined;
  /** The status that stands in the snapshot, beside one that is gzipped. */
  snapshotStatus?: string | undefined;
  /** The thread that stands in the snapshot, likewise. */
  snapshotThreadId?: string | undefined;
  createdAt: string;
  updatedAt: string;
}

/** A part of a gzipped snapshot that one item cannot hold. */
export interface SnapshotPartItem extends Expiring {
  workflow_name: string;
  run_id: string;
  /** Each writing of a snapshot has a new one, so that nobody reads parts of two. */
  generation: string;
  /** From 0. */
  part: number;
  gzip: Uint8Array;
  createdAt: string;
}

export interface ScoreItem extends Expiring {
  id: string;
  scorerId: string;
  runId: string;
  entityId?: string | undefined;
  entityType?: string | undefined;
  /** `''` where there is none, in the compatible layout. */
  traceId?: string | undefined;
  spanId?: string | undefined;
  resourceId?: string | undefined;
  threadId?: string | undefined;
  source: string;
  score: number;
  /** Text as it is, anything else as JSON. */
  input?: string | undefined;
  output?: string | undefined;
  /** What the two are, where their text would mislead: see `valueText`. */
  inputForm?: string | undefined;
  outputForm?: string | undefined;
  /** JSON, this and the seven that follow. */
  scorer: string;
  additionalContext?: string | undefined;
  requestContext?: string | undefined;
  metadata?: string | undefined;
  /** What Mastra calls `entity`. */
  entityData?: string | undefined;
  preprocessStepResult?: string | undefined;
  analyzeStepResult?: string | undefined;
  extractStepResult?: string | undefined;
  reason?: string | undefined;
  extractPrompt?: string | undefined;
  analyzePrompt?: string | undefined;
  reasonPrompt?: string | undefined;
  preprocessPrompt?: string | undefined;
  generateScorePrompt?: string | undefined;
  generateReasonPrompt?: string | undefined;
  structuredOutput?: boolean | undefined;
  organizationId?: string | undefined;
  projectId?: string | undefined;
  batchId?: string | undefined;
  datasetId?: string | undefined;
  datasetItemId?: string | undefined;
  createdAt: string;
  updatedAt: string;
}

export interface BackgroundTaskItem extends Expiring {
  id: string;
  status: string;
  toolName: string;
  toolCallId: string;
  agentId: string;
  runId: string;
  threadId?: string | undefined;
  resourceId?: string | undefined;
  /** JSON, this and the next. */
  args: string;
  error?: string | undefined;
  /** Text as it is, anything else as JSON. */
  result?: string | undefined;
  suspendPayload?: string | undefined;
  /** What the two are, where their text would mislead: see `valueText`. */
  resultForm?: string | undefined;
  suspendPayloadForm?: string | undefined;
  /** What some versions of Mastra's store call `suspendPayload`. */
  suspendData?: string | undefined;
  retryCount: number;
  maxRetries: number;
  timeoutMs: number;
  startedAtIso?: string | undefined;
  suspendedAtIso?: string | undefined;
  completedAtIso?: string | undefined;
  createdAt: string;
  updatedAt: string;
}
