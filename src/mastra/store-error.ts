import { ErrorCategory, ErrorDomain, MastraError } from '@mastra/core/error';
import { createStorageErrorId } from '@mastra/core/storage';
import { MonotableError } from '../errors.ts';

/** What of a call stands in its error: ids and names, never content. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | undefined>>;

/** The error that Mastra expects of a store: `MASTRA_STORAGE_DYNAMODB_SAVE_THREAD_FAILED`, with what happened as its cause. */
export function storeError(
  operation: string,
  details: ErrorDetails,
  cause: unknown,
  status = 'FAILED',
): MastraError {
  if (cause instanceof MastraError) return cause;
  const known = Object.entries(details).filter(
    (entry): entry is [string, string | number | boolean] => entry[1] !== undefined,
  );
  return new MastraError(
    {
      id: createStorageErrorId('DYNAMODB', operation, status),
      domain: ErrorDomain.STORAGE,
      category: cause instanceof MonotableError ? ErrorCategory.USER : ErrorCategory.THIRD_PARTY,
      details: Object.fromEntries(known),
    },
    cause,
  );
}

/** Runs one method of a domain; whatever it throws comes out as the error that Mastra expects. */
export async function attempt<T>(
  operation: string,
  details: ErrorDetails,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw storeError(operation, details, error);
  }
}
