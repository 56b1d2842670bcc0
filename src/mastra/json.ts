import { shown, ValueError } from '../errors.ts';
import { inField } from './in-field.ts';

/**
 * JSON text for what is stored as such; `undefined` where there is nothing.
 *
 * @param what begins the error: `The thread "t-1" cannot be stored: its metadata`
 * @throws ValueError for what has no JSON, such as a bigint or a circle.
 */
export function jsonText(value: unknown, what: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  return inField(what, () => JSON.stringify(value));
}

/** The object or list in a stored text; what is neither is `undefined`. */
export function jsonObject(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined || !/^[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/**
 * JSON text of an object with other members in the place of its own.
 *
 * @param what begins the error, as for `jsonText`
 * @throws ValueError when the text is of no object: it may be damaged, and would be lost.
 */
export function mergedJson(text: string | undefined, members: object, what: string): string | undefined {
  const before = jsonObject(text);
  if (text !== undefined && (before === undefined || Array.isArray(before)))
    throw new ValueError(
      `${what}: it is stored as ${shown(text)}, which is no object of JSON, so nothing can be merged into it.`,
    );
  return jsonText({ ...before, ...members }, what);
}
