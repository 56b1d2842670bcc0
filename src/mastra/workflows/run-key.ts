import { RequestError, shown } from '../../errors.ts';
import type { SnapshotItem } from '../../repositories/mastra/items.ts';
import { send } from '../../repositories/send.ts';
import { collision } from '../case-collision.ts';
import type { MastraDatabase } from '../database.ts';
import { hasExpired } from '../ttl.ts';

/** Which run of which workflow. */
export interface RunKey {
  readonly workflow_name: string;
  readonly run_id: string;
}

/** The run's item as it is now, also one of another key that differs only in case, or one that has expired. */
export function storedRun(database: MastraDatabase, key: RunKey): Promise<SnapshotItem | undefined> {
  return send(database.connection, database.layout.snapshot.get(key, { consistent: true }));
}

/** Whether an item is this very run: keys of the compatible layout are in lower case, ids are not. */
export function isRun(item: RunKey, key: RunKey): boolean {
  return item.workflow_name === key.workflow_name && item.run_id === key.run_id;
}

/** Whether an item says which run it is. A damaged one may not. */
export function isNamed({ workflow_name, run_id }: RunKey): boolean {
  return typeof workflow_name === 'string' && typeof run_id === 'string';
}

/** Whether a run counts as there. */
export function isLive(database: MastraDatabase, item: SnapshotItem): boolean {
  return !hasExpired('workflow_snapshot', database.ttl, item, database.now());
}

/** @throws RequestError if the item in the place of a run is another one's. */
export function checkPlace(key: RunKey, item: RunKey): void {
  if (item.workflow_name !== key.workflow_name)
    throw collision('workflow', key.workflow_name, item.workflow_name);
  if (item.run_id !== key.run_id) throw collision('run', key.run_id, item.run_id);
}

/** `run "r1" of workflow "orders"`. */
export function runText({ workflow_name, run_id }: RunKey): string {
  return `run ${shown(run_id)} of workflow ${shown(workflow_name)}`;
}

/** @throws RequestError for an id that is no text, or empty: no key can be made of it. */
export function runKey(workflowName: string, runId: string): RunKey {
  for (const [name, value] of Object.entries({ workflowName, runId })) {
    if (typeof value !== 'string' || value === '')
      throw new RequestError(`A workflow run needs a ${name}, not ${shown(value)}.`);
  }
  return { workflow_name: workflowName, run_id: runId };
}
