import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { csvColumn } from '../../src/cli/load/csv-column.ts';
import { OrderItem, Product } from '../../src/repositories/commerce/index.ts';
import { describeEngines } from '../support/engines.ts';
import { type LoadHereOptions, loadHere } from './load-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'monotable-load-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(name: string, content: string | Uint8Array): string {
  files += 1;
  const path = join(folder, `${files}-${name}`);
  writeFileSync(path, content);
  return path;
}

function lines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

const orderItem = (n: number): OrderItem => ({
  orderId: `o${n}`,
  line: 1,
  productId: 'p1',
  name: `Line\u2028separated ${n}`,
  unitPriceCents: n,
  quantity: 1,
  discountPercent: 0,
});

describeEngines('loading a file', (engine) => {
  const load = (path: string, options: Omit<LoadHereOptions, 'endpoint'>, signal?: AbortSignal) =>
    loadHere(path, { endpoint: engine.settings.endpoint, ...options }, signal);
  const stored = async (table: string) => {
    const { Items = [] } = await engine.client().send(new ScanCommand({ TableName: table }));
    return Items;
  };
  test('JSON Lines of an entity, packed', async () => {
    const table = engine.tableName('lines');
    const path = file('lines', gzipSync(lines(Array.from({ length: 120 }, (_, n) => orderItem(n)))));
    const { report } = await load(path, { entity: 'OrderItem', table });
    expect(report).toMatchObject({ written: 120, complete: true });
    const items = await stored(table);
    expect(items).toHaveLength(120);
    expect(items).toContainEqual(
      expect.objectContaining({
        PK: { S: OrderItem.keys.PK({ orderId: 'o7' }) },
        SK: { S: 'ITEM#0001' },
        EntityType: { S: 'OrderItem' },
        name: { S: 'Line\u2028separated 7' },
      }),
    );
  });

  test('CSV, with columns renamed, typed and left out', async () => {
    const table = engine.tableName('csv');
    const path = file(
      'products.csv',
      '\ufeffproductId,name,price,unitsInStock,discontinued,unit,note\r\n' +
        'p1,"Chai, ""black""\r\nor green",1800,39,false,,x\r\n\r\np2,Chang,12345678901234567,1,true,box,y\r\n',
    );
    const column = ['price=priceCents:number', 'unitsInStock:number', 'discontinued:boolean', 'note='].map(
      csvColumn,
    );
    const { report } = await load(path, { entity: 'Product', table, column });
    expect(report).toMatchObject({ written: 2, complete: true });
    const items = await stored(table);
    const [chai, chang] = ['p1', 'p2'].map((id) => items.find((item) => item.productId?.S === id));
    expect(chai).toMatchObject({
      PK: { S: Product.keys.PK({ productId: 'p1' }) },
      name: { S: 'Chai, "black"\r\nor green' },
      priceCents: { N: '1800' },
      discontinued: { BOOL: false },
    });
    expect(chai).not.toHaveProperty('unit');
    expect(chai).not.toHaveProperty('note');
    expect(chang).toMatchObject({ priceCents: { N: '12345678901234567' } });
  });

  test('stored items in DynamoDB JSON come back exactly', async () => {
    const [from, to] = [engine.tableName('from'), engine.tableName('to')];
    const items = [
      {
        PK: { S: 'A#1' },
        SK: { S: 'A' },
        EntityType: { S: 'Unknown' },
        big: { N: '9007199254740993' },
        fraction: { N: '0.1234567890123456789012345678901234567' },
        bytes: { B: 'AP/+AQ==' },
        flag: { BOOL: false },
        nothing: { NULL: true },
        map: { M: { list: { L: [{ S: 'x' }, { N: '1' }, { M: {} }] } } },
        texts: { SS: ['a', 'b'] },
        numbers: { NS: ['1', '9007199254740995'] },
        binaries: { BS: ['AQ==', 'Ag=='] },
      },
    ];
    await load(file('first', lines(items.map((Item) => ({ Item })))), { table: from });
    const read = await stored(from);
    const json = JSON.parse(
      JSON.stringify(read, function (this: Record<string, unknown>, name, value: unknown) {
        const original = this[name];
        return original instanceof Uint8Array ? Buffer.from(original).toString('base64') : value;
      }),
    );
    expect(json[0]).toMatchObject({
      ...items[0],
      texts: { SS: expect.arrayContaining(['a', 'b']) },
      numbers: { NS: expect.arrayContaining(['1', '9007199254740995']) },
      binaries: { BS: expect.arrayContaining(['AQ==', 'Ag==']) },
    });
    await load(file('second', lines(json.map((Item: object) => ({ Item })))), { table: to });
    expect(await stored(to)).toEqual(read);
  });

  test('what cannot be loaded goes to a file that can be loaded itself', async () => {
    const table = engine.tableName('dead');
    const dead = join(folder, `${engine.name}.dead`);
    const path = file(
      'lines',
      `${lines([orderItem(1), { ...orderItem(2), line: 1.5 }, orderItem(3)])}{"orderId":\n${JSON.stringify({ ...orderItem(4), quantity: 5 }).replace('5', '1e400')}\n`,
    );
    const { report } = await load(path, { entity: 'OrderItem', table, deadLetter: dead });
    expect(report).toMatchObject({ read: 5, written: 2, failed: 3, position: 5 });
    const letters = readFileSync(dead, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(letters.map(({ At, Error: error }) => [At, error.name]).toSorted()).toEqual([
      [2, 'KeyError'],
      [4, 'SyntaxError'],
      [5, 'ValueError'],
    ]);
    expect(JSON.parse(letters.find(({ At }) => At === 2).Record)).toEqual({ ...orderItem(2), line: 1.5 });

    const again = join(folder, `${engine.name}.dead-again`);
    const { report: second } = await load(dead, { entity: 'OrderItem', table, deadLetter: again });
    expect(second).toMatchObject({ read: 3, written: 0, failed: 3 });
    expect(readFileSync(again, 'utf8').replace(/"At":\d/g, '')).toBe(
      readFileSync(dead, 'utf8').replace(/"At":\d/g, ''),
    );
    const mended = readFileSync(again, 'utf8')
      .replace('\\"line\\":1.5', '\\"line\\":2')
      .replace('1e400', '7')
      .replace(/"Record":"{\\"orderId\\":"/, `"Record":${JSON.stringify(JSON.stringify(orderItem(9)))}`);
    const last = await load(file('mended', mended), { entity: 'OrderItem', table });
    expect(last.report).toMatchObject({ read: 3, written: 3, failed: 0 });
    expect(await stored(table)).toHaveLength(5);
  });

  test('items that the table refuses are kept as they are stored', async () => {
    const table = engine.tableName('refused');
    const dead = join(folder, `${engine.name}.refused`);
    const good = { PK: { S: 'A#1' }, SK: { S: 'A' } };
    // An index key has to be a text.
    const bad = { PK: { S: 'A#2' }, SK: { S: 'A' }, GSI1PK: { N: '1' }, bytes: { B: 'AQ==' } };
    const path = file('items', lines([{ Item: good }, { Item: bad }, { Item: { SK: { S: 'A' } } }]));
    const { report } = await load(path, { table, deadLetter: dead });
    expect(report).toMatchObject({ written: 1, failed: 2 });
    const letters = readFileSync(dead, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(letters.find(({ At }) => At === 2)).toMatchObject({
      Item: bad,
      Error: { name: 'ValidationException' },
    });
    expect(letters.find(({ At }) => At === 3).Error.message).toBe(
      'The item has no key attribute PK of table shop: undefined.',
    );
    writeFileSync(dead, readFileSync(dead, 'utf8').replace('{"N":"1"}', '{"S":"1"}'));
    expect((await load(dead, { table })).report).toMatchObject({ written: 1, failed: 1 });
  });

  test('an abort keeps a checkpoint, and the next load goes on from it', async () => {
    const table = engine.tableName('abort');
    const path = file('lines', lines(Array.from({ length: 6_000 }, (_, n) => orderItem(n % 4_000))));
    const checkpoint = join(folder, `${engine.name}.checkpoint`);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 400);
    const first = await load(path, { entity: 'OrderItem', table, checkpoint, rate: 2_000 }, stop.signal);
    expect(first.report.stopped).toBe('aborted');
    const second = await load(path, { entity: 'OrderItem', table, checkpoint });
    expect(second.before.position).toBe(first.report.position);
    expect(second.report).toMatchObject({ read: 6_000 - second.before.position, complete: true });
    if (second.before.position > 0) expect(second.told).toContain('Resumed after ');
    expect((await load(path, { entity: 'OrderItem', table, checkpoint })).report.read).toBe(0);
    await expect(load(path, { entity: 'OrderItem', table: `${table}2`, checkpoint })).rejects.toThrow(
      `The checkpoint ${checkpoint} is of another load: its table is "${table}", and here it is "${table}2". Delete it to begin from the start, or name another one.`,
    );
  });
});

describe('refuses', () => {
  const endpoint = 'http://127.0.0.1:1';
  const path = () => file('lines.jsonl', lines([orderItem(1)]));

  test.each<[string, () => string, LoadHereOptions]>([
    ['The file no-such-file cannot be read: ENOENT', () => 'no-such-file', { endpoint }],
    ['is empty.', () => file('empty', ''), { endpoint }],
    ['is a JSON array; there has to be one object on each line.', () => file('array', '[{}]'), { endpoint }],
    [
      'The file is not text in UTF-8.',
      () => file('utf-16', Buffer.from('{}', 'utf16le').fill(255)),
      { endpoint },
    ],
    [
      'is no whole gzip file: unexpected end of file.',
      () => file('cut', gzipSync('{}\n').subarray(0, 12)),
      { endpoint },
    ],
    ['say of which entity its records are: --entity.', path, { endpoint }],
    ['The config has no entity Oder; it has Address, Order,', path, { endpoint, entity: 'Oder' }],
    ['is no CSV file, so it has no --column.', path, { endpoint, entity: 'Order', column: [csvColumn('a')] }],
    ['is no checkpoint.', path, { endpoint, entity: 'Order', checkpoint: file('checkpoint', '{}') }],
  ])('%s', async (message, input, options) => {
    await expect(loadHere(input(), options)).rejects.toThrow(message);
  });

  test.each(['price=cents:money', '', '=x', ':number'])('the column %j', (text) => {
    expect(() => csvColumn(text)).toThrow(
      `It is column=attribute:type with the types string, number, boolean, json, not ${JSON.stringify(text)}.`,
    );
  });
});
