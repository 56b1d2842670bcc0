import { DeclarationError, shown } from '../errors.ts';
import type { Format } from './format.ts';
import { readFormat, type TextStyle } from './formats.ts';
import { MAX_PARTITION_KEY_BYTES } from './limits.ts';
import type { KeyOptions } from './options.ts';
import { isWellFormed } from './utf8.ts';

/** One part of a template and the constant text after it. */
export interface KeyPart {
  readonly field: string;
  readonly format: Format;
  readonly tail: string;
}

/** A template taken to pieces. */
export interface KeyPattern {
  readonly template: string;
  /** What errors call the key. */
  readonly name: string;
  /** The constant text before the first part; the whole key when there is no part. */
  readonly head: string;
  /** The parts as they stand, with a repeated one as often as it occurs. */
  readonly parts: readonly KeyPart[];
  readonly separator: string;
  readonly maxBytes: number;
}

/** Reads a template. Throws a DeclarationError that says where it is wrong. */
export function readTemplate(template: string, options: KeyOptions): KeyPattern {
  const { separator = '#', maxBytes = MAX_PARTITION_KEY_BYTES, name = template } = options;
  checkOptions(template, separator, maxBytes);
  const problem = (at: number, text: string) =>
    new DeclarationError(`Key template ${shown(template)}${naming(name, template)}, at ${at}: ${text}.`);
  if (template === '') throw problem(0, 'it is empty');
  if (!isWellFormed(template)) throw problem(0, 'it has a lone surrogate, which UTF-8 cannot hold');

  const style: TextStyle = {
    separator,
    protection: options.escape === false ? 'none' : separator === '#' ? 'escape' : 'refuse',
  };
  const parts: KeyPart[] = [];
  const valuesOf = new Map<string, string>();
  const headEnd = literalEnd(template, 0);
  let at = headEnd;
  while (at < template.length) {
    if (template[at] === '}') throw problem(at, 'this } closes nothing');
    const close = template.indexOf('}', at);
    if (close === -1) throw problem(at, 'this { is never closed');
    const inside = template.slice(at + 1, close);
    if (inside.includes('{')) throw problem(at, 'this { is not closed before the next one');
    const colon = inside.indexOf(':');
    const field = colon === -1 ? inside : inside.slice(0, colon);
    if (field === '') throw problem(at, 'the part has no name');
    if (field === '__proto__') throw problem(at, 'a part cannot be named __proto__');
    const reading = readFormat(
      colon === -1 ? undefined : inside.slice(colon + 1),
      { key: name, field },
      style,
    );
    if ('problem' in reading) throw problem(at, `${field}: ${reading.problem}`);
    if ((valuesOf.get(field) ?? reading.values) !== reading.values) {
      throw problem(at, `${field} stands here as ${reading.values} and before as ${valuesOf.get(field)}`);
    }
    valuesOf.set(field, reading.values);
    if (reading.format.shards !== undefined && parts.some(({ format }) => format.shards !== undefined)) {
      throw problem(at, `${field} is a second shard; a key has one`);
    }

    const tailEnd = literalEnd(template, close + 1);
    const tail = template.slice(close + 1, tailEnd);
    const required = reading.format.boundary === 'open' ? '' : separator;
    if (tailEnd < template.length && (tail === '' || !tail.startsWith(required))) {
      throw problem(tailEnd, `between ${field} and the next part stands no separator ${shown(separator)}`);
    }
    if (tail !== '' && !tail.startsWith(required)) {
      throw problem(close + 1, `after ${field} stands ${shown(tail)}, not the separator ${shown(separator)}`);
    }
    parts.push({ field, format: reading.format, tail });
    at = tailEnd;
  }
  return { template, name, head: template.slice(0, headEnd), parts, separator, maxBytes };
}

function checkOptions(template: string, separator: string, maxBytes: number): void {
  if (separator === '' || /[{}]/.test(separator) || !isWellFormed(separator)) {
    throw new DeclarationError(
      `Key template ${shown(template)}: the separator cannot be ${shown(separator)}; it is text without braces.`,
    );
  }
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 1) {
    throw new DeclarationError(
      `Key template ${shown(template)}: maxBytes cannot be ${shown(maxBytes)}; it is a positive integer.`,
    );
  }
}

function naming(name: string, template: string): string {
  return name === template ? '' : ` (${name})`;
}

/** The position of the first brace from here on, or the end. */
function literalEnd(template: string, start: number): number {
  for (let at = start; at < template.length; at += 1) {
    if (template[at] === '{' || template[at] === '}') return at;
  }
  return template.length;
}
