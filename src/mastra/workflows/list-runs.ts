import {
  getSnapshotMemoryInfo,
  normalizePerPage,
  type StorageListWorkflowRunsInput,
  type WorkflowRuns,
} from '@mastra/core/storage';
import type { WorkflowRunState } from '@mastra/core/workflows';
import { batchGet } from '../../batch/batch-get.ts';
import { InvalidItem, RequestError, shown } from '../../errors.ts';
import { and, type ConditionNode, or } from '../../expressions/condition.ts';
import { contains, gte, lte } from '../../expressions/operators.ts';
import { iterate } from '../../repositories/iterate.ts';
import type { SnapshotItem } from '../../repositories/mastra/items.ts';
import { sideBySide } from '../../repositories/side-by-side.ts';
import type { MastraDatabase } from '../database.ts';
import { indexedItems } from '../indexed-items.ts';
import { instant } from '../instant.ts';
import { getTtlAttributeName } from '../ttl.ts';
import { tellRejected, type Warner } from '../warner.ts';
import { NewestRuns } from './newest-runs.ts';
import { readRun, type StoredRun, workflowRun } from './read-run.ts';
import { isLive, isNamed, isRun } from './run-key.ts';

/**
 * The runs that the filters let through, newest first. All of them are gone through for the total, of a workflow in its
 * partition, else in the whole table; only those of the page are read with their snapshots, unless a filter looks into these.
 */
export async function listRuns(
  database: MastraDatabase,
  logger: Warner,
  input: StorageListWorkflowRunsInput,
): Promise<WorkflowRuns> {
  const { page, perPage } = input;
  if (page !== undefined && !(Number.isInteger(page) && page >= 0))
    throw new RequestError(`page must be a whole number of 0 or more, not ${shown(page)}.`);
  const paged = page !== undefined && perPage !== undefined;
  const size = paged ? normalizePerPage(perPage, Number.MAX_SAFE_INTEGER) : Number.MAX_SAFE_INTEGER;
  const start = paged ? page * size : 0;
  const whole = !paged || perPage === false || Boolean(input.status) || Boolean(input.threadId);
  const newest = new NewestRuns(start + size);
  for await (const item of storedRuns(database, logger, input, whole)) {
    if (isAsked(database, item, input)) newest.add(item);
  }
  const items = newest.sorted().slice(start, start + size);
  const found = whole ? items : await withSnapshots(database, items);
  const runs = await sideBySide(found, {}, (item) => readWhole(database, logger, item));
  return {
    runs: runs.filter((run): run is StoredRun => run !== undefined).map(workflowRun),
    total: newest.total,
  };
}

/** One whose snapshot cannot be read keeps none of the others back: it is reported, and counts, but is left out. */
async function readWhole(
  database: MastraDatabase,
  logger: Warner,
  item: SnapshotItem,
): Promise<StoredRun | undefined> {
  try {
    return await readRun(database, item, item);
  } catch (error) {
    if (!(error instanceof InvalidItem)) throw error;
    logger.warn(`${error.message} The run is left out of the list.`);
    return undefined;
  }
}

/** What the server lets through of them: all that is asked for, and perhaps more. */
function storedRuns(
  database: MastraDatabase,
  logger: Warner,
  input: StorageListWorkflowRunsInput,
  whole: boolean,
): AsyncIterable<SnapshotItem> {
  const { connection, layout } = database;
  const { workflowName } = input;
  const options = { filter: filterOf(input), ...(!whole && { select: withoutSnapshot(database) }) };
  if (!workflowName) return iterate(connection, layout.snapshot.all(options), tellRejected(logger));
  const query = layout.snapshot.ofWorkflow({ workflow_name: workflowName }, options);
  // Of the table itself the latest writes can be read, of an index they cannot.
  const consistent = query.input.IndexName === undefined;
  return indexedItems(
    database,
    logger,
    consistent
      ? layout.snapshot.ofWorkflow({ workflow_name: workflowName }, { ...options, consistent })
      : query,
    () => layout.snapshot.all({ ...options, filter: and(options.filter, { workflow_name: workflowName }) }),
  );
}

function withoutSnapshot({ ttl }: MastraDatabase): string[] {
  const end = getTtlAttributeName('workflow_snapshot', ttl);
  return ['workflow_name', 'run_id', 'resourceId', 'createdAt', 'updatedAt', end];
}

/** JSON text holds a status or a thread as `"status":"running"`, there or elsewhere. */
function filterOf(input: StorageListWorkflowRunsInput): ConditionNode<SnapshotItem> {
  const { fromDate, toDate, resourceId, status, threadId } = input;
  return and<SnapshotItem>(
    fromDate ? { createdAt: gte(instant(fromDate, `The filter's fromDate`)) } : {},
    toDate ? { createdAt: lte(instant(toDate, `The filter's toDate`)) } : {},
    resourceId ? { resourceId } : {},
    status
      ? or<SnapshotItem>({ snapshot: contains(jsonField('status', status)) }, { snapshotStatus: status })
      : {},
    threadId
      ? or<SnapshotItem>(
          { snapshot: contains(jsonField('threadId', threadId)) },
          { snapshotThreadId: threadId },
        )
      : {},
  );
}

function jsonField(name: string, value: string): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
}

function isAsked(
  database: MastraDatabase,
  item: SnapshotItem,
  { workflowName, status, threadId }: StorageListWorkflowRunsInput,
): boolean {
  if (!isNamed(item) || !isLive(database, item)) return false;
  if (workflowName && item.workflow_name !== workflowName) return false;
  if (!status && !threadId) return true;
  const said = saidBySnapshot(item);
  return (!status || said?.status === status) && (!threadId || said?.threadId === threadId);
}

/** What filters ask of a snapshot. Beside a gzipped one it stands in the item. */
function saidBySnapshot(item: SnapshotItem): { status?: unknown; threadId?: unknown } | undefined {
  if (item.snapshot === undefined || item.snapshot === '')
    return { status: item.snapshotStatus, threadId: item.snapshotThreadId };
  try {
    const snapshot = JSON.parse(item.snapshot) as WorkflowRunState;
    return { status: snapshot.status, threadId: getSnapshotMemoryInfo(snapshot)?.threadId };
  } catch {
    return undefined;
  }
}

/** The same items whole, as they are now; those that have gone since are left out. */
async function withSnapshots(
  { connection, layout }: MastraDatabase,
  items: readonly SnapshotItem[],
): Promise<SnapshotItem[]> {
  if (items.length === 0) return [];
  const gets = items.map(({ workflow_name, run_id }) =>
    layout.snapshot.get({ workflow_name, run_id }, { consistent: true }),
  );
  const report = (await batchGet(connection, gets)).throwIfIncomplete();
  return report.items.filter(
    (item, place) => item !== undefined && isRun(item, items[place] ?? item),
  ) as SnapshotItem[];
}
