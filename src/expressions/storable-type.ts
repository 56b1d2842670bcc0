import { shown } from '../errors.ts';
import { numberTextFault, sameNumberText } from './number-text.ts';
import { AttributeOperand, type NumberText, Operator, type StoredType } from './operators.ts';
import { SetFunction } from './patch.ts';
import { isPlainObject } from './plain-object.ts';

// Every bigint below this has at most 38 digits: no need to look at its text.
const SHORT_BIGINT = 10n ** 38n;
const MIN_MAGNITUDE = 1e-130;

/**
 * The DynamoDB type that holds a value exactly, or `undefined` when none does; `refusal` then says why. Looks at the
 * members of a set, but not of a list or map.
 */
export function storableType(value: unknown): StoredType | undefined {
  switch (typeof value) {
    case 'string':
      return isWellFormed(value) ? 'S' : undefined;
    case 'number':
      return isExactNumber(value) ? 'N' : undefined;
    case 'boolean':
      return 'BOOL';
    case 'bigint':
      return isShort(value) || numberTextFault(value.toString()) === undefined ? 'N' : undefined;
    case 'object':
      return value === null ? 'NULL' : objectType(value);
    default:
      return undefined;
  }
}

/** Why `storableType` has no type for a value: the rest of a sentence that starts with the path to it. */
export function refusal(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'is undefined; leave the attribute out, or store null';
    case 'string':
      return `is ${shown(value)}, which has half a surrogate pair and is not valid Unicode text`;
    case 'number':
      if (!Number.isFinite(value)) return `is ${value}, which is not a number that DynamoDB holds`;
      if (Number.isInteger(value))
        return `is ${value}, beyond the integers that a number holds exactly; use a bigint`;
      return `is ${value}, too close to zero; DynamoDB holds numbers from 1e-130`;
    case 'bigint':
      return numberTextFault(value.toString()) ?? 'cannot be stored';
    case 'object':
      return value === null ? 'cannot be stored' : objectRefusal(value);
    default:
      return `is ${shown(value)}, which is not data`;
  }
}

/** Why a name cannot stand as an attribute or map key, as the rest of a sentence; `undefined` when it can. */
export function nameFault(name: string): string | undefined {
  if (name === '') return 'has an attribute with an empty name';
  // Assigned to an object, it would replace the prototype of whatever reads it.
  if (name === '__proto__') return 'has an attribute named "__proto__", which cannot be read back safely';
  if (!isWellFormed(name)) return `has an attribute named ${shown(name)}, which is not valid Unicode text`;
  return undefined;
}

/** Whether a value is the SDK's `NumberValue`, or another number that keeps its exact text. */
export function isNumberText(value: object): value is NumberText {
  return (
    typeof (value as Partial<NumberText>).value === 'string' &&
    typeof (value as Partial<NumberText>).toAttributeValue === 'function'
  );
}

function objectType(value: object): StoredType | undefined {
  if (Array.isArray(value)) return 'L';
  if (isPlainObject(value)) return isNumberText(value) ? numberTextType(value) : 'M';
  if (isUint8Array(value)) return 'B';
  if (value instanceof Set) return setType(value);
  return isNumberText(value) ? numberTextType(value) : undefined;
}

function numberTextType(value: NumberText): 'N' | undefined {
  return numberTextFault(value.value) === undefined ? 'N' : undefined;
}

function setType(set: ReadonlySet<unknown>): 'SS' | 'NS' | 'BS' | undefined {
  let type: StoredType | undefined;
  for (const member of set) {
    // A set in a set is refused without looking inside: it may be itself.
    const memberType = member instanceof Set ? undefined : storableType(member);
    if (memberType === undefined || (type !== undefined && memberType !== type)) return undefined;
    type = memberType;
  }
  if (type === 'S') return 'SS';
  if (type === 'N') return equalMember(set) === undefined ? 'NS' : undefined;
  if (type === 'B') return equalMember(set) === undefined ? 'BS' : undefined;
  return undefined;
}

/** A member that DynamoDB takes for another one: 1 and 1n, or the same bytes twice. */
function equalMember(set: ReadonlySet<unknown>): unknown {
  // A Set already keeps members of one JavaScript number type apart.
  let plain = true;
  let kind: string | undefined;
  for (const member of set) {
    kind ??= typeof member;
    if (typeof member !== kind || kind === 'object') plain = false;
  }
  if (plain) return undefined;
  const seen = new Set<string>();
  for (const member of set) {
    const text = memberText(member);
    if (seen.has(text)) return member;
    seen.add(text);
  }
  return undefined;
}

function memberText(member: unknown): string {
  if (typeof member !== 'object' || member === null) return sameNumberText(String(member));
  if (isUint8Array(member)) return member.join();
  return isNumberText(member) ? sameNumberText(member.value) : '';
}

function objectRefusal(value: object): string {
  if (value instanceof Set) return setRefusal(value);
  if (value instanceof Date) {
    return `is ${shown(value).replace(/^Date/, 'a Date')}; store an ISO string or an epoch number`;
  }
  if (isNumberText(value)) return numberTextFault(value.value) ?? 'cannot be stored';
  if (value instanceof SetFunction) {
    return `is ${value.name}(), which stands in the patch of an update only; give a value`;
  }
  if (value instanceof Operator || value instanceof AttributeOperand) {
    const name = value instanceof Operator ? value.op : 'attribute';
    return `is ${name}(), which stands in conditions and ranges only; give a value`;
  }
  if (value instanceof Map) return 'is a Map; store a plain object, or a list of entries';
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return `is ${shown(value)}; store binary data as a Uint8Array, and numbers as a list`;
  }
  if (value instanceof String || value instanceof Number || value instanceof Boolean) {
    return `is ${shown(value)}; store the plain value`;
  }
  return `is ${shown(value)}; DynamoDB holds plain objects, so store its data as one`;
}

function setRefusal(set: ReadonlySet<unknown>): string {
  if (set.size === 0) return 'is an empty set; DynamoDB has none, so leave the attribute out';
  const types = new Set<string>();
  for (const member of set) {
    const type = member instanceof Set ? 'SS' : storableType(member);
    if (type === undefined) return `has a set member that ${refusal(member)}`;
    if (type !== 'S' && type !== 'N' && type !== 'B') {
      return `has ${shown(member)} in a set; sets hold strings, numbers or binaries`;
    }
    types.add(type);
  }
  if (types.size > 1) return `is a set of mixed types (${[...types].join(', ')}); a set holds one type`;
  return `has ${shown(equalMember(set))} in a set twice; DynamoDB takes the two for equal`;
}

function isUint8Array(value: object): value is Uint8Array {
  // The tag is right for a Buffer and for arrays of another realm; `instanceof` is not.
  return ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === '[object Uint8Array]';
}

function isExactNumber(value: number): boolean {
  if (Number.isInteger(value)) return Number.isSafeInteger(value);
  return Number.isFinite(value) && Math.abs(value) >= MIN_MAGNITUDE;
}

function isShort(value: bigint): boolean {
  return value < SHORT_BIGINT && value > -SHORT_BIGINT;
}

function isWellFormed(text: string): boolean {
  // In every Node we support, but not yet in the ES2023 types.
  return (text as unknown as { isWellFormed(): boolean }).isWellFormed();
}
