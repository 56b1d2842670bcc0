import { MonotableError, shown } from '../../errors.ts';
import { sameItem } from '../../expressions/same-value.ts';
import type { NativeItem } from '../../operations/operation.ts';
import { compatibleTable } from '../../repositories/mastra/compatible/table.ts';
import { primaryAttributes } from '../../table/table.ts';
import { isGhost } from '../memory/thread-record.ts';
import { type ItemKind, KIND_BY_SOURCE, type Put } from './item-kinds.ts';

/** Why an item was left behind. */
export type SkipReason = 'unknown entity' | 'ghost thread' | 'invalid' | 'refused';

/** An item of the old table that is not in the new one. */
export interface SkippedItem {
  /**
   * `'unknown entity'`: nothing that the native layout has, such as a trace of an old version of Mastra or an item of another program.
   * `'ghost thread'`: a thread that Mastra's old store made by saving messages of one that was not there; its messages are migrated.
   * `'invalid'`: an item that lacks a part of its keys, or whose key is of another item. `'refused'`: DynamoDB did not take it.
   */
  readonly reason: SkipReason;
  readonly message: string;
  /** As it is stored, with its keys. */
  readonly item: NativeItem;
}

/** What becomes of an item of the old table. */
export type Migrated =
  | { readonly kind: ItemKind; readonly puts: readonly Put[]; readonly skipped?: never }
  | { readonly skipped: SkippedItem; readonly puts?: never };

const KEY = [...primaryAttributes(compatibleTable)];

/**
 * The items of the native layout for a stored one of the compatible layout. No two items can come to one: keys of the compatible
 * layout are made of the same ids, in lower case, so what differs there differs in its ids, too. An item whose key is not made of
 * its ids would break this, and is skipped.
 *
 * @param ends the names under which items have their time to live
 */
export function migratedItem(stored: NativeItem, ends: readonly string[]): Migrated {
  const entity = stored[compatibleTable.discriminator];
  const kind = KIND_BY_SOURCE.get(entity);
  if (kind === undefined) {
    return skipped('unknown entity', `The native layout has no entity ${shown(entity)}.`, stored);
  }
  try {
    const item = kind.read(stored);
    if (kind.name === 'thread' && isGhost(item)) {
      const id = shown(item.id);
      return skipped('ghost thread', `The thread ${id} has no owner or no time of creation.`, stored);
    }
    const own = kind.sourceKey(item);
    if (!sameItem(own, sourceKeyOf(stored))) {
      const text = JSON.stringify(own);
      return skipped('invalid', `By its ids, the ${kind.name} would have the key ${text}.`, stored);
    }
    return { kind, puts: kind.puts(item, ends) };
  } catch (error) {
    if (!(error instanceof MonotableError)) throw error;
    return skipped('invalid', error.message, stored);
  }
}

/** The primary key of a stored item of the compatible layout. */
export function sourceKeyOf(stored: NativeItem): NativeItem {
  return Object.fromEntries(KEY.map((name) => [name, stored[name]]));
}

function skipped(reason: SkipReason, message: string, item: NativeItem): Migrated {
  return { skipped: { reason, message, item } };
}
