import { booleanFormat } from './boolean-format.ts';
import { decimalFormat } from './decimal-format.ts';
import type { Format, Place } from './format.ts';
import { integerFormat } from './integer-format.ts';
import { MAX_SHARDS, shardFormat } from './shard-format.ts';
import { type Protection, textFormat } from './text-format.ts';
import { timeFormat } from './time-format.ts';

/** `shard8`, and `shard8of20` while the count is changed. */
const SHARD = /^shard([1-9]\d{0,2})(?:of([1-9]\d{0,2}))?$/;

/** DynamoDB keeps 38 digits of a number, so no number from an item has more. */
const MAX_DIGITS = 38;

/** A format that was found, and the values it gives back; or why there is none. */
export type FormatReading =
  | { readonly format: Format; readonly values: string }
  | { readonly problem: string };

export interface TextStyle {
  readonly separator: string;
  readonly protection: Protection;
}

/** Finds the format that stands after the name of a part: `''`, `lower`, `int12:desc`. */
export function readFormat(spec: string | undefined, place: Place, style: TextStyle): FormatReading {
  const [first, ...rest] = spec === undefined ? [] : spec.split(':');
  const isText = first === undefined || first === 'lower' || first === 'raw';
  const modifiers = isText && first !== undefined ? [first, ...rest] : rest;
  const name = isText ? '' : first;
  if (new Set(modifiers).size < modifiers.length) return { problem: `${spec} says the same twice` };
  for (const modifier of modifiers) {
    const problem = modifierProblem(name, modifier);
    if (problem !== undefined) return { problem };
  }
  const lower = modifiers.includes('lower');
  const descending = modifiers.includes('desc');
  if (isText) {
    const raw = modifiers.includes('raw');
    const protection = raw ? 'none' : style.protection;
    const format = textFormat(place, { separator: style.separator, protection, lower, empty: raw });
    return { format, values: lower ? 'lower-case text' : 'text' };
  }
  const format = namedFormat(name, place, { descending, lower });
  return format === undefined ? { problem: unknownFormat(name) } : { format, values: name };
}

function modifierProblem(name: string, modifier: string): string | undefined {
  if (SHARD.test(name)) return `a shard has no modifiers, and ${JSON.stringify(modifier)} is one`;
  if (modifier === 'lower') return undefined;
  if (modifier === 'raw') return name === '' ? undefined : `raw is for text, and ${name} never needs it`;
  if (modifier !== 'desc') return `${JSON.stringify(modifier)} is no modifier; there are raw, lower and desc`;
  if (name === '' || name === 'boolean') return 'desc is for int, decimal, iso and day';
  return undefined;
}

function namedFormat(
  name: string,
  place: Place,
  options: { readonly descending: boolean; readonly lower: boolean },
): Format | undefined {
  if (name === 'iso' || name === 'day') return timeFormat(place, name, options);
  if (name === 'boolean') return booleanFormat(place);
  const [, int, whole, fraction] = /^(?:int([1-9]\d?)|decimal([1-9]\d?)\.([1-9]\d?))$/.exec(name) ?? [];
  if (int !== undefined && Number(int) <= MAX_DIGITS) {
    return integerFormat(place, Number(int), options.descending);
  }
  if (whole !== undefined && fraction !== undefined && Number(whole) + Number(fraction) <= MAX_DIGITS) {
    return decimalFormat(place, Number(whole), Number(fraction), options.descending);
  }
  const [, written, read = written] = SHARD.exec(name) ?? [];
  if (written !== undefined && Number(written) <= Number(read)) {
    return shardFormat(place, Number(written), Number(read));
  }
  return undefined;
}

function unknownFormat(name: string): string {
  return (
    `${JSON.stringify(name)} is no format; there are int1 to int${MAX_DIGITS}, decimal8.2 and the like with at most ` +
    `${MAX_DIGITS} digits, iso, day, boolean, shard1 to shard${MAX_SHARDS}, raw and lower`
  );
}
