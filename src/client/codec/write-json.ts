import { MAX_LEVELS } from '../../expressions/storable.ts';
import { storableType } from '../../expressions/storable-type.ts';
import { attributeName } from './attribute-name.ts';
import { base64Of } from './bytes.ts';
import { quoted } from './quoted.ts';
import type { Shape } from './shapes.ts';
import { numberText, type StoredNumber } from './stored-number.ts';

/**
 * Writes a part of an input as the service's JSON, straight from native values: text alone, no AttributeValues. `undefined`
 * when a value in it cannot be stored; the long way then says which.
 */
export function writeJson(shape: Shape, part: object): string | undefined {
  try {
    return partText(shape, part);
  } catch (error) {
    if (error === FAULT) return undefined;
    throw error;
  }
}

/** Thrown, and never seen: one object, because a trace costs more than the writing. */
const FAULT = new Error('cannot be stored');

function partText(shape: Shape | undefined, part: unknown): string {
  if (shape === 'value') return valueText(part, 1);
  if (typeof part !== 'object' || part === null) {
    if (shape === 'item' || shape === 'complete') throw FAULT;
    return JSON.stringify(part);
  }
  if (shape === undefined) return JSON.stringify(part);
  if (shape === 'item') return itemText(part);
  if (shape === 'complete') {
    for (const name of Object.keys(part)) if ((part as Attributes)[name] === undefined) throw FAULT;
    return itemText(part);
  }
  if (Array.isArray(part)) {
    const inner = 'each' in shape ? shape.each : undefined;
    return listText(part, (member) => partText(inner, member));
  }
  return mapText(part as Attributes, (member, name) =>
    partText('each' in shape ? shape.each : own(shape.fields, name), member),
  );
}

function own(fields: Readonly<Record<string, Shape>>, name: string): Shape | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function itemText(item: object): string {
  if (storableType(item) !== 'M') throw FAULT;
  return attributesText(item as Attributes, 0);
}

function valueText(value: unknown, level: number): string {
  if (level > MAX_LEVELS) throw FAULT;
  switch (storableType(value)) {
    case 'S':
      return `{"S":${quoted(value as string)}}`;
    case 'N':
      return `{"N":"${numberText(value as StoredNumber)}"}`;
    case 'BOOL':
      return value === true ? '{"BOOL":true}' : '{"BOOL":false}';
    case 'NULL':
      return '{"NULL":true}';
    case 'M':
      return `{"M":${attributesText(value as Attributes, level)}}`;
    case 'L':
      return `{"L":${listText(value as unknown[], (member) => valueText(member, level + 1))}}`;
    case 'B':
      return `{"B":"${base64Of(value as Uint8Array)}"}`;
    case 'SS':
      return `{"SS":${listText([...(value as ReadonlySet<string>)], quoted)}}`;
    case 'NS':
      return `{"NS":${listText([...(value as ReadonlySet<StoredNumber>)], (member) => `"${numberText(member)}"`)}}`;
    case 'BS':
      return `{"BS":${listText([...(value as ReadonlySet<Uint8Array>)], (member) => `"${base64Of(member)}"`)}}`;
    default:
      throw FAULT;
  }
}

function attributesText(attributes: Attributes, level: number): string {
  let text = '{';
  for (const name of Object.keys(attributes)) {
    const written = attributeName(name);
    if (written === undefined) throw FAULT;
    const value = attributes[name];
    if (value === undefined) continue;
    if (text !== '{') text += ',';
    text += written;
    text += valueText(value, level + 1);
  }
  return `${text}}`;
}

function mapText(map: Attributes, member: (value: unknown, name: string) => string): string {
  let text = '{';
  for (const name of Object.keys(map)) {
    const value = map[name];
    if (value === undefined) continue;
    text += `${text === '{' ? '' : ','}${quoted(name)}:${member(value, name)}`;
  }
  return `${text}}`;
}

function listText<T>(list: readonly T[], member: (value: T) => string): string {
  let text = '[';
  // By its places, because a hole in a list cannot be stored.
  for (let place = 0; place < list.length; place += 1) {
    text += `${place === 0 ? '' : ','}${member(list[place] as T)}`;
  }
  return `${text}]`;
}

type Attributes = Readonly<Record<string, unknown>>;
