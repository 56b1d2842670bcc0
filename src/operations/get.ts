import { NotFound } from '../errors.ts';
import { ExpressionScope } from '../expressions/scope.ts';
import type { EntityModel } from '../table/entity.ts';
import { checkChoice, checkOptions } from './check-options.ts';
import { isGone } from './expiry.ts';
import { itemKey, keyText } from './item-key.ts';
import type { GetInput, ItemOperation, NativeItem } from './operation.ts';
import { projectionOf, type Select } from './projection.ts';
import { parseItem, readItem } from './reading.ts';
import type { WriteClock } from './write-clock.ts';

/** How one item is read. */
export interface GetOptions extends WriteClock {
  /** Read the latest write, at twice the cost. Default: an eventually consistent read. */
  readonly consistent?: boolean;
}

/** Reads one item; `undefined` when there is none. */
export function getOperation(
  entity: EntityModel,
  parts: object,
  options: GetOptions & Partial<Select> = {},
  name = 'get',
): ItemOperation<NativeItem | undefined, 'get'> {
  const operation = `${entity.name}.${name}`;
  checkOptions(options, ['consistent', 'select'], operation);
  checkChoice('consistent', options.consistent, [true, false], operation);
  const scope = new ExpressionScope();
  const { text, selection } = projectionOf(entity, entity.table.primary, options.select, scope, operation);
  const key = itemKey(entity, parts);
  const now = options.now ?? new Date();
  const input: GetInput = { TableName: entity.table.name, Key: key };
  if (options.consistent === true) input.ConsistentRead = true;
  if (text !== undefined) input.ProjectionExpression = text;
  if (scope.names !== undefined) input.ExpressionAttributeNames = scope.names;
  return {
    mode: 'item',
    kind: 'get',
    name: operation,
    entity,
    table: entity.table,
    key,
    input,
    read: ({ Item }) => {
      if (Item === undefined || isGone(entity, Item, now)) return undefined;
      const name = Item[entity.table.discriminator];
      // A table may be shared with writers that do not know of this declaration.
      return name === undefined || name === entity.name
        ? readItem(entity, Item, selection, operation)
        : parseItem(entity, Item, operation);
    },
    // A read has no condition that could fail.
    refused: (_present, cause) => cause as Error,
  };
}

/** Reads one item; its absence is NotFound. */
export function getOrThrowOperation(
  entity: EntityModel,
  parts: object,
  options: GetOptions & Partial<Select> = {},
): ItemOperation<NativeItem, 'get'> {
  const { read, mode, kind, name, key, input, refused } = getOperation(entity, parts, options, 'getOrThrow');
  return {
    mode,
    kind,
    name,
    entity,
    table: entity.table,
    key,
    input,
    read: (output) => {
      const item = read(output);
      if (item === undefined) throw notFound(entity, name, key);
      return item;
    },
    refused,
  };
}

/** The error for an item that is not there. */
export function notFound(entity: EntityModel, operation: string, key: NativeItem, cause?: unknown): NotFound {
  return new NotFound(`${operation}: there is no ${entity.name} with ${keyText(key)}.`, {
    entity: entity.name,
    operation,
    key,
    cause,
  });
}
