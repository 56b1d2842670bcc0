import type { Connection } from '../client/connect.ts';
import type { SendOptions } from '../client/run-command.ts';
import { compareKeyValues } from '../expressions/key-order.ts';
import type { FirstOperation, NativeItem, PageOperation, Shard, Shards } from '../operations/operation.ts';
import { readShardCursor } from './cursor.ts';
import { type Answer, cursorScope, inShard, type PagedOperation, request } from './requests.ts';
import { sideBySide } from './side-by-side.ts';

/** One shard, as far as it has been read. */
interface ShardReading {
  readonly shard: Shard;
  readonly place: number;
  /** What was read and not taken yet, in order; the next one at `at`. */
  items: readonly NativeItem[];
  at: number;
  /** The last item taken, or what the service read last where nothing is left over: where the shard is to be read on. */
  position: NativeItem | undefined;
  /** Where the service stopped; `undefined` before the first answer and after the last one. */
  last: NativeItem | undefined;
  ended: boolean;
}

/** The items of all shards as if they were one partition: `next` takes them in order, `read` gets more where that stops. */
export class ShardMerge<T> {
  readonly #db: Connection;
  readonly #operation: PagedOperation<T>;
  readonly #shards: Shards;
  readonly #options: SendOptions;
  readonly #readings: readonly ShardReading[];

  constructor(
    db: Connection,
    operation: PagedOperation<T>,
    shards: Shards,
    starts: readonly (NativeItem | undefined)[] | undefined,
    options: SendOptions,
  ) {
    this.#db = db;
    this.#operation = operation;
    this.#shards = shards;
    this.#options = options;
    this.#readings = shards.partitions.map((shard, place) => {
      const start = starts?.[place];
      return { shard, place, items: [], at: 0, position: start, last: start, ended: false };
    });
  }

  /** Every shard is at its end, and everything is taken. */
  get ended(): boolean {
    return this.#readings.every((reading) => reading.ended && isDry(reading));
  }

  /** Where each shard is to be read on; `undefined` at its beginning. */
  get positions(): readonly (NativeItem | undefined)[] {
    return this.#readings.map(({ position }) => position);
  }

  /** The next item; `undefined` when a shard that could hold an earlier one must be read first, or at the end. */
  next(): NativeItem | undefined {
    const head = this.#head();
    if (head === undefined || this.#readings.some((reading) => this.#holdsUp(reading, head)))
      return undefined;
    const item = head.items[head.at];
    head.at += 1;
    head.position = isDry(head) ? (head.last ?? item) : item;
    return item;
  }

  /** Everything that `next` gives without reading. */
  *taken(): Generator<NativeItem, void, undefined> {
    for (let item = this.next(); item !== undefined; item = this.next()) yield item;
  }

  /** How many shards must be read before `next` can go on. */
  get waiting(): number {
    return this.#waiting().length;
  }

  /** Reads those shards, side by side. The failure of one is that of all. */
  read(limit: { Limit?: number | undefined }): Promise<Answer[]> {
    return sideBySide(this.#waiting(), this.#options, (reading, options) =>
      this.#readOn(reading, limit, options),
    );
  }

  async #readOn(
    reading: ShardReading,
    limit: { Limit?: number | undefined },
    options: SendOptions,
  ): Promise<Answer> {
    const operation = inShard(this.#operation, reading.shard);
    const answer = await request(this.#db, operation, reading.position, limit, options);
    reading.items = answer.Items ?? [];
    reading.at = 0;
    reading.last = answer.LastEvaluatedKey;
    reading.ended = reading.last === undefined;
    if (isDry(reading)) reading.position = reading.last ?? reading.position;
    return answer;
  }

  /** The shard whose next item comes first. */
  #head(): ShardReading | undefined {
    let head: ShardReading | undefined;
    for (const reading of this.#readings) {
      if (isDry(reading)) continue;
      if (head === undefined || this.#compare(reading, head) < 0) head = reading;
    }
    return head;
  }

  #waiting(): ShardReading[] {
    const head = this.#head();
    return this.#readings.filter((reading) => this.#holdsUp(reading, head));
  }

  /** There is more in this shard, and it could come before all that was read of the others. */
  #holdsUp(reading: ShardReading, head: ShardReading | undefined): boolean {
    if (reading.ended || !isDry(reading)) return false;
    // Nothing is known of a shard before its first answer, or all of it lies behind where the service stopped.
    return head === undefined || reading.last === undefined || this.#compare(reading, head) <= 0;
  }

  /** The order of what comes next in two shards. */
  #compare(a: ShardReading, b: ShardReading): number {
    const [x, y] = [a.items[a.at] ?? a.last, b.items[b.at] ?? b.last];
    const { sortedBy, descending } = this.#shards;
    let order = 0;
    for (const name of sortedBy) {
      order = compareKeyValues(x?.[name], y?.[name]);
      if (order !== 0) break;
    }
    // One order of the shards for equal keys, so that backwards is the reverse of forwards.
    if (order === 0) order = a.place - b.place;
    return descending ? -order : order;
  }
}

function isDry({ items, at }: ShardReading): boolean {
  return at >= items.length;
}

/** Begins where the caller's cursor stands. Throws a CursorError for one that does not belong here. */
export function startMerge<T>(
  db: Connection,
  operation: PageOperation<T> | FirstOperation<T>,
  shards: Shards,
  options: SendOptions,
): ShardMerge<T> {
  const { cursor } = operation.plan;
  const starts =
    cursor === undefined ? undefined : readShardCursor(cursorScope(db, operation), shards, cursor);
  return new ShardMerge(db, operation, shards, starts, options);
}

/**
 * How many items to ask of one shard for so many of all. Each has about its share, so hardly any runs dry when it is asked
 * for two standard deviations more, and far less is read in vain than if each were asked for all.
 */
export function shareOf(items: number, shards: number): number {
  const share = items / shards;
  return Math.min(items, Math.ceil(share + 2 * Math.sqrt(share)));
}
