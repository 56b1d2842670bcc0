import { shown } from '../errors.ts';

/** An error inside a sentence. */
export function errorText(error: unknown): string {
  return error instanceof Error ? `${error.name}, ${error.message.replace(/\.$/, '')}` : shown(error);
}
