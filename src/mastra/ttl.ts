import { epochSeconds } from '../ttl/epoch-seconds.ts';
import { isExpired } from '../ttl/is-expired.ts';

/** What can be given a time to live. `trace` is for the spans of a trace; `eval` is accepted, and nothing writes one. */
export type DynamoDBTtlEntityName =
  | 'thread'
  | 'message'
  | 'trace'
  | 'eval'
  | 'workflow_snapshot'
  | 'resource'
  | 'score'
  | 'background_task';

/** How long one kind of item lives. */
export interface DynamoDBEntityTtlConfig {
  readonly enabled: boolean;
  /** The attribute with the epoch second of the end. A table has one time to live attribute, so this should be its name. Default `'ttl'`. */
  readonly attributeName?: string;
  /** Seconds from the last write. Without it nothing expires. */
  readonly defaultTtlSeconds?: number;
}

export type DynamoDBTtlConfig = { readonly [E in DynamoDBTtlEntityName]?: DynamoDBEntityTtlConfig };

const DEFAULT_ATTRIBUTE = 'ttl';

/**
 * The epoch second at which an item written now expires; `undefined` if it does not.
 *
 * @param customTtlSeconds in place of the configured seconds.
 * @param now the time of the write. Default: now.
 * @example
 * ```ts
 * import { calculateTtl } from 'monotable/mastra';
 *
 * const ttl = { message: { enabled: true, defaultTtlSeconds: 60 } };
 * calculateTtl('message', ttl, undefined, new Date('2026-01-01T00:00:00Z')); // 1767225660
 * calculateTtl('thread', ttl); // undefined
 * ```
 */
export function calculateTtl(
  entityName: DynamoDBTtlEntityName,
  config: DynamoDBTtlConfig | undefined,
  customTtlSeconds?: number,
  now: Date = new Date(),
): number | undefined {
  const entity = config?.[entityName];
  const seconds = customTtlSeconds ?? entity?.defaultTtlSeconds;
  if (entity?.enabled !== true || seconds === undefined || seconds <= 0) return undefined;
  return epochSeconds(now) + seconds;
}

/** The attribute that holds the end of such an item: the configured one, or `'ttl'`. */
export function getTtlAttributeName(
  entityName: DynamoDBTtlEntityName,
  config: DynamoDBTtlConfig | undefined,
): string {
  return config?.[entityName]?.attributeName ?? DEFAULT_ATTRIBUTE;
}

/** Whether such items are given an end. */
export function isTtlEnabled(
  entityName: DynamoDBTtlEntityName,
  config: DynamoDBTtlConfig | undefined,
): boolean {
  return config?.[entityName]?.enabled === true;
}

/**
 * The end as an attribute to spread into an item; empty if there is none.
 *
 * @example
 * ```ts
 * import { getTtlProps } from 'monotable/mastra';
 *
 * const ttl = { score: { enabled: true, attributeName: 'purgeAt', defaultTtlSeconds: 60 } };
 * getTtlProps('score', ttl, undefined, new Date('2026-01-01T00:00:00Z')); // { purgeAt: 1767225660 }
 * getTtlProps('thread', ttl); // {}
 * ```
 */
export function getTtlProps(
  entityName: DynamoDBTtlEntityName,
  config: DynamoDBTtlConfig | undefined,
  customTtlSeconds?: number,
  now: Date = new Date(),
): Record<string, number> {
  const end = calculateTtl(entityName, config, customTtlSeconds, now);
  return end === undefined ? {} : { [getTtlAttributeName(entityName, config)]: end };
}

/** Whether an item has passed its end. DynamoDB deletes such items within days; until then they are still read. */
export function hasExpired(
  entityName: DynamoDBTtlEntityName,
  config: DynamoDBTtlConfig | undefined,
  item: object,
  now: Date,
): boolean {
  if (!isTtlEnabled(entityName, config)) return false;
  return isExpired((item as Record<string, unknown>)[getTtlAttributeName(entityName, config)], now);
}
