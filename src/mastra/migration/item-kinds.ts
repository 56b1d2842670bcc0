import type { NativeItem, PlainWrite } from '../../operations/operation.ts';
import { compatibleLayout } from '../../repositories/mastra/compatible/layout.ts';
import { CompatibleSnapshotPart } from '../../repositories/mastra/compatible/snapshot-part.ts';
import type { LayoutEntity } from '../../repositories/mastra/layout-entity.ts';
import { nativeLayout } from '../../repositories/mastra/native/layout.ts';
import { type MessagePlace, NativeMessagePlace } from '../../repositories/mastra/native/message-place.ts';
import { NativeSnapshotPart } from '../../repositories/mastra/native/snapshot-part.ts';

/** A write of a whole item. */
export type Put = PlainWrite<unknown, 'put'>;

/** One kind of item, in both layouts. */
export interface ItemKind {
  /** Its name in the compatible layout. */
  readonly name: string;
  /** Its names in the native layout: a message has two items there. */
  readonly targets: readonly string[];
  /** The item out of a stored one of the compatible layout, as the native one has it. */
  readonly read: (stored: NativeItem) => NativeItem;
  /** The primary key of such an item in the compatible layout. Throws a KeyError when the item lacks a part of it. */
  readonly sourceKey: (item: NativeItem) => NativeItem;
  /** What is written for it in the native layout. `ends` are the names of its time to live. */
  readonly puts: (item: NativeItem, ends: readonly string[]) => readonly Put[];
}

interface KindOptions<T> {
  /** Attributes that are `''` where there is none, in the compatible layout alone: the keys of the native one take no such text. */
  readonly blank?: readonly (keyof T & string)[];
  /** An item that goes with it. */
  readonly beside?: { readonly name: string; readonly put: (item: T, ends: readonly string[]) => Put };
}

function kind<T extends object, K extends keyof T & string>(
  source: Pick<LayoutEntity<T, K>, 'name' | 'parse' | 'delete'>,
  target: Pick<LayoutEntity<T, K>, 'name' | 'put'>,
  keyed: readonly K[],
  { blank = [], beside }: KindOptions<T> = {},
): ItemKind {
  return {
    name: source.name,
    targets: beside === undefined ? [target.name] : [beside.name, target.name],
    read: (stored) => {
      const item = { ...source.parse(stored) } as NativeItem;
      for (const name of blank) if (item[name] === '') delete item[name];
      return item;
    },
    sourceKey: (item) => {
      const key = Object.fromEntries(keyed.map((name) => [name, item[name]]));
      return source.delete(key as Parameters<typeof source.delete>[0]).key;
    },
    puts: (item, ends) => {
      const put = target.put(item as Parameters<typeof target.put>[0]);
      return beside === undefined ? [put] : [beside.put(item as T, ends), put];
    },
  };
}

/** With its message's time to live, under whichever name it has. */
function placePut(message: MessagePlace, ends: readonly string[]): Put {
  const { id, threadId, createdAt } = message;
  const end = Object.entries(message).filter(([name]) => ends.includes(name));
  return NativeMessagePlace.put({ id, threadId, createdAt, ...Object.fromEntries(end) });
}

const { observation: from } = compatibleLayout;
const { observation: to } = nativeLayout;

const KINDS: readonly ItemKind[] = [
  kind(compatibleLayout.thread, nativeLayout.thread, ['id']),
  kind(compatibleLayout.message, nativeLayout.message, ['id', 'threadId', 'createdAt'], {
    blank: ['resourceId'],
    beside: { name: NativeMessagePlace.name, put: placePut },
  }),
  kind(compatibleLayout.resource, nativeLayout.resource, ['id']),
  kind(compatibleLayout.snapshot, nativeLayout.snapshot, ['workflow_name', 'run_id']),
  kind(CompatibleSnapshotPart, NativeSnapshotPart, ['workflow_name', 'run_id', 'generation', 'part']),
  kind(compatibleLayout.score, nativeLayout.score, ['id'], {
    blank: ['traceId', 'spanId', 'resourceId', 'threadId', 'entityId'],
  }),
  kind(compatibleLayout.backgroundTask, nativeLayout.backgroundTask, ['id']),
  kind(compatibleLayout.span, nativeLayout.span, ['traceId', 'spanId']),
  kind(from.record, to.record, ['subject', 'series', 'generationCount', 'nth']),
  kind(from.place, to.place, ['id']),
  kind(from.part, to.part, ['id', 'part']),
];

/** The kinds by their names in the compatible layout. */
export const KIND_BY_SOURCE: ReadonlyMap<unknown, ItemKind> = new Map(KINDS.map((one) => [one.name, one]));

/** The kinds by their names in the native layout. */
export const KIND_BY_TARGET: ReadonlyMap<unknown, ItemKind> = new Map(
  KINDS.flatMap((one) => one.targets.map((name) => [name, one] as const)),
);
