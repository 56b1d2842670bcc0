import { copyItem } from '../../src/batch/copy-item.ts';
import {
  type BatchWriteOperation,
  batchGet,
  bulkLoad,
  connect,
  defineEntity,
  defineTable,
  type FailedWrite,
} from '../../src/index.ts';
import { fakeClient } from './fake-client.ts';
import type { Stored } from './memory-tables.ts';

interface Doc {
  id: string;
  n: number;
  tags: { v: number; list: number[]; deep: { v: number }[] };
  bytes: Uint8Array;
  names: Set<string>;
}

const docs = defineTable({ name: 'docs', sortKey: null });
const Doc = defineEntity<Doc>()({ name: 'Doc', table: docs, keys: { PK: 'DOC#{id}' } });

describe('A source that uses the objects inside its items again', () => {
  /** Each record overwrites the one before it. */
  function* source(count: number): Generator<BatchWriteOperation> {
    const bytes = Buffer.alloc(1);
    const tags: Doc['tags'] = { v: 0, list: [0], deep: [{ v: 0 }] };
    const names = new Set<string>();
    for (let n = 0; n < count; n += 1) {
      bytes[0] = n;
      tags.v = n;
      tags.list[0] = n;
      for (const inner of tags.deep) inner.v = n;
      names.clear();
      names.add(`n${n}`);
      yield Doc.put({ id: String(n), n, tags, bytes, names });
    }
  }

  test('has each of them loaded as it was when it was read', async () => {
    const items: Stored[] = [];
    const client = fakeClient(({ items: writes }) => {
      for (const { PutRequest } of (writes as { docs: { PutRequest: { Item: Stored } }[] }).docs) {
        items.push(PutRequest.Item);
      }
      return {};
    });
    expect(await bulkLoad(connect({ table: docs, client }), source(100))).toMatchObject({ written: 100 });
    for (const { n, tags, bytes, names } of items) {
      const N = n?.N ?? '';
      const deep = { L: [{ M: { v: { N } } }] };
      expect(tags).toEqual({ M: { v: { N }, list: { L: [{ N }] }, deep } });
      expect(bytes?.B?.[0]).toBe(Number(N));
      expect(names).toEqual({ SS: [`n${N}`] });
    }
  });

  test('hears of a failure with its operation, and the item as it was', async () => {
    const refused = Object.assign(new Error('No.'), { name: 'ValidationException' });
    const client = fakeClient(() => Promise.reject(refused));
    const failures: FailedWrite[] = [];
    const given: BatchWriteOperation[] = [];
    function* remembered() {
      for (const operation of source(50)) {
        given.push(operation);
        yield operation;
      }
    }
    const onFailed = (failure: FailedWrite) => void failures.push(failure);
    await bulkLoad(connect({ table: docs, client }), remembered(), { onFailed });
    expect(failures).toHaveLength(50);
    for (const { index, operation } of failures) {
      expect(operation).toBe(given[index]);
      expect(operation?.input).toMatchObject({ Item: { n: index, tags: { v: index, list: [index] } } });
    }
  });
});

test('Two readers of one item share nothing of it', async () => {
  const client = fakeClient(() => ({
    Responses: {
      docs: [
        {
          PK: { S: 'DOC#1' },
          id: { S: '1' },
          tags: { M: { v: { N: '1' }, deep: { L: [{ M: { v: { N: '1' } } }] } } },
          names: { SS: ['a'] },
          EntityType: { S: 'Doc' },
        },
      ],
    },
  }));
  const gets = [Doc.get({ id: '1' }), Doc.get({ id: '1' }), Doc.get({ id: '1' })];
  const { items } = await batchGet(connect({ table: docs, client }), gets);
  const [first, second, third] = items as Doc[];
  if (first === undefined) throw new Error('It was not read.');
  first.tags.v = 99;
  for (const inner of first.tags.deep) inner.v = 99;
  first.names.add('b');
  expect(second).toEqual(third);
  expect(second).toMatchObject({ tags: { v: 1, deep: [{ v: 1 }] }, names: new Set(['a']) });
});

describe('The copy of an item', () => {
  test('leaves what cannot be stored to be refused', () => {
    const at = new Date();
    const map: Record<string, unknown> = {
      at,
      hole: [1, undefined, 2],
      proto: JSON.parse('{"__proto__":{"a":1}}'),
    };
    map.self = map;
    const copy = copyItem({ map }).map as typeof map;
    expect(copy.at).toBe(at);
    expect(copy.hole).toEqual([1, undefined, 2]);
    expect(Object.hasOwn(copy.proto as object, '__proto__')).toBe(true);
  });

  test('is the item itself where nothing lies inside it', () => {
    const flat = { PK: 'a', n: 1, big: 2n, on: true, none: null, absent: undefined };
    expect(copyItem(flat)).toBe(flat);
  });
});
