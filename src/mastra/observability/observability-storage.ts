import { ErrorCategory, ErrorDomain, MastraError } from '@mastra/core/error';
import {
  type BatchCreateSpansArgs,
  type BatchDeleteTracesArgs,
  type BatchUpdateSpansArgs,
  type CreateSpanArgs,
  type GetRootSpanArgs,
  type GetRootSpanResponse,
  type GetSpanArgs,
  type GetSpanResponse,
  type GetSpansArgs,
  type GetSpansResponse,
  type GetStructureResponse,
  type GetTraceArgs,
  type GetTraceResponse,
  type ListBranchesArgs,
  type ListBranchesResponse,
  type ListTracesArgs,
  type ListTracesLightResponse,
  type ListTracesResponse,
  listBranchesArgsSchema,
  listTracesArgsSchema,
  ObservabilityStorage,
  type ObservabilityStorageFeature,
  type ObservabilityStorageStrategy,
  type PruneOptions,
  type PruneResult,
  type RetentionTablesDescriptor,
  TABLE_SPANS,
  type TableRetentionPolicy,
  toLightSpanRecord,
  toTraceSpans,
  type UpdateSpanArgs,
} from '@mastra/core/storage';
import { lt } from '../../expressions/operators.ts';
import { clearStored } from '../clear-stored.ts';
import { type DomainConfig, databaseOf, type MastraDatabase } from '../database.ts';
import { type PrunableRow, pruneItems } from '../prune-items.ts';
import { attempt } from '../store-error.ts';
import { iterateStored, storedDelete } from '../stored-key.ts';
import { createSpans } from './create-spans.ts';
import { deleteTraces } from './delete-traces.ts';
import { listSpans } from './list-spans.ts';
import { LIGHT, readRoot, readSpan, readSpans, readStructure, readTrace } from './read-trace.ts';
import { updateSpan, updateSpans } from './update-spans.ts';

const KEY = ['traceId', 'spanId'] as const;

/**
 * Mastra's traces in a DynamoDB table. A span stands in its trace's partition; root spans, spans that begin a branch, and spans
 * with an error are in three sparse indexes as well, each spread over eight partitions. Fields over 8 KB are compressed. Where a
 * span has over 400 KB all the same, its longest fields are left out with a warning by the methods for many spans, and refused
 * by those for one.
 *
 * Metrics, logs, feedback and the scores of this domain are not kept: their methods throw, as the base class has it.
 *
 * @example
 * ```ts
 * import { TraceStatus } from '@mastra/core/storage';
 * import { ObservabilityStorageDynamoDB } from 'monotable/mastra';
 *
 * const traces = new ObservabilityStorageDynamoDB({ tableName: 'mastra-single-table' });
 *
 * export const failed = () => traces.listTraces({ filters: { status: TraceStatus.ERROR } });
 * // queries gsi1 for '$mastra#entity_span#roots_0' to '…_7', and gets the ten latest
 * ```
 */
export class ObservabilityStorageDynamoDB extends ObservabilityStorage {
  static override readonly retentionTables: RetentionTablesDescriptor = {
    spans: { table: TABLE_SPANS, column: 'startedAt', indexed: false },
  };

  readonly #database: MastraDatabase;

  constructor(config: DomainConfig) {
    super();
    this.#database = databaseOf(config);
  }

  /**
   * Spans are written when they start, and changed when they end, so that what is running can be seen, and what a crash has
   * broken off. Each of the two is billed; `'insert-only'` writes a span once, when it has ended, 25 in a request.
   */
  override get observabilityStrategy(): {
    preferred: ObservabilityStorageStrategy;
    supported: ObservabilityStorageStrategy[];
  } {
    return { preferred: 'batch-with-updates', supported: ['batch-with-updates', 'insert-only', 'realtime'] };
  }

  /** None of them: there are traces and branches in pages. */
  override getFeatures(): readonly ObservabilityStorageFeature[] {
    return [];
  }

  override createSpan({ span }: CreateSpanArgs): Promise<void> {
    const details = { traceId: span?.traceId, spanId: span?.spanId };
    return attempt('CREATE_SPAN', details, () => createSpans(this.#database, [span]));
  }

  override batchCreateSpans({ records }: BatchCreateSpansArgs): Promise<void> {
    return attempt('BATCH_CREATE_SPANS', { count: records.length }, () =>
      createSpans(this.#database, records, this.logger),
    );
  }

  override updateSpan(args: UpdateSpanArgs): Promise<void> {
    const { traceId, spanId } = args;
    return attempt('UPDATE_SPAN', { traceId, spanId }, () => updateSpan(this.#database, args));
  }

  override batchUpdateSpans({ records }: BatchUpdateSpansArgs): Promise<void> {
    return attempt('BATCH_UPDATE_SPANS', { count: records.length }, () =>
      updateSpans(this.#database, records, this.logger),
    );
  }

  override batchDeleteTraces(args: BatchDeleteTracesArgs): Promise<void> {
    const { traceIds } = args;
    return attempt('BATCH_DELETE_TRACES', { count: traceIds.length }, () =>
      deleteTraces(this.#database, traceIds, args),
    );
  }

  override getSpan({ traceId, spanId }: GetSpanArgs): Promise<GetSpanResponse | null> {
    return attempt('GET_SPAN', { traceId, spanId }, async () => {
      const span = await readSpan(this.#database, { traceId, spanId });
      return span === undefined ? null : { span };
    });
  }

  override getSpans({ traceId, spanIds }: GetSpansArgs): Promise<GetSpansResponse> {
    return attempt('GET_SPANS', { traceId, count: spanIds.length }, async () => {
      const keys = spanIds.map((spanId) => ({ traceId, spanId }));
      return { traceId, spans: await readSpans(this.#database, keys) };
    });
  }

  override getRootSpan({ traceId }: GetRootSpanArgs): Promise<GetRootSpanResponse | null> {
    return attempt('GET_ROOT_SPAN', { traceId }, async () => {
      const span = await readRoot(this.#database, traceId);
      return span === undefined ? null : { span };
    });
  }

  override getTrace({ traceId }: GetTraceArgs): Promise<GetTraceResponse | null> {
    return attempt('GET_TRACE', { traceId }, async () => {
      const spans = await readTrace(this.#database, traceId);
      return spans.length === 0 ? null : { traceId, spans };
    });
  }

  override getStructure({ traceId }: GetTraceArgs): Promise<GetStructureResponse | null> {
    return attempt('GET_STRUCTURE', { traceId }, async () => {
      const spans = await readStructure(this.#database, traceId);
      return spans.length === 0 ? null : { traceId, spans };
    });
  }

  override listTraces(args: ListTracesArgs): Promise<ListTracesResponse> {
    return attempt('LIST_TRACES', {}, async () => {
      const { spans, pagination } = await this.#traces(args);
      return { spans: toTraceSpans(spans), pagination };
    });
  }

  override listTracesLight(args: ListTracesArgs): Promise<ListTracesLightResponse> {
    return attempt('LIST_TRACES_LIGHT', {}, async () => {
      const { spans, pagination } = await this.#traces(args, LIGHT);
      return { spans: spans.map(toLightSpanRecord), pagination };
    });
  }

  override listBranches(args: ListBranchesArgs): Promise<ListBranchesResponse> {
    return attempt('LIST_BRANCHES', {}, async () => {
      const { mode, filters = {}, orderBy, pagination } = listBranchesArgsSchema.parse(args);
      if (mode === 'delta') throw noDelta();
      const listing = { of: 'branches', filters, orderBy, pagination } as const;
      const found = await listSpans(this.#database, this.logger, listing);
      return { branches: toTraceSpans(found.spans), pagination: found.pagination };
    });
  }

  override dangerouslyClearAll(): Promise<void> {
    const { span } = this.#database.layout;
    return attempt('CLEAR_SPANS', {}, () =>
      clearStored(this.#database, span.all({ select: KEY }), span.model),
    );
  }

  override prune(
    policies: Record<string, TableRetentionPolicy>,
    options?: PruneOptions,
  ): Promise<PruneResult[]> {
    return attempt('PRUNE_SPANS', {}, () =>
      pruneItems(this.#database, {
        domain: 'observability',
        retentionTables: ObservabilityStorageDynamoDB.retentionTables,
        sources: { spans: (before, abortSignal) => oldSpans(this.#database, before, abortSignal) },
        policies,
        options,
      }),
    );
  }

  async #traces(args: ListTracesArgs, attributes?: typeof LIGHT) {
    const { mode, filters = {}, orderBy, pagination } = listTracesArgsSchema.parse(args);
    if (mode === 'delta') throw noDelta();
    const listing = { of: 'roots', filters, orderBy, pagination } as const;
    return listSpans(this.#database, this.logger, { ...listing, ...(attributes && { attributes }) });
  }
}

async function* oldSpans(
  { connection, layout }: MastraDatabase,
  before: string,
  abortSignal: AbortSignal | undefined,
): AsyncGenerator<PrunableRow, void, undefined> {
  const { span } = layout;
  const scan = span.all({ filter: { startedAt: lt(before) }, select: ['startedAt'] });
  for await (const { item, key } of iterateStored(connection, scan, abortSignal))
    yield { age: item.startedAt, deletes: [storedDelete(span.model, key)] };
}

/** The same error as that of Mastra's store in memory without this feature. */
function noDelta(): MastraError {
  return new MastraError({
    id: 'OBSERVABILITY_DELTA_POLLING_NOT_SUPPORTED',
    domain: ErrorDomain.MASTRA_OBSERVABILITY,
    category: ErrorCategory.SYSTEM,
    text: 'This storage provider does not support observability delta polling',
  });
}
