import { MonotableError } from '../errors.ts';
import { UsageError } from './usage-error.ts';

/**
 * Runs checks of what the user said, before anything is sent: what they refuse is wrong use.
 *
 * @throws UsageError with the sentence of an error of the toolkit.
 */
export async function asUsage<T>(check: () => T | Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof MonotableError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
