import { and } from '../../expressions/condition.ts';
import type { CountOperation } from '../../operations/operation.ts';
import type { BackgroundTaskItem } from '../../repositories/mastra/items.ts';
import { send } from '../../repositories/send.ts';
import type { MastraDatabase } from '../database.ts';
import { liveCondition } from '../live-condition.ts';
import type { Warner } from '../warner.ts';
import { findTasks } from './find-tasks.ts';

/**
 * How many tasks are running, of all agents or of one. The service counts those of the status, and where the table lacks that
 * index, those of the agent; else they are read.
 */
export async function countRunning(
  database: MastraDatabase,
  logger: Warner,
  agentId?: string,
): Promise<number> {
  if (agentId === '') return 0;
  const { withStatus, ofAgent } = database.layout.backgroundTask;
  const filter = and<BackgroundTaskItem>(liveCondition(database, 'background_task'), {
    status: 'running',
    ...(agentId && { agentId }),
  });
  const ways = [
    withStatus.count({ status: 'running' }, { filter }),
    ...(agentId ? [ofAgent.count({ agentId }, { filter })] : []),
  ];
  for (const way of ways) {
    const count = await countOf(database, way);
    if (count !== undefined) return count;
  }
  let count = 0;
  for await (const _ of findTasks(database, logger, { status: 'running', ...(agentId && { agentId }) })) {
    count += 1;
  }
  return count;
}

/** Counts what a query gives, without reading it; `undefined` where the table lacks the index. */
async function countOf(
  { connection, absent }: MastraDatabase,
  count: CountOperation,
): Promise<number | undefined> {
  const { IndexName } = count.input;
  if (IndexName !== undefined && absent.why(IndexName) !== undefined) return undefined;
  try {
    return await send(connection, count);
  } catch (error) {
    // Whatever else is wrong is said by the reading that takes its place.
    if (error instanceof Error && error.name === 'ValidationException') return undefined;
    throw error;
  }
}
