import type { BatchWriteOperation } from '../batch/write-units.ts';
import { shown, ValueError } from '../errors.ts';
import type { PlainWrite } from '../operations/operation.ts';
import type { Table } from '../table/table.ts';
import { primaryAttributes } from '../table/table.ts';

type Item = Record<string, unknown>;

/**
 * A put of a stored item as it is, keys and all: what a backup holds may be of an entity that nobody declares any more.
 *
 * @throws ValueError when it lacks a key attribute.
 */
export function rawPut(table: Table, item: Item): BatchWriteOperation {
  const key: Item = {};
  for (const name of primaryAttributes(table)) {
    const value = item[name];
    if (typeof value !== 'string' || value === '') {
      throw new ValueError(`The item has no key attribute ${name} of table ${table.name}: ${shown(value)}.`);
    }
    key[name] = value;
  }
  const stored = item[table.discriminator];
  const name = typeof stored === 'string' ? stored : 'Item';
  const put: Omit<PlainWrite<unknown, 'put'>, 'entity'> & { entity: { name: string } } = {
    mode: 'item',
    kind: 'put',
    name: `${name}.put`,
    entity: { name },
    table,
    key,
    input: { TableName: table.name, Item: item },
    read: () => undefined,
    refused: (_, cause) => cause as Error,
  };
  // Of its entity only the name is asked, for messages.
  return put as unknown as BatchWriteOperation;
}
