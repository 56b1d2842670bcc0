import { isDeepStrictEqual } from 'node:util';
import { byTable } from '../batch/by-table.ts';
import { shown } from '../errors.ts';
import { checkCount } from './unprocessed.ts';

type Tables<T> = Record<string, T>;

interface BatchWriteInput {
  readonly RequestItems?: Readonly<Tables<readonly object[]>> | undefined;
}

/**
 * Leaves the last entries of a mocked client's first request unprocessed, and takes everything afterwards: a function for
 * `callsFake` of `BatchWriteItemCommand` or, of lib-dynamodb, `BatchWriteCommand`.
 *
 * @throws RangeError for a count that is no whole number from 0.
 * @example
 * ```ts
 * import { unprocessedWrites } from 'monotable/testing';
 *
 * const put = (id: string) => ({ PutRequest: { Item: { PK: id } } });
 * const fake = unprocessedWrites(1);
 * fake({ RequestItems: { shop: [put('a'), put('b')] } }); // { UnprocessedItems: { shop: [{ PutRequest: { Item: { PK: 'b' } } }] } }
 * fake({ RequestItems: { shop: [put('b')] } }); // { UnprocessedItems: {} }
 * ```
 */
export function unprocessedWrites(
  count: number,
): (input: BatchWriteInput) => { UnprocessedItems: Tables<object[]> } {
  const left = firstTime(count);
  return ({ RequestItems = {} }) => {
    const { unprocessed } = left(entriesOf(RequestItems));
    return { UnprocessedItems: byTable(unprocessed) };
  };
}

interface BatchGetInput {
  readonly RequestItems?: Readonly<Tables<{ readonly Keys: readonly object[] | undefined }>> | undefined;
}

/**
 * Leaves the last keys of a mocked client's first request unprocessed, and answers the others, and everything afterwards,
 * from a list of items: a function for `callsFake` of `BatchGetItemCommand` or, of lib-dynamodb, `BatchGetCommand`.
 *
 * @param stored the items by table, in the form that the client has: AttributeValues or native values. The tables have the
 * names of the requests, which is the `tableName` of `connect`; a read of another one fails. Default: nothing is found.
 * @throws RangeError for a count that is no whole number from 0.
 * @example
 * ```ts
 * import { unprocessedReads } from 'monotable/testing';
 *
 * const fake = unprocessedReads(1, { shop: [{ PK: 'a', total: 1 }, { PK: 'b', total: 2 }] });
 * fake({ RequestItems: { shop: { Keys: [{ PK: 'a' }, { PK: 'b' }] } } }).Responses; // { shop: [{ PK: 'a', total: 1 }] }
 * fake({ RequestItems: { shop: { Keys: [{ PK: 'b' }] } } }).Responses; // { shop: [{ PK: 'b', total: 2 }] }
 * ```
 */
export function unprocessedReads(
  count: number,
  stored: Readonly<Tables<readonly object[]>> = {},
): (input: BatchGetInput) => { Responses: Tables<object[]>; UnprocessedKeys: Tables<{ Keys: object[] }> } {
  const left = firstTime(count);
  const tables = new Map(Object.entries(stored));
  const itemsOf = (tableName: string): readonly object[] => {
    const items = tables.get(tableName);
    if (items !== undefined || tables.size === 0) return items ?? [];
    const names = [...tables.keys()].map(shown).join(', ');
    throw new Error(
      `unprocessedReads was given items of ${names}, and a request reads ${shown(tableName)}; name tables as requests do, by the tableName of connect.`,
    );
  };
  return ({ RequestItems = {} }) => {
    const keys = Object.entries(RequestItems).map(([name, { Keys = [] }]) => [name, Keys] as const);
    const { taken, unprocessed } = left(entriesOf(Object.fromEntries(keys)));
    const found = taken.flatMap(([tableName, key]) =>
      itemsOf(tableName)
        .filter((item) => hasKey(item, key))
        .map((item): Entry => [tableName, item]),
    );
    const keysLeft = Object.entries(byTable(unprocessed));
    return {
      Responses: byTable(found),
      UnprocessedKeys: Object.fromEntries(
        keysLeft.map(([name, Keys]) => [name, { ...RequestItems[name], Keys }]),
      ),
    };
  };
}

type Entry = readonly [tableName: string, entry: object];

/** Parts the entries of the first request, and takes those of all others. */
function firstTime(count: number) {
  checkCount(count);
  let first = true;
  return (entries: readonly Entry[]) => {
    const from = first ? Math.max(0, entries.length - count) : entries.length;
    first = false;
    return { taken: entries.slice(0, from), unprocessed: entries.slice(from) };
  };
}

function entriesOf(tables: Readonly<Tables<readonly object[]>>): Entry[] {
  return Object.entries(tables).flatMap(([tableName, entries]) =>
    entries.map((entry): Entry => [tableName, entry]),
  );
}

function hasKey(item: object, key: object): boolean {
  const attributes = item as Readonly<Record<string, unknown>>;
  return Object.entries(key).every(([name, value]) => isDeepStrictEqual(attributes[name], value));
}
