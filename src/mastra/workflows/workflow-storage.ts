import {
  createEmptyWorkflowSnapshot,
  matchesExpectedWorkflowStatus,
  mergeWorkflowStepResult,
  type PruneOptions,
  type PruneResult,
  type RetentionTablesDescriptor,
  type StorageListWorkflowRunsInput,
  TABLE_WORKFLOW_SNAPSHOT,
  type TableRetentionPolicy,
  type UpdateWorkflowStateOptions,
  type WorkflowRun,
  type WorkflowRuns,
  WorkflowsStorage,
} from '@mastra/core/storage';
import type { StepResult, WorkflowRunState } from '@mastra/core/workflows';
import { RequestError, shown } from '../../errors.ts';
import { type DomainConfig, databaseOf, type MastraDatabase } from '../database.ts';
import { instant } from '../instant.ts';
import { pruneItems } from '../prune-items.ts';
import { attempt } from '../store-error.ts';
import { changeRun } from './change-run.ts';
import { clearRuns, deleteRun, removeLeftParts, runsBefore } from './delete-runs.ts';
import { findRun } from './find-run.ts';
import { givenSnapshot } from './given-snapshot.ts';
import { listRuns } from './list-runs.ts';
import { persistRun } from './persist-run.ts';
import { readRun, snapshotOf, workflowRun } from './read-run.ts';
import { type RunKey, runKey, runText } from './run-key.ts';
import { Turns } from './turns.ts';

// biome-ignore lint/suspicious/noExplicitAny: as the method that is implemented has it
type AnyStepResult = StepResult<any, any, any, any>;

/** Which run of which workflow, as Mastra says it. */
interface Run {
  readonly workflowName: string;
  readonly runId: string;
}

/**
 * Snapshots of workflow runs in a Mastra table.
 *
 * Step results and changes of state are read, merged and written on condition that nobody else has written the run since,
 * and otherwise again: none is lost, in however many processes. What one process does to a run is done in the order of the
 * calls. `persistWorkflowSnapshot` replaces the snapshot, whatever it says: Mastra calls it with the whole state of a run that
 * is its own.
 *
 * All errors are MastraErrors with what happened as their cause.
 */
export class WorkflowStorageDynamoDB extends WorkflowsStorage {
  static override readonly retentionTables: RetentionTablesDescriptor = {
    workflowSnapshot: { table: TABLE_WORKFLOW_SNAPSHOT, column: 'updatedAt', indexed: false },
  };
  readonly #database: MastraDatabase;
  readonly #turns = new Turns();

  constructor(config: DomainConfig) {
    super();
    this.#database = databaseOf(config);
  }

  supportsConcurrentUpdates(): boolean {
    return true;
  }

  /** Merges the result of a step into a run's snapshot, and gives the context that comes out; `{}` if there is no such run. */
  async updateWorkflowResults({
    workflowName,
    runId,
    stepId,
    result,
    requestContext,
  }: Run & {
    stepId: string;
    result: AnyStepResult;
    requestContext: Record<string, unknown>;
  }): Promise<Record<string, AnyStepResult>> {
    return attempt('UPDATE_WORKFLOW_RESULTS', { workflowName, runId, stepId }, () =>
      this.#inTurn(workflowName, runId, async (key) => {
        const change = (present: WorkflowRunState | null) => {
          const snapshot = withContext(present, runId);
          return { snapshot, result: mergeWorkflowStepResult({ snapshot, stepId, result, requestContext }) };
        };
        const context = await changeRun(this.#database, this.logger, key, change, { once: false });
        return context ?? {};
      }),
    );
  }

  /**
   * Changes a run's status and what goes with it, and gives the snapshot that comes out. `undefined` if there is no such run,
   * or its status is not the expected one: of all who expect the same, one gets a snapshot.
   */
  async updateWorkflowState({
    workflowName,
    runId,
    opts,
  }: Run & { opts: UpdateWorkflowStateOptions }): Promise<WorkflowRunState | undefined> {
    return attempt('UPDATE_WORKFLOW_STATE', { workflowName, runId }, async () => {
      if (typeof opts !== 'object' || opts === null)
        throw new RequestError(
          `updateWorkflowState needs opts, which say the new state, not ${shown(opts)}.`,
        );
      const { expectedStatus, ...state } = opts;
      const change = (present: WorkflowRunState | null) => {
        const snapshot = withContext(present, runId);
        if (!matchesExpectedWorkflowStatus(snapshot.status, expectedStatus)) return undefined;
        const changed = { ...snapshot, ...state };
        return { snapshot: changed, result: changed };
      };
      const once = expectedStatus !== undefined;
      return this.#inTurn(workflowName, runId, (key) =>
        changeRun(this.#database, this.logger, key, change, { once }),
      );
    });
  }

  /**
   * Stores a run's snapshot in the place of the one that is there. A run that is there keeps its `createdAt`, and its
   * `resourceId` unless another is given. `updatedAt` grows with every write, whatever is given. JSON text is parsed.
   */
  async persistWorkflowSnapshot({
    workflowName,
    runId,
    resourceId,
    snapshot,
    createdAt,
    updatedAt,
  }: Run & {
    resourceId?: string;
    snapshot: WorkflowRunState;
    createdAt?: Date;
    updatedAt?: Date;
  }): Promise<void> {
    return attempt('PERSIST_WORKFLOW_SNAPSHOT', { workflowName, runId }, () => {
      const given = givenSnapshot(runKey(workflowName, runId), snapshot);
      return this.#inTurn(workflowName, runId, (key) => {
        const now = this.#database.now();
        const times = {
          createdAt: instant(createdAt ?? now, `The createdAt of ${runText(key)}`),
          updatedAt: instant(updatedAt ?? now, `The updatedAt of ${runText(key)}`),
        };
        return persistRun(this.#database, this.logger, { key, ...given, resourceId, ...times });
      });
    });
  }

  async loadWorkflowSnapshot({ workflowName, runId }: Run): Promise<WorkflowRunState | null> {
    return attempt('LOAD_WORKFLOW_SNAPSHOT', { workflowName, runId }, async () => {
      const run = await readRun(this.#database, runKey(workflowName, runId));
      return run === undefined ? null : snapshotOf(run);
    });
  }

  /** Runs, newest first, and how many there are; a page of them only if both `page` and `perPage` are given. */
  async listWorkflowRuns(args: StorageListWorkflowRunsInput = {}): Promise<WorkflowRuns> {
    const { workflowName, resourceId, threadId, status } = args;
    return attempt('LIST_WORKFLOW_RUNS', { workflowName, resourceId, threadId, status }, () =>
      listRuns(this.#database, this.logger, args),
    );
  }

  /** A run; without the workflow's name the newest one of this id. */
  async getWorkflowRunById({
    runId,
    workflowName,
  }: {
    runId: string;
    workflowName?: string;
  }): Promise<WorkflowRun | null> {
    return attempt('GET_WORKFLOW_RUN_BY_ID', { workflowName, runId }, async () => {
      const run = workflowName
        ? await readRun(this.#database, runKey(workflowName, runId))
        : await findRun(this.#database, this.logger, runId);
      return run === undefined ? null : workflowRun(run);
    });
  }

  async deleteWorkflowRunById({ runId, workflowName }: Run): Promise<void> {
    return attempt('DELETE_WORKFLOW_RUN_BY_ID', { workflowName, runId }, () =>
      this.#inTurn(workflowName, runId, (key) => deleteRun(this.#database, this.logger, key)),
    );
  }

  async dangerouslyClearAll(): Promise<void> {
    return attempt('CLEAR_WORKFLOW_SNAPSHOTS', {}, () => clearRuns(this.#database));
  }

  /** Deletes runs that were last written longer ago than the policy says, and parts of snapshots that are nobody's. */
  override async prune(
    policies: Record<string, TableRetentionPolicy>,
    options?: PruneOptions,
  ): Promise<PruneResult[]> {
    return attempt('PRUNE_WORKFLOWS', {}, async () => {
      const results = await pruneItems(this.#database, {
        domain: 'workflows',
        retentionTables: WorkflowStorageDynamoDB.retentionTables,
        sources: {
          workflowSnapshot: (before, abortSignal) => runsBefore(this.#database, before, abortSignal),
        },
        policies,
        options,
      });
      if (this.#database.snapshots === 'compressed' && results.some(({ done }) => done))
        await removeLeftParts(this.#database);
      return results;
    });
  }

  #inTurn<T>(workflowName: string, runId: string, task: (key: RunKey) => Promise<T>): Promise<T> {
    const key = runKey(workflowName, runId);
    return this.#turns.take(JSON.stringify([workflowName, runId]), () => task(key));
  }
}

/** A snapshot that steps and states can be merged into; where none is stored, one of a run that has not begun. */
function withContext(snapshot: WorkflowRunState | null, runId: string): WorkflowRunState {
  if (snapshot === null) return createEmptyWorkflowSnapshot(runId);
  if (!snapshot.context) throw new Error(`Snapshot not found for runId ${runId}`);
  return snapshot;
}
