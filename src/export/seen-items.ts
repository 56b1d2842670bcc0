import { RequestError, shown } from '../errors.ts';
import {
  mergeFields,
  type SeenFields,
  type SeenKind,
  type SeenValues,
  seeFields,
  seenNoFields,
  seenNothing,
  VALUE_KINDS,
  type ValueKind,
} from './seen-values.ts';

/** Attributes of an entity that are told apart. More are no columns: an item of 400 KB rarely has a hundred. */
export const MOST_ATTRIBUTES = 1_000;

/** `SeenItems` as it stands in a checkpoint. */
export interface SeenItemsJson {
  readonly items: number;
  readonly attributes: SeenFieldsJson;
}
interface SeenFieldsJson {
  readonly many?: true;
  readonly names: readonly (readonly [string, SeenValuesJson])[];
}
interface SeenValuesJson {
  readonly nulls?: number;
  readonly kinds: Readonly<Partial<Record<ValueKind, SeenKind>>>;
  /** The least and the greatest, in digits. */
  readonly integers?: readonly [string, string];
  readonly fractions?: { readonly whole: number; readonly scale: number };
  readonly members?: SeenValuesJson;
  readonly fields?: SeenFieldsJson;
}

/**
 * The types that the items of one entity have, over a whole export: counts and bounds, never the values. Segments look by
 * themselves, and are merged in any order; a checkpoint keeps them as JSON.
 */
export class SeenItems {
  #items = 0;
  readonly #attributes: SeenFields = seenNoFields();

  static fromJSON(json: SeenItemsJson): SeenItems {
    const made = new SeenItems();
    try {
      made.#items = json.items;
      mergeFields(made.#attributes, fieldsOf(json.attributes), MOST_ATTRIBUTES);
    } catch (cause) {
      throw new RequestError(`These are no types of an export: ${shown(json)}.`, { cause });
    }
    return made;
  }

  /** @param key the item's key, as a message would show it: the least one stands for its kind */
  add(item: Readonly<Record<string, unknown>>, key: string): void {
    this.#items += 1;
    seeFields(this.#attributes, item, key, MOST_ATTRIBUTES);
  }

  merge(other: SeenItems): void {
    this.#items += other.#items;
    mergeFields(this.#attributes, other.#attributes, MOST_ATTRIBUTES);
  }

  get items(): number {
    return this.#items;
  }

  /** By attribute; empty, and `many`, when there were more than a thousand. */
  get attributes(): SeenFields {
    return this.#attributes;
  }

  /** The same text for the same items, however they were counted. */
  toJSON(): SeenItemsJson {
    return { items: this.#items, attributes: fieldsJson(this.#attributes) };
  }
}

function fieldsJson({ names, many }: SeenFields): SeenFieldsJson {
  const sorted = [...names].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...(many ? { many } : {}),
    names: sorted.map(([name, values]) => [name, valuesJson(values)] as const),
  };
}

function valuesJson({ nulls, kinds, integers, fractions, members, fields }: SeenValues): SeenValuesJson {
  const counted = VALUE_KINDS.flatMap((kind) => {
    const seen = kinds.get(kind);
    return seen === undefined ? [] : [[kind, seen] as const];
  });
  return {
    ...(nulls > 0 ? { nulls } : {}),
    kinds: Object.fromEntries(counted),
    ...(integers && { integers: [String(integers.min), String(integers.max)] as const }),
    ...(fractions && { fractions }),
    ...(members && { members: valuesJson(members) }),
    ...(fields && { fields: fieldsJson(fields) }),
  };
}

function fieldsOf({ many, names }: SeenFieldsJson): SeenFields {
  return { many: many === true, names: new Map(names.map(([name, values]) => [name, valuesOf(values)])) };
}

function valuesOf({ nulls = 0, kinds, integers, fractions, members, fields }: SeenValuesJson): SeenValues {
  const seen = seenNothing();
  seen.nulls = nulls;
  for (const kind of VALUE_KINDS) {
    const known = kinds[kind];
    if (known !== undefined) seen.kinds.set(kind, known);
  }
  if (integers !== undefined) seen.integers = { min: BigInt(integers[0]), max: BigInt(integers[1]) };
  seen.fractions = fractions;
  if (members !== undefined) seen.members = valuesOf(members);
  if (fields !== undefined) seen.fields = fieldsOf(fields);
  return seen;
}
