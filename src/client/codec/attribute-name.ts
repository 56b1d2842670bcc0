import { nameFault } from '../../expressions/storable-type.ts';
import { quoted } from './quoted.ts';

/** Tables have far fewer names, unless maps have keys such as ids; then what is known is forgotten from time to time. */
const MOST_KNOWN = 1_000;
/** In characters. */
const LONGEST_KNOWN = 64;

const known = new Map<string, string>();

/**
 * The name of an attribute as it stands before its value, `"total":`; `undefined` for one that cannot be stored. The same
 * names come again and again, and to look at each of their characters takes longer than to write most values.
 */
export function attributeName(name: string): string | undefined {
  const text = known.get(name);
  if (text !== undefined) return text;
  if (nameFault(name) !== undefined) return undefined;
  const written = `${quoted(name)}:`;
  if (name.length > LONGEST_KNOWN) return written;
  if (known.size === MOST_KNOWN) known.clear();
  known.set(name, written);
  return written;
}
