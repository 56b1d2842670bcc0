import { shown } from '../errors.ts';
import { escapeText, unescapeText } from './escape.ts';
import { type CodePoints, type Format, type Place, refusal } from './format.ts';
import { isWellFormed } from './utf8.ts';

/** How text is kept apart from the separator. */
export type Protection = 'escape' | 'refuse' | 'none';

export interface TextOptions {
  readonly separator: string;
  readonly protection: Protection;
  readonly lower: boolean;
  /** Whether the empty string may stand: a part that is taken as it is in every respect. */
  readonly empty: boolean;
}

const ALL: CodePoints = [[0, 0x10ffff]];

/** `{name}`, `{name:lower}`, `{name:raw}`: a string. */
export function textFormat(place: Place, options: TextOptions): Format {
  const { separator, protection, lower, empty } = options;
  const forbidden = protection === 'refuse' ? Array.from(separator) : [];

  function encode(value: unknown): string {
    if (typeof value !== 'string') throw refusal(place, value, wrongType(place, value));
    if (value === '' && !empty) throw refusal(place, value, '');
    const text = lower ? value.toLowerCase() : value;
    const encoded = protection === 'escape' ? escapeText(text) : isWellFormed(text) ? text : undefined;
    if (encoded === undefined) {
      throw refusal(place, value, 'it has a lone surrogate, which UTF-8 cannot hold');
    }
    for (const character of forbidden) {
      if (encoded.includes(character)) {
        throw refusal(place, value, `it contains ${shown(character)} of the separator ${shown(separator)}`);
      }
    }
    return encoded;
  }

  return {
    encode,
    decode(encoded) {
      const text = protection === 'escape' ? unescapeText(encoded) : encoded;
      if (text === undefined || (text === '' && !empty) || !isWellFormed(text)) return undefined;
      if (forbidden.some((character) => text.includes(character))) return undefined;
      return lower && text.toLowerCase() !== text ? undefined : text;
    },
    end(text, start, tail) {
      if (tail === '') return text.length;
      const end =
        protection === 'none' ? text.indexOf(tail, start + (empty ? 0 : 1)) : text.indexOf(separator, start);
      return end === -1 ? text.length + 1 : end;
    },
    encodePrefix(prefix) {
      const encoded = encode(prefix);
      // A capital sigma at the end of a word has a lower case of its own, so what follows decides.
      if (lower && !encode(`${prefix}a`).startsWith(encoded)) {
        throw refusal(place, prefix, 'the lower case of its end depends on what follows, so it is no prefix');
      }
      return encoded;
    },
    descending: false,
    boundary: protection === 'escape' ? 'ordered' : protection === 'refuse' ? 'delimited' : 'open',
    shape: { kind: 'text', plain: plainPoints(options), escaped: protection === 'escape', empty },
  };
}

function wrongType({ field }: Place, value: unknown): string {
  const takes = 'a part without a format takes a string';
  if (typeof value === 'number' || typeof value === 'bigint') {
    return `${takes}; a number needs a format such as {${field}:int10}`;
  }
  if (typeof value === 'boolean') return `${takes}; a boolean needs {${field}:boolean}`;
  if (value instanceof Date) return `${takes}; a date needs {${field}:iso} or {${field}:day}`;
  return takes;
}

/** The characters that stand for themselves in the finished text. */
function plainPoints({ separator, protection, lower }: TextOptions): CodePoints {
  let points = ALL;
  if (protection === 'escape') points = [[0x25, 0x10ffff]];
  if (protection === 'refuse') {
    for (const character of separator) {
      const point = character.codePointAt(0) ?? 0;
      points = without(points, point, point);
    }
  }
  return lower ? without(points, 0x41, 0x5a) : points;
}

function without(points: CodePoints, first: number, last: number): CodePoints {
  return points.flatMap(([low, high]) => {
    const kept: (readonly [number, number])[] = [];
    if (low < first) kept.push([low, Math.min(high, first - 1)]);
    if (high > last) kept.push([Math.max(low, last + 1), high]);
    return kept;
  });
}
