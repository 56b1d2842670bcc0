import { shown } from '../errors.ts';
import { answerWithout, type BatchEntry, batchEntries } from './batch-entries.ts';
import { checkOptions } from './check-options.ts';
import { checkShare } from './faulty.ts';
import { seededRandom } from './random.ts';
import { pass, type Step } from './step.ts';
import type { Attributes } from './wire-value.ts';

/**
 * Which entries of a batch come back: so many, the last of the request; each with a chance (the default seed is 1); or
 * those of which a function says so. It gets the item of a put, the key of a delete or get, in AttributeValue form.
 */
export type UnprocessedChoice =
  | number
  | { readonly share: number; readonly seed?: number }
  | ((attributes: Attributes, tableName: string) => boolean);

/**
 * Some entries of a BatchWriteItem or BatchGetItem come back as `UnprocessedItems` or `UnprocessedKeys`, the latter with
 * the projection, names and consistency of the request. The others are treated by another step.
 *
 * @param step default: the upstream answers. Without an upstream, `answer({})` says that the others were written.
 * @throws TypeError for an option that there is not, RangeError for a count that is no whole number from 0, or a share that
 * is not between 0 and 1.
 * @example
 * ```ts
 * import { answer, startScriptedServer, unprocessed } from 'monotable/testing';
 *
 * const server = await startScriptedServer();
 * server.script('BatchWriteItem', [unprocessed(3, answer({})), answer({})]);
 * // Of the first BatchWriteItem the last three come back, of the second none.
 * await server.stop();
 * ```
 */
export function unprocessed(choice: UnprocessedChoice, step: Step = pass): Step {
  const choose = chooser(choice);
  return (request, forward) => {
    const entries = batchEntries(request);
    return answerWithout(new Set(choose(entries)), entries, step, request, forward);
  };
}

function chooser(choice: UnprocessedChoice): (entries: readonly BatchEntry[]) => readonly BatchEntry[] {
  if (typeof choice === 'function') {
    return (entries) => entries.filter(({ attributes, tableName }) => choice(attributes, tableName));
  }
  if (typeof choice === 'number') {
    checkCount(choice);
    return (entries) => entries.slice(Math.max(0, entries.length - choice));
  }
  checkOptions(choice, ['share', 'seed'], 'unprocessed');
  const { share, seed = 1 } = choice;
  checkShare('share', share);
  const random = seededRandom(seed);
  return (entries) => entries.filter(() => random() < share);
}

/** @throws RangeError for anything but a whole number from 0. */
export function checkCount(count: number): void {
  if (Number.isInteger(count) && count >= 0) return;
  throw new RangeError(`The count of unprocessed items must be a whole number from 0, not ${shown(count)}.`);
}
