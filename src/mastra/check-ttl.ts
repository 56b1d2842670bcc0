import { RequestError, shown } from '../errors.ts';
import { isWritten } from '../repositories/mastra/item-attributes.ts';
import type { DynamoDBTtlEntityName } from './ttl.ts';

const NAMES: Readonly<Record<DynamoDBTtlEntityName, true>> = {
  thread: true,
  message: true,
  trace: true,
  eval: true,
  workflow_snapshot: true,
  resource: true,
  score: true,
  background_task: true,
};

/** @throws RequestError for what would make nothing expire, or overwrite content, without a word. */
export function checkTtl(ttl: unknown): void {
  if (ttl === undefined) return;
  if (!isObject(ttl)) throw new RequestError(`DynamoDBStore: config.ttl is an object, not ${shown(ttl)}.`);
  for (const [entity, config] of Object.entries(ttl)) {
    if (!Object.hasOwn(NAMES, entity)) {
      throw new RequestError(
        `DynamoDBStore: config.ttl has no ${shown(entity)}; there are ${Object.keys(NAMES).join(', ')}.`,
      );
    }
    if (config !== undefined) checkEntity(entity, config);
  }
}

function checkEntity(entity: string, config: unknown): void {
  const where = `DynamoDBStore: config.ttl.${entity}`;
  if (!isObject(config)) throw new RequestError(`${where} is an object, not ${shown(config)}.`);
  const { enabled, attributeName, defaultTtlSeconds: seconds } = config;
  if (typeof enabled !== 'boolean')
    throw new RequestError(`${where}.enabled is true or false, not ${shown(enabled)}.`);
  // 0 and below stand for no end, as in Mastra's own store.
  if (
    seconds !== undefined &&
    !(typeof seconds === 'number' && (seconds <= 0 || Number.isSafeInteger(seconds)))
  ) {
    throw new RequestError(
      `${where}.defaultTtlSeconds is a whole number of seconds, or 0 for no end, not ${shown(seconds)}.`,
    );
  }
  if (attributeName === undefined) return;
  if (typeof attributeName !== 'string' || attributeName === '')
    throw new RequestError(
      `${where}.attributeName is the name of an attribute, not ${shown(attributeName)}.`,
    );
  if (isWritten(entity, attributeName)) {
    throw new RequestError(
      `${where}.attributeName ${shown(attributeName)} is an attribute that holds something else.`,
    );
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
