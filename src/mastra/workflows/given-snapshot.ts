import type { WorkflowRunState } from '@mastra/core/workflows';
import { RequestError, shown } from '../../errors.ts';
import { inField } from '../in-field.ts';
import { type RunKey, runText } from './run-key.ts';

/** A snapshot, and its JSON. */
export interface GivenSnapshot {
  readonly snapshot: WorkflowRunState;
  readonly text: string;
}

/**
 * A snapshot as it is when it is given, since its owner goes on working with it. One that is given as JSON text is parsed, as
 * Mastra's store in memory does when it reads it.
 *
 * @throws RequestError for what is no snapshot, ValueError for what has no JSON.
 */
export function givenSnapshot(key: RunKey, given: WorkflowRunState | string): GivenSnapshot {
  const what = `The snapshot of ${runText(key)} cannot be stored`;
  const snapshot: unknown = typeof given === 'string' ? inField(what, () => JSON.parse(given)) : given;
  // Mastra's store in memory takes `null` for none.
  if (typeof snapshot !== 'object' || Array.isArray(snapshot))
    throw new RequestError(`${what}: it is ${shown(snapshot)}, and no object.`);
  return { snapshot: snapshot as WorkflowRunState, text: inField(what, () => JSON.stringify(snapshot)) };
}
