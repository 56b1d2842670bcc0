import { type CodePoints, type Format, type Place, refusal } from './format.ts';

/** `{name:boolean}`: `false`, which sorts first, or `true`. */
export function booleanFormat(place: Place): Format {
  return {
    encode(value) {
      if (typeof value !== 'boolean') throw refusal(place, value, 'boolean takes true or false');
      return String(value);
    },
    decode: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
    end: (text, start) => start + (text[start] === 't' ? 4 : 5),
    encodePrefix(prefix) {
      throw refusal(place, prefix, 'boolean has no prefixes');
    },
    before: (encoded) => (encoded === 'true' ? 'false' : undefined),
    descending: false,
    boundary: 'ordered',
    shape: { kind: 'words', words: [word('true'), word('false')] },
  };
}

function word(text: string): CodePoints[] {
  return Array.from(text, (character): CodePoints => {
    const point = character.charCodeAt(0);
    return [[point, point]];
  });
}
