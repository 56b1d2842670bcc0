import { KeyError } from '../errors.ts';
import type { KeyPattern } from './grammar.ts';
import { fits, utf8Length } from './utf8.ts';

/** The values of a call, by the names of the parts. */
export type Values = Readonly<Record<string, unknown>>;

/** What the leading parts of a key make. */
export interface Leading {
  /** Up to the first part without a value, with the constant text before it. */
  readonly text: string;
  /** The index of that part; the number of parts when all have a value. */
  readonly next: number;
}

/** Builds as far as there are values. Throws a KeyError when a part has a value and one before it has none. */
export function leading(pattern: KeyPattern, values: Values): Leading {
  const { parts } = pattern;
  let text = pattern.head;
  let next = 0;
  for (const part of parts) {
    if (!isGiven(values, part.field)) break;
    text += part.format.encode(values[part.field]) + part.tail;
    next += 1;
  }
  const before = new Set(parts.slice(0, next).map((part) => part.field));
  const late = parts.slice(next).find((part) => !before.has(part.field) && isGiven(values, part.field));
  if (late !== undefined) {
    throw new KeyError(
      `Key ${pattern.name}: ${parts[next]?.field} is missing, and ${late.field}, which stands after it, cannot be used without it.`,
    );
  }
  return { text: next === parts.length ? finished(pattern, text) : checkedLength(pattern, text), next };
}

/** A whole key. Throws a KeyError when the service would not take it. */
export function finished(pattern: KeyPattern, text: string): string {
  if (text === '') throw new KeyError(`Key ${pattern.name}: the key is empty, because all its parts are.`);
  return checkedLength(pattern, text);
}

/** The text itself. Throws a KeyError when it has more bytes than the key may have. */
export function checkedLength(pattern: KeyPattern, text: string): string {
  if (fits(text, pattern.maxBytes)) return text;
  throw new KeyError(
    `Key ${pattern.name}: the key has ${utf8Length(text)} bytes, and at most ${pattern.maxBytes} are allowed; it starts ${JSON.stringify(text.slice(0, 40))}.`,
  );
}

/** A part that is there but undefined counts as given, so that it is refused and does not widen a query in silence. */
function isGiven(values: Values, field: string): boolean {
  return Object.hasOwn(values, field) || (field in values && !(field in Object.prototype));
}
