import { fits, isSurrogate, utf8Length } from './utf8.ts';

/**
 * Compares two keys as DynamoDB sorts them: by the bytes of their UTF-8, which is the order of their code points.
 * JavaScript's own `<` differs where characters above U+FFFF meet those from U+E000 to U+FFFF.
 *
 * Negative when `a` sorts first, positive when `b` does, 0 when they are equal.
 *
 * @example
 * ```ts
 * import { compareKeys } from 'monotable/keys';
 *
 * ['A#\u{1F600}', 'A#\uFF5E'].sort(compareKeys); // ['A#\uFF5E', 'A#\u{1F600}']
 * ```
 */
export function compareKeys(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above U+FFFF, so they go above all other units. */
function rank(unit: number): number {
  return isSurrogate(unit) ? unit + 0x10000 : unit;
}

const LAST_CODE_POINT = 0x10ffff;

/**
 * The first text of at most `maxBytes` bytes after every text that starts with this one; undefined when there is none.
 */
export function afterPrefix(prefix: string, maxBytes: number): string | undefined {
  const points = Array.from(prefix);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) ?? 0;
    if (point === LAST_CODE_POINT) continue;
    // The code points of surrogates are no characters.
    const after = points.join('') + String.fromCodePoint(point === 0xd7ff ? 0xe000 : point + 1);
    if (fits(after, maxBytes)) return after;
  }
  return undefined;
}

/** The greatest character that takes this many bytes. */
const GREATEST = ['', '\u007f', '\u07ff', '\uffff', '\u{10ffff}'];

/** The last text before this one among those of at most `maxBytes` bytes: for an upper end that leaves it out. */
export function beforeText(text: string, maxBytes: number): string {
  const points = Array.from(text);
  const point = points.pop()?.codePointAt(0) ?? 0;
  const rest = points.join('');
  if (point === 0) return rest;
  const lowered = rest + String.fromCodePoint(point === 0xe000 ? 0xd7ff : point - 1);
  const room = maxBytes - utf8Length(lowered);
  return lowered + '\u{10ffff}'.repeat(Math.floor(room / 4)) + (GREATEST[room % 4] ?? '');
}
