import { randomUUID } from 'node:crypto';
import type { Connection } from '../../src/index.ts';
import { commerce } from '../../src/repositories/commerce/index.ts';
import { changedEmail, sameEmail } from './emailTrials.ts';
import { lastPieces, plainOrders } from './orderTrials.ts';
import type { Trial } from './trial.ts';

const TRIALS = [plainOrders, lastPieces, sameEmail, changedEmail];

/** What was tried, and what every id begins with that it has put into the table. */
export interface ShopTrials {
  readonly run: string;
  readonly trials: readonly Trial[];
}

/**
 * Places orders, signs users up and changes an e-mail, and reads back consistently what came of it. All of it is done to new
 * products and users, so that it can be done again with the same table.
 *
 * @throws when a figure is not exact.
 */
export async function shopTrials(db: Connection): Promise<ShopTrials> {
  const run = `trial-${randomUUID().slice(0, 8)}`;
  const trials: Trial[] = [];
  for (const trial of TRIALS) trials.push(await trial(commerce(db), run));
  return { run, trials };
}
