import { DeclarationError, shown } from '../errors.ts';
import { type Duration, expiresIn } from '../ttl/expires-in.ts';
import { refuseUnknown } from './known-options.ts';
import type { Table } from './table.ts';

/** How long the items of an entity live. An item whose time is over counts as absent, though it may still be there. */
export interface Expiry {
  /** How long a new item lives that does not say so itself. Default: for ever. */
  readonly after?: Duration;
  /** What an update does that says nothing of the expiry: leave it, begin `after` anew, or take it off. Default `'keep'`. */
  readonly onUpdate?: 'keep' | 'extend' | 'remove';
}

/** The same with its defaults. */
export interface ExpiryModel {
  readonly after: Duration | undefined;
  readonly onUpdate: 'keep' | 'extend' | 'remove';
}

const OPTIONS: readonly (keyof Expiry)[] = ['after', 'onUpdate'];
const UNITS: readonly (keyof Duration)[] = ['days', 'hours', 'minutes', 'seconds'];
const ON_UPDATE: readonly unknown[] = ['keep', 'extend', 'remove'];

/** Checks what an entity says of its expiry. */
export function compileExpiry({
  name,
  table,
  expiry,
}: {
  readonly name: string;
  readonly table: Table;
  readonly expiry?: Expiry | undefined;
}): ExpiryModel | undefined {
  if (expiry === undefined) return undefined;
  const where = `Entity ${name}: expiry`;
  if (typeof expiry !== 'object' || expiry === null) {
    throw new DeclarationError(
      `${where} is an object such as { after: { days: 30 } }, not ${shown(expiry)}.`,
    );
  }
  refuseUnknown(expiry, OPTIONS, where);
  const { after, onUpdate = 'keep' } = expiry;
  if (table.ttl === undefined) {
    throw new DeclarationError(`${where} needs the time to live of table ${table.name}, which has none.`);
  }
  if (!ON_UPDATE.includes(onUpdate)) {
    throw new DeclarationError(`${where}: onUpdate is 'keep', 'extend' or 'remove', not ${shown(onUpdate)}.`);
  }
  if (onUpdate === 'extend' && after === undefined) {
    throw new DeclarationError(`${where}: onUpdate is 'extend', but after does not say how long.`);
  }
  if (after !== undefined) checkDuration(after, where);
  return { after, onUpdate };
}

function checkDuration(after: Duration, where: string): void {
  if (typeof after !== 'object' || after === null) {
    throw new DeclarationError(`${where}: after is an object such as { days: 30 }, not ${shown(after)}.`);
  }
  refuseUnknown(after, UNITS, `${where}: after`);
  try {
    expiresIn(after);
  } catch (cause) {
    throw new DeclarationError(`${where}: ${(cause as Error).message}`, { cause });
  }
}
