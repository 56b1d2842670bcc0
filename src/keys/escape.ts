import { isPair, isSurrogate } from './utf8.ts';

/** Everything below `%` is escaped: the separator `#`, the escape sign `$`, and all that would sort below them. */
const FIRST_PLAIN = 0x25;
const SIGN = '$';
const SIGN_UNIT = 0x24;
/** U+0000 becomes `$0`, U+0024 becomes `$T`: the character 0x30 higher is printable and in the same order. */
const SHIFT = 0x30;

/**
 * Escapes text so that it cannot contain `#` and composite keys sort as their parts do: `#` sorts below `$`, and
 * `$` below everything that stays. Undefined when the text has a lone surrogate.
 */
export function escapeText(text: string): string | undefined {
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < FIRST_PLAIN || isSurrogate(unit)) return escapeFrom(text, i);
  }
  return text;
}

function escapeFrom(text: string, start: number): string | undefined {
  let escaped = text.slice(0, start);
  let plain = start;
  for (let i = start; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < FIRST_PLAIN) {
      escaped += text.slice(plain, i) + SIGN + String.fromCharCode(unit + SHIFT);
      plain = i + 1;
    } else if (isSurrogate(unit)) {
      if (!isPair(text, i)) return undefined;
      i += 1;
    }
  }
  return escaped + text.slice(plain);
}

/** The text that `escapeText` made this from; undefined when it never makes it. */
export function unescapeText(escaped: string): string | undefined {
  let text = '';
  let plain = 0;
  for (let i = 0; i < escaped.length; i += 1) {
    const unit = escaped.charCodeAt(i);
    if (unit === SIGN_UNIT) {
      const original = escaped.charCodeAt(i + 1) - SHIFT;
      if (!(original >= 0 && original < FIRST_PLAIN)) return undefined;
      text += escaped.slice(plain, i) + String.fromCharCode(original);
      plain = i + 2;
      i += 1;
    } else if (unit < FIRST_PLAIN) {
      return undefined;
    } else if (isSurrogate(unit)) {
      if (!isPair(escaped, i)) return undefined;
      i += 1;
    }
  }
  return plain === 0 ? escaped : text + escaped.slice(plain);
}
