import { type CodePoints, type Format, type Place, refusal } from './format.ts';
import { isDayText, isInstantText, readDay, readInstant } from './instant.ts';
import { DIGIT, ninesComplement } from './signed-digits.ts';

const DAY_MS = 86_400_000;

/** One example stands for the form: a digit for every digit, all else literal. */
const KINDS = {
  iso: { form: '0000-00-00T00:00:00.000Z', read: readInstant, exists: isInstantText, unit: 1 },
  day: { form: '0000-00-00', read: readDay, exists: isDayText, unit: DAY_MS },
};

export interface TimeOptions {
  readonly descending: boolean;
  readonly lower: boolean;
}

/** `{name:iso}` and `{name:day}`: an instant to the millisecond, and a day. */
export function timeFormat(place: Place, kind: 'iso' | 'day', options: TimeOptions): Format {
  const { descending, lower } = options;
  const { read, exists, unit } = KINDS[kind];
  const form = lower ? KINDS[kind].form.toLowerCase() : KINDS[kind].form;
  const word = Array.from(form, (character): CodePoints => {
    const point = character.charCodeAt(0);
    return character === '0' ? DIGIT : [[point, point]];
  });

  function write(text: string): string {
    const cased = lower ? text.toLowerCase() : text;
    return descending ? ninesComplement(cased) : cased;
  }

  function decode(encoded: string): string | undefined {
    const cased = lower ? encoded.toUpperCase() : encoded;
    const text = descending ? ninesComplement(cased) : cased;
    return exists(text) && write(text) === encoded ? text : undefined;
  }

  return {
    encode(value) {
      const reading = read(value);
      if ('reason' in reading) throw refusal(place, value, `${kind} ${reading.reason}`);
      return write(reading.text);
    },
    decode,
    end: (_, start) => start + form.length,
    encodePrefix(prefix) {
      if (descending) throw refusal(place, prefix, `${kind}:desc has no prefixes; give a range`);
      if (typeof prefix !== 'string' || !startsForm(prefix, KINDS[kind].form)) {
        throw refusal(place, prefix, `a prefix of ${kind} is text such as "2026-01"`);
      }
      return write(prefix);
    },
    before(encoded) {
      const text = decode(encoded);
      if (text === undefined) return undefined;
      const reading = read(Date.parse(text) + (descending ? unit : -unit));
      return 'text' in reading ? write(reading.text) : undefined;
    },
    descending,
    boundary: 'ordered',
    shape: { kind: 'words', words: [word] },
  };
}

function startsForm(prefix: string, form: string): boolean {
  return form.startsWith(prefix.replace(/[0-9]/g, '0'));
}
