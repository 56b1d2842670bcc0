import { shown } from '../errors.ts';
import { awsError } from './aws-error.ts';
import { checkOptions } from './check-options.ts';
import { seededRandom } from './random.ts';
import { drop, pass, type Step } from './step.ts';

/** How often something goes wrong, as shares from 0 to 1 of all requests. */
export interface FaultyOptions {
  /** Fails with `InternalServerError`, and nothing is applied. Default 0. */
  readonly failureShare?: number;
  /** Is applied, and the connection is closed without an answer. Default 0. */
  readonly lostAnswerShare?: number;
  /** Of the dice: the same seed throws the same for the same sequence of requests. Default 1. */
  readonly seed?: number;
}

const FAILURE = awsError('InternalServerError');

/**
 * Random faults on top of another step: `faulty({ lostAnswerShare: 0.01 }, metered({ writesPerSecond: 500 }))`.
 *
 * @param step default: the upstream answers
 * @throws TypeError for an option that there is not, RangeError when the shares are none, or more than 1 together.
 */
export function faulty(options: FaultyOptions, step: Step = pass): Step {
  checkOptions(options, ['failureShare', 'lostAnswerShare', 'seed'], 'faulty');
  const { failureShare = 0, lostAnswerShare = 0, seed = 1 } = options;
  checkShare('failureShare', failureShare);
  checkShare('lostAnswerShare', lostAnswerShare);
  if (failureShare + lostAnswerShare > 1) {
    throw new RangeError(`faulty: the shares are ${failureShare + lostAnswerShare} together, and 1 is all.`);
  }
  const random = seededRandom(seed);
  return async (request, forward) => {
    const dice = random();
    if (dice < failureShare) return FAILURE(request, forward);
    const answer = await step(request, forward);
    return dice < failureShare + lostAnswerShare ? drop(request, forward) : answer;
  };
}

/** @throws RangeError for anything but a number from 0 to 1. */
export function checkShare(name: string, share: number): void {
  if (typeof share === 'number' && share >= 0 && share <= 1) return;
  throw new RangeError(`${name} must be a number from 0 to 1, not ${shown(share)}.`);
}
