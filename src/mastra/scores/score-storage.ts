import type { ListScoresResponse, SaveScorePayload, ScoreRowData } from '@mastra/core/evals';
import {
  type ListScoresByEntityIdInput,
  type ListScoresByRunIdInput,
  type ListScoresByScorerIdInput,
  type ListScoresBySpanInput,
  type PruneOptions,
  type PruneResult,
  type RetentionTablesDescriptor,
  ScoresStorage,
  TABLE_SCORERS,
  type TableRetentionPolicy,
} from '@mastra/core/storage';
import { lt } from '../../expressions/operators.ts';
import { send } from '../../repositories/send.ts';
import { clearStored } from '../clear-stored.ts';
import { type DomainConfig, databaseOf, type MastraDatabase } from '../database.ts';
import { type PrunableRow, pruneItems } from '../prune-items.ts';
import { attempt } from '../store-error.ts';
import { iterateStored, storedDelete } from '../stored-key.ts';
import { hasExpired } from '../ttl.ts';
import { listScores } from './list-scores.ts';
import { checkedScore, saveScore } from './save-score.ts';
import { scoreRow } from './score-item.ts';

/**
 * Mastra's scores in a DynamoDB table.
 *
 * @example
 * ```ts
 * import { ScoresStorageDynamoDB } from 'monotable/mastra';
 *
 * const scores = new ScoresStorageDynamoDB({ tableName: 'mastra-single-table' });
 *
 * export const latest = (runId: string) =>
 *   scores.listScoresByRunId({ runId, pagination: { page: 0, perPage: 20 } });
 * // queries gsi2 for '$mastra#entity_score#runid_…'
 * ```
 */
export class ScoresStorageDynamoDB extends ScoresStorage {
  static override readonly retentionTables: RetentionTablesDescriptor = {
    scorers: { table: TABLE_SCORERS, column: 'createdAt', indexed: false },
  };

  readonly #database: MastraDatabase;

  constructor(config: DomainConfig) {
    super();
    this.#database = databaseOf(config);
  }

  override getScoreById({ id }: { id: string }): Promise<ScoreRowData | null> {
    return attempt('GET_SCORE_BY_ID', { id }, async () => {
      const { connection, layout, ttl } = this.#database;
      const item = await send(connection, layout.score.get({ id }, { consistent: true }));
      if (item === undefined || item.id !== id) return null;
      return hasExpired('score', ttl, item, this.#database.now()) ? null : scoreRow(item);
    });
  }

  /** A score with the id of one that is there takes its place, and keeps its time of creation. */
  override saveScore(score: SaveScorePayload): Promise<{ score: ScoreRowData }> {
    const details = { id: score?.id, scorerId: score?.scorerId, runId: score?.runId };
    return attempt('SAVE_SCORE', details, async () => ({
      score: await saveScore(this.#database, checkedScore(score)),
    }));
  }

  override listScoresByScorerId(input: ListScoresByScorerIdInput): Promise<ListScoresResponse> {
    const { scorerId, entityId, entityType, source, pagination, filters } = input;
    return attempt('LIST_SCORES_BY_SCORER_ID', { scorerId, ...pagination }, () => {
      const match = {
        scorerId,
        ...(entityId && { entityId }),
        ...(entityType && { entityType }),
        ...(source && { source }),
      };
      const { ofScorer } = this.#database.layout.score;
      const query = ofScorer.bind(undefined, { scorerId });
      return listScores(this.#database, this.logger, query, match, pagination, filters);
    });
  }

  override listScoresByRunId(input: ListScoresByRunIdInput): Promise<ListScoresResponse> {
    const { runId, pagination, filters } = input;
    return attempt('LIST_SCORES_BY_RUN_ID', { runId, ...pagination }, () => {
      const query = this.#database.layout.score.ofRun.bind(undefined, { runId });
      return listScores(this.#database, this.logger, query, { runId }, pagination, filters);
    });
  }

  override listScoresByEntityId(input: ListScoresByEntityIdInput): Promise<ListScoresResponse> {
    const { entityId, entityType, pagination, filters } = input;
    return attempt('LIST_SCORES_BY_ENTITY_ID', { entityId, entityType, ...pagination }, () => {
      const query = this.#database.layout.score.ofEntity.bind(undefined, { entityId });
      return listScores(this.#database, this.logger, query, { entityId, entityType }, pagination, filters);
    });
  }

  override listScoresBySpan(input: ListScoresBySpanInput): Promise<ListScoresResponse> {
    const { traceId, spanId, pagination, filters } = input;
    return attempt('LIST_SCORES_BY_SPAN', { traceId, spanId, ...pagination }, () => {
      const query = this.#database.layout.score.ofSpan.bind(undefined, { traceId, spanId });
      return listScores(this.#database, this.logger, query, { traceId, spanId }, pagination, filters);
    });
  }

  override dangerouslyClearAll(): Promise<void> {
    const { score } = this.#database.layout;
    return attempt('CLEAR_SCORES', {}, () =>
      clearStored(this.#database, score.all({ select: ['id'] }), score.model),
    );
  }

  override prune(
    policies: Record<string, TableRetentionPolicy>,
    options?: PruneOptions,
  ): Promise<PruneResult[]> {
    return attempt('PRUNE_SCORES', {}, () =>
      pruneItems(this.#database, {
        domain: 'scores',
        retentionTables: ScoresStorageDynamoDB.retentionTables,
        sources: { scorers: (before, abortSignal) => this.#olderThan(before, abortSignal) },
        policies,
        options,
      }),
    );
  }

  async *#olderThan(before: string, abortSignal: AbortSignal | undefined): AsyncGenerator<PrunableRow> {
    const { connection, layout } = this.#database;
    const scan = layout.score.all({ filter: { createdAt: lt(before) }, select: ['createdAt'] });
    for await (const { item, key } of iterateStored(connection, scan, abortSignal)) {
      yield { age: item.createdAt, deletes: [storedDelete(layout.score.model, key)] };
    }
  }
}
