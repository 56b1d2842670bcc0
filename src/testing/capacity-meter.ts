import { shown } from '../errors.ts';
import { checkOptions } from './check-options.ts';
import type { ThrottlingReason } from './throttling.ts';
import { TokenBucket } from './token-bucket.ts';

/** How much capacity tables have. */
export interface MeteredOptions {
  /** Write units a second of each table. Default: no limit but that of its partitions. */
  readonly writesPerSecond?: number;
  /** Read units a second of each table. Default: no limit but that of its partitions. */
  readonly readsPerSecond?: number;
  /** Units a second of each partition key value. Default 1,000 write and 3,000 read units, as the service has. */
  readonly perPartition?: { readonly writesPerSecond?: number; readonly readsPerSecond?: number };
  /** For how long unused capacity is saved up, in seconds. Default 1; the service saves up to 300. */
  readonly burstSeconds?: number;
  /** The attribute that is the partition key. Default `PK`. */
  readonly partitionKey?: string;
  /** The clock, in milliseconds; `now` of a `fakeClock`, for example. Default: the machine's. */
  readonly now?: () => number;
}

const RATES = ['writesPerSecond', 'readsPerSecond'];
const OPTIONS = [...RATES, 'perPartition', 'burstSeconds', 'partitionKey', 'now'];

/** Units a second of one partition (Developer guide, "Designing partition keys"). */
const PARTITION_WRITES = 1_000;
const PARTITION_READS = 3_000;

/** From so many buckets on, those that are full are forgotten. */
const MANY_BUCKETS = 10_000;

/** The capacity of tables and of each of their partitions. */
export class CapacityMeter {
  readonly #rates: Readonly<Record<'Write' | 'Read', { readonly table: number; readonly partition: number }>>;
  readonly #burstSeconds: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, TokenBucket>();
  #sweepAt = MANY_BUCKETS;

  constructor(options: MeteredOptions) {
    checkOptions(options, OPTIONS, 'metered');
    checkOptions(options.perPartition ?? {}, RATES, 'metered: perPartition');
    const { perPartition = {}, burstSeconds = 1, now = () => performance.now() } = options;
    const { writesPerSecond = Number.POSITIVE_INFINITY, readsPerSecond = Number.POSITIVE_INFINITY } = options;
    this.#rates = {
      Write: { table: writesPerSecond, partition: perPartition.writesPerSecond ?? PARTITION_WRITES },
      Read: { table: readsPerSecond, partition: perPartition.readsPerSecond ?? PARTITION_READS },
    };
    for (const [kind, rates] of Object.entries(this.#rates)) {
      for (const rate of Object.values(rates)) checkAbove0(`${kind.toLowerCase()}sPerSecond`, rate);
    }
    if (!(burstSeconds >= 0)) {
      throw new RangeError(`metered: burstSeconds must be a number from 0, not ${shown(burstSeconds)}.`);
    }
    this.#burstSeconds = burstSeconds;
    this.#now = now;
  }

  /** Takes the units, or says why there are not enough. */
  take(
    kind: 'Write' | 'Read',
    table: string,
    partition: string,
    units: number,
  ): ThrottlingReason | undefined {
    const now = this.#now();
    const ofTable = this.#tableBucket(kind, table, now);
    const ofPartition = this.#partitionBucket(kind, table, partition, now);
    if (ofTable?.has(units, now) === false) return `Table${kind}ProvisionedThroughputExceeded`;
    if (ofPartition?.has(units, now) === false) return `Table${kind}KeyRangeThroughputExceeded`;
    ofTable?.take(units, now);
    ofPartition?.take(units, now);
    return undefined;
  }

  /** Takes what a request has already consumed. Without a partition only the table is charged. */
  charge(kind: 'Write' | 'Read', table: string, partition: string | undefined, units: number): void {
    const now = this.#now();
    this.#tableBucket(kind, table, now)?.take(units, now);
    if (partition !== undefined) this.#partitionBucket(kind, table, partition, now)?.take(units, now);
  }

  #tableBucket(kind: 'Write' | 'Read', table: string, now: number): TokenBucket | undefined {
    return this.#bucket(JSON.stringify([kind, table]), this.#rates[kind].table, now);
  }

  #partitionBucket(kind: 'Write' | 'Read', table: string, partition: string, now: number) {
    return this.#bucket(JSON.stringify([kind, table, partition]), this.#rates[kind].partition, now);
  }

  #bucket(id: string, perSecond: number, now: number): TokenBucket | undefined {
    if (perSecond === Number.POSITIVE_INFINITY) return undefined;
    const known = this.#buckets.get(id);
    if (known !== undefined) return known;
    if (this.#buckets.size >= this.#sweepAt) this.#sweep(now);
    const bucket = new TokenBucket(perSecond, this.#burstSeconds, now);
    this.#buckets.set(id, bucket);
    return bucket;
  }

  #sweep(now: number): void {
    for (const [id, bucket] of this.#buckets) {
      if (bucket.isFull(now)) this.#buckets.delete(id);
    }
    this.#sweepAt = Math.max(MANY_BUCKETS, this.#buckets.size * 2);
  }
}

function checkAbove0(name: string, rate: number): void {
  if (typeof rate === 'number' && rate > 0) return;
  throw new RangeError(`metered: ${name} must be a number above 0, not ${shown(rate)}.`);
}
