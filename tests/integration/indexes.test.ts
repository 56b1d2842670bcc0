import { DynamoDBDocumentClient, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Connection } from '../../src/client/connect.ts';
import { between, gt, gte, lt } from '../../src/expressions/operators.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { repository } from '../../src/repositories/repository.ts';
import { defineTable } from '../../src/table/table.ts';
import { describeClients, freshTable } from './clients.ts';

const table = defineTable({
  name: 'catalog',
  indexes: [
    'GSI1',
    { name: 'inverted', partitionKey: 'SK', sortKey: 'PK' },
    { name: 'byPrice', local: true, sortKey: [{ name: 'price', type: 'number' }] },
    {
      name: 'byCity',
      partitionKey: ['city'],
      sortKey: [{ name: 'price', type: 'number' }],
      projection: ['EntityType', 'title'],
    },
  ],
});
interface Product {
  shop: string;
  sku: string;
  title: string;
  status?: string;
  rank?: number;
  price?: number | bigint;
  city?: string;
}
const Product = defineEntity<Product>()({
  name: 'Product',
  table,
  keys: {
    PK: 'SHOP#{shop}',
    SK: 'SKU#{sku}',
    GSI1PK: 'STATUS#{shop}#{status}',
    GSI1SK: '{rank:int4}#{sku}',
  },
  patterns: {
    ofShop: {},
    withStatus: { index: 'GSI1' },
    shopsWith: { index: 'inverted' },
    byPrice: { index: 'byPrice' },
    inCity: { index: 'byCity' },
    everywhere: { operation: 'scan', index: 'byCity' },
  },
});

describeClients('an index', (engine) => {
  let db: Connection;
  let raw: DynamoDBDocumentClient;
  let shops = 0;
  const products = () => repository(db, Product);
  const fresh = () => {
    shops += 1;
    return { shop: `${shops}`, sku: 'a', title: 'Lamp' };
  };
  beforeAll(async () => {
    db = await freshTable(engine, table);
    raw = DynamoDBDocumentClient.from(engine.client());
  });

  /** What GSI1 holds of one shop, read without the toolkit. */
  async function inGsi1(shop: string): Promise<unknown[]> {
    const { Items = [] } = await raw.send(new ScanCommand({ TableName: db.tableName, IndexName: 'GSI1' }));
    return Items.filter((item) => item.shop === shop).map(({ GSI1PK, GSI1SK }) => [GSI1PK, GSI1SK]);
  }
  const withStatus = async (shop: string, status: string) =>
    (await products().withStatus({ shop, status })).items.map(({ sku, rank }) => [sku, rank]);

  it('holds an item only while all of its sources are there: put', async () => {
    const lamp = fresh();
    await products().put(lamp);
    expect(await inGsi1(lamp.shop)).toEqual([]);
    await products().put({ ...lamp, status: 'new' });
    expect(await inGsi1(lamp.shop)).toEqual([]);
    await products().put({ ...lamp, status: 'new', rank: 3 });
    expect(await inGsi1(lamp.shop)).toHaveLength(1);
    expect(await withStatus(lamp.shop, 'new')).toEqual([['a', 3]]);
    await products().put(lamp);
    expect(await inGsi1(lamp.shop)).toEqual([]);
  });

  it('follows updates in the same write', async () => {
    const lamp = fresh();
    await products().create(lamp);
    await products().update(lamp, { set: { status: 'new', rank: 3 } });
    expect(await withStatus(lamp.shop, 'new')).toEqual([['a', 3]]);
    await products().update(lamp, { set: { status: 'sold', rank: 5 } });
    expect(await withStatus(lamp.shop, 'new')).toEqual([]);
    expect(await withStatus(lamp.shop, 'sold')).toEqual([['a', 5]]);
    await products().update(lamp, { set: { title: 'Old lamp' } });
    expect((await products().withStatus({ shop: lamp.shop, status: 'sold' })).items).toMatchObject([
      { title: 'Old lamp' },
    ]);
  });

  it('loses an item from which a source is removed, with both of its keys', async () => {
    const lamp = { ...fresh(), status: 'new', rank: 1 };
    await products().create(lamp);
    await products().update(lamp, { remove: ['rank'] });
    expect(await inGsi1(lamp.shop)).toEqual([]);
    const { Items } = await raw.send(
      new QueryCommand({
        TableName: db.tableName,
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': `SHOP#${lamp.shop}` },
        ConsistentRead: true,
      }),
    );
    expect(Items).toEqual(
      [{ PK: `SHOP#${lamp.shop}`, SK: 'SKU#a', EntityType: 'Product', ...lamp, rank: undefined }].map(
        ({ rank: _, ...rest }) => rest,
      ),
    );
  });

  it('is left as it is by an update that would write half of its keys', async () => {
    const lamp = { ...fresh(), status: 'new', rank: 1 };
    await products().create(lamp);
    const half = { set: { status: 'sold' } } as never;
    await expect(products().update(lamp, half)).rejects.toMatchObject({ name: 'RequestError' });
    expect(await withStatus(lamp.shop, 'new')).toEqual([['a', 1]]);
  });

  it('is filled by upsert and emptied by delete', async () => {
    const lamp = { ...fresh(), status: 'new', rank: 1 };
    await products().upsert(lamp);
    expect(await withStatus(lamp.shop, 'new')).toEqual([['a', 1]]);
    await products().upsert({ ...lamp, rank: 2 });
    expect(await withStatus(lamp.shop, 'new')).toEqual([['a', 2]]);
    await products().delete(lamp);
    expect(await inGsi1(lamp.shop)).toEqual([]);
  });

  it('that is inverted finds the partitions of a sort key', async () => {
    const [one, two] = [fresh(), fresh()];
    const sku = 'everywhere';
    await products().create({ ...one, sku });
    await products().create({ ...two, sku });
    await products().create({ ...two, sku: 'everywhere-else' });
    const { items } = await products().shopsWith({ sku });
    expect(items.map(({ shop }) => shop).toSorted()).toEqual([one.shop, two.shop].toSorted());
    const { cursor } = await products().shopsWith({ sku }, { limit: 1 });
    const rest = await products().shopsWith({ sku }, { cursor });
    expect(rest.items).toHaveLength(1);
  });

  it('that is local sorts by an attribute of the items, with strong reads and ranges', async () => {
    const lamp = fresh();
    const prices = [12, 0.5, -3, 100, 9007199254740993n];
    await Promise.all(prices.map((price, place) => products().create({ ...lamp, sku: `${place}`, price })));
    await products().create({ ...lamp, sku: 'priceless' });
    const read = async (price?: object) => {
      const args = { shop: lamp.shop, ...(price === undefined ? {} : { price }) };
      const { items } = await products().byPrice(args as { shop: string }, { consistent: true });
      return items.map((item) => item.price);
    };
    expect(await read()).toEqual([-3, 0.5, 12, 100, 9007199254740993n]);
    expect(await read(gte(12))).toEqual([12, 100, 9007199254740993n]);
    expect(await read(gt(9007199254740992n))).toEqual([9007199254740993n]);
    expect(await read(between(-3, 1))).toEqual([-3, 0.5]);
    expect(await read(lt(-3))).toEqual([]);
    await products().update({ ...lamp, sku: '0' }, { set: { price: -50 } });
    expect((await read())[0]).toBe(-50);
  });

  it('of attributes of the items gives what it holds and no more', async () => {
    const lamp = { ...fresh(), city: `Rome-${shops}` };
    await products().create({ ...lamp, sku: 'b', price: 2, status: 'new' });
    await products().create({ ...lamp, sku: 'a', price: 1 });
    await products().create({ ...lamp, sku: 'c' });
    expect((await products().inCity({ city: lamp.city })).items).toEqual([
      { title: 'Lamp', city: lamp.city, price: 1 },
      { title: 'Lamp', city: lamp.city, price: 2 },
    ]);
    expect(await products().inCity.count({ city: lamp.city, price: gt(1) })).toBe(1);
    await products().update({ ...lamp, sku: 'a' }, { remove: ['city'] });
    expect((await products().inCity({ city: lamp.city })).items.map(({ price }) => price)).toEqual([2]);
    expect((await products().everywhere()).items.map(({ city }) => city)).toContain(lamp.city);
  });

  it('of attributes of the items can be shared by entities, each reading its own', async () => {
    const shared = defineTable({
      name: 'shared',
      indexes: [{ name: 'byTag', partitionKey: ['tag'], sortKey: null }],
    });
    const Post = defineEntity<{ id: string; tag: string }>()({
      name: 'Post',
      table: shared,
      keys: { PK: 'POST#{id}', SK: 'POST' },
      patterns: { tagged: { index: 'byTag' } },
    });
    const Photo = defineEntity<{ id: string; tag: string }>()({
      name: 'Photo',
      table: shared,
      keys: { PK: 'PHOTO#{id}', SK: 'PHOTO' },
    });
    const other = await freshTable(engine, shared);
    await repository(other, Post).create({ id: '1', tag: 'sea' });
    await repository(other, Photo).create({ id: '2', tag: 'sea' });
    const posts = repository(other, Post);
    expect(await posts.tagged({ tag: 'sea' }, { limit: 5 })).toMatchObject({
      items: [{ id: '1', tag: 'sea' }],
      rejected: [],
    });
    expect(await posts.tagged.count({ tag: 'sea' })).toBe(1);
  });
});

const places = defineTable({
  name: 'places',
  indexes: [
    {
      name: 'byPlace',
      partitionKey: ['country', { name: 'zone', type: 'number' }],
      sortKey: ['city', { name: 'score', type: 'number' }],
    },
  ],
});
interface Place {
  id: string;
  country?: string;
  zone?: number;
  city?: string;
  score?: number;
}
const Place = defineEntity<Place>()({
  name: 'Place',
  table: places,
  keys: { PK: 'PLACE#{id}', SK: 'PLACE' },
  patterns: { at: { index: 'byPlace' } },
});

describeClients('a multi-attribute index', (engine) => {
  // dynoxide 1.2.1 creates such an index and then ignores all but the first attributes (docs/local-servers.md).
  const run = engine.name === 'dynoxide' ? it.skip : it;

  run('is queried left to right, holds only whole keys, and pages', async () => {
    const at = repository(await freshTable(engine, places), Place);
    const items: Place[] = [
      { id: '1', country: 'IT', zone: 1, city: 'Rome', score: 2 },
      { id: '2', country: 'IT', zone: 1, city: 'Rome', score: 10 },
      { id: '3', country: 'IT', zone: 1, city: 'Rome', score: -1 },
      { id: '4', country: 'IT', zone: 1, city: 'Bari', score: 5 },
      { id: '5', country: 'IT', zone: 2, city: 'Rome', score: 5 },
      { id: '6', country: 'IT', zone: 1, city: 'Rome' },
      { id: '7', country: 'IT', city: 'Rome', score: 5 },
    ];
    await Promise.all(items.map((item) => at.create(item)));
    const ids = async (args: object, options = {}) =>
      (await at.at({ country: 'IT', zone: 1, ...args }, options)).items.map(({ id }) => id);
    expect(await ids({})).toEqual(['4', '3', '1', '2']);
    expect(await ids({}, { order: 'descending' })).toEqual(['2', '1', '3', '4']);
    expect(await ids({ city: 'Rome' })).toEqual(['3', '1', '2']);
    expect(await ids({ city: 'Rome', score: gte(2) })).toEqual(['1', '2']);
    expect(await ids({ city: lt<string>('C') })).toEqual(['4']);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await at.at({ country: 'IT', zone: 1 }, { limit: 1, cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(['4', '3', '1', '2']);
    await at.update({ id: '6' }, { set: { score: 0 } });
    expect(await ids({ city: 'Rome' })).toEqual(['3', '6', '1', '2']);
  });
});
