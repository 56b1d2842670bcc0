import { MonotableError, shown } from '../errors.ts';
import { keyText } from '../operations/item-key.ts';
import type { NativeItem } from '../operations/operation.ts';
import { readItem } from '../operations/reading.ts';
import type { EntityModel } from '../table/entity.ts';
import type { Table } from '../table/table.ts';
import type { OtherChange } from './change.ts';
import { matchKey } from './match-key.ts';
import { nativeImage } from './native-image.ts';
import {
  type ChangeType,
  type RecordFacts,
  recordFacts,
  type StreamRecord,
  type StreamView,
} from './stream-record.ts';

/** A declared stream, without its types. */
export interface StreamModel {
  readonly table: Table;
  readonly entities: ReadonlyMap<string, EntityModel>;
  readonly view: StreamView;
}

/** A change of an entity, without its types. */
export interface AnyChange
  extends Pick<OtherChange, 'type' | 'primaryKey' | 'sequenceNumber' | 'at' | 'record'> {
  readonly entity: string;
  readonly key: NativeItem;
  readonly new: NativeItem | undefined;
  readonly old: NativeItem | undefined;
  readonly item: NativeItem | undefined;
}

type Images = Readonly<Record<'new' | 'old', NativeItem | undefined>>;

const NO_IMAGES: Images = { new: undefined, old: undefined };

/** The change that a record tells of. Whatever is wrong with its item makes it an OtherChange. */
export function readChange(stream: StreamModel, record: StreamRecord): AnyChange | OtherChange {
  const facts = recordFacts(record, stream.table, stream.view);
  const { type, primaryKey, sequenceNumber, at } = facts;
  const about = { type, primaryKey, sequenceNumber, at, record };
  const other = (reason: OtherChange['reason'], message: string, images: Images): OtherChange => ({
    ...about,
    entity: undefined,
    reason,
    message,
    ...withItem(type, images),
  });

  let images: Images;
  try {
    images = imagesOf(facts);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `Stream of ${stream.table.name}: an image of ${keyText(primaryKey)} cannot be read: ${reason}`;
    return other('invalid', message, NO_IMAGES);
  }
  const found = entityOf(stream, primaryKey, images);
  if ('reason' in found) return other(found.reason, found.message, images);
  const { entity } = found;
  const read = (image: NativeItem | undefined, name: string) =>
    image && readItem(entity, image, undefined, `Stream of ${stream.table.name} (${name})`);
  try {
    const items: Images = { new: read(images.new, 'NewImage'), old: read(images.old, 'OldImage') };
    const key = keyOf(entity, items.new ?? items.old, primaryKey);
    return { ...about, entity: entity.name, key, ...withItem(type, items) };
  } catch (error) {
    if (!(error instanceof MonotableError)) throw error;
    return other('invalid', error.message, images);
  }
}

/** The images, and the one of them that is the item at its latest. */
function withItem(type: ChangeType, images: Images): Images & Pick<AnyChange, 'item'> {
  return { ...images, item: type === 'created' || type === 'changed' ? images.new : images.old };
}

function imagesOf(facts: RecordFacts): Images {
  return { new: facts.new && nativeImage(facts.new), old: facts.old && nativeImage(facts.old) };
}

/** By the name in the images; without images, by what the key looks like. */
function entityOf(
  { table, entities }: StreamModel,
  primaryKey: RecordFacts['primaryKey'],
  images: Images,
): { readonly entity: EntityModel } | Pick<OtherChange, 'reason' | 'message'> {
  const item = `Stream of ${table.name}: ${keyText(primaryKey)}`;
  const names = [images.old, images.new].flatMap((image) => (image ? [image[table.discriminator]] : []));
  if (names.length === 0) {
    const match = matchKey(entities.values(), primaryKey);
    if (match !== undefined) return match;
    return { reason: 'other entity', message: `${item} is a key of none of its entities.` };
  }
  const [first] = names;
  const last = names.at(-1);
  const known = names.map((name) => (typeof name === 'string' ? entities.get(name) : undefined));
  const [entity] = known;
  if (first === last && entity !== undefined) return { entity };
  if (known.every((candidate) => candidate === undefined)) {
    const is = last === undefined ? `has no ${table.discriminator}` : `is of ${shown(last)}`;
    return { reason: 'other entity', message: `${item} ${is}, none of its entities.` };
  }
  return {
    reason: 'changed entity',
    message: `${item} had ${shown(first)} in ${table.discriminator}, and now has ${shown(last)}.`,
  };
}

/** The attributes that feed the key. An item of an older shape may lack one, and the key's text has them all. */
function keyOf(
  entity: EntityModel,
  item: NativeItem | undefined,
  primaryKey: RecordFacts['primaryKey'],
): NativeItem {
  const key: NativeItem = {};
  for (const name of entity.fixed) key[name] = item?.[name];
  if (Object.values(key).every((value) => value !== undefined)) return key;
  const parsed = matchKey([entity], primaryKey)?.parts ?? {};
  return Object.fromEntries(Object.entries(key).map(([name, value]) => [name, value ?? parsed[name]]));
}
