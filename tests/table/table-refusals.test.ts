import { defineTable, type IndexDeclaration, type TableDeclaration } from '../../src/table/table.ts';
import { titled } from '../support/titled.ts';

function refuses(rows: readonly (readonly [unknown, string])[]): void {
  it.each(titled(rows))('refuses: %s', (message, declaration) => {
    expect(() => defineTable(declaration as TableDeclaration)).toThrow(
      expect.objectContaining({ name: 'DeclarationError', message }),
    );
  });
}

const withIndex = (...indexes: (string | IndexDeclaration)[]): TableDeclaration => ({
  name: 'shop',
  indexes,
});

describe('A table', () => {
  refuses([
    [{ name: 'ab' }, 'Table "ab": a name is 3 to 255 of A-Z a-z 0-9 _ . - and "ab" is not.'],
    [{ name: '' }, 'Table "": a name is 3 to 255 of A-Z a-z 0-9 _ . - and "" is not.'],
    [{ name: 'my shop' }, 'Table "my shop": a name is 3 to 255 of A-Z a-z 0-9 _ . - and "my shop" is not.'],
    [
      { name: 'x'.repeat(256) },
      `Table "${'x'.repeat(57)}...": a name is 3 to 255 of A-Z a-z 0-9 _ . - and "${'x'.repeat(57)}..." is not.`,
    ],
    [{}, 'Table undefined: a name is 3 to 255 of A-Z a-z 0-9 _ . - and undefined is not.'],
    [{ name: 'shop', partitionKey: '' }, 'Table "shop": the primary key has a key attribute without a name.'],
    [{ name: 'shop', sortKey: '' }, 'Table "shop": the primary key has a key attribute without a name.'],
    [{ name: 'shop', partitionKey: 'K', sortKey: 'K' }, 'Table "shop": the primary key uses "K" twice.'],
    [
      { name: 'shop', partitionKey: 'é'.repeat(128) },
      `Table "shop": the attribute "${'é'.repeat(57)}..." has a name of more than 255 bytes.`,
    ],
    [{ name: 'shop', ttl: '' }, 'Table "shop": the ttl attribute has no name.'],
    [{ name: 'shop', discriminator: '' }, 'Table "shop": the discriminator has no name.'],
    [
      { name: 'shop', discriminator: 'SK' },
      'Table "shop": "SK" cannot be the discriminator and also hold the primary key.',
    ],
    [
      { name: 'shop', ttl: 'PK' },
      'Table "shop": "PK" cannot be the ttl attribute and also hold the primary key.',
    ],
    [
      { name: 'shop', ttl: 'GSI1SK', indexes: ['GSI1'] },
      'Table "shop": "GSI1SK" cannot be the ttl attribute and also hold GSI1.',
    ],
    [
      { name: 'shop', ttl: 'kind', discriminator: 'kind' },
      'Table "shop": "kind" cannot be both ttl attribute and discriminator.',
    ],
    [{ name: 'shop', separator: '' }, 'Table "shop": the separator is empty.'],
  ]);
});

describe('An index', () => {
  refuses([
    [withIndex('G1'), 'Table "shop", index "G1": a name is 3 to 255 of A-Z a-z 0-9 _ . - and "G1" is not.'],
    [withIndex('GSI1', { name: 'GSI1' }), 'Table "shop" declares index "GSI1" twice.'],
    [
      withIndex({ name: 'LSI1', local: true, partitionKey: 'PK' }),
      'Table "shop", index "LSI1": a local index has the table\'s partition key; leave partitionKey out.',
    ],
    [
      withIndex({ name: 'LSI1', local: true, sortKey: null }),
      'Table "shop", index "LSI1": a local index needs a sort key, in the table and in the index.',
    ],
    [
      { name: 'shop', sortKey: null, indexes: [{ name: 'LSI1', local: true }] },
      'Table "shop", index "LSI1": a local index needs a sort key, in the table and in the index.',
    ],
    [
      withIndex({ name: 'LSI1', local: true, sortKey: ['a', 'b'] }),
      'Table "shop", index "LSI1": a local index sorts by exactly one attribute.',
    ],
    [
      withIndex(...[1, 2, 3, 4, 5, 6].map((n) => ({ name: `LSI${n}`, local: true }) as const)),
      'Table "shop" has more than 5 local indexes, the service\'s limit.',
    ],
    [
      withIndex({ name: 'wide', partitionKey: ['a', 'b', 'c', 'd', 'e'] }),
      'Table "shop", index "wide": partitionKey takes 1 to 4 attributes, not 5.',
    ],
    [
      withIndex({ name: 'wide', partitionKey: [] }),
      'Table "shop", index "wide": partitionKey takes 1 to 4 attributes, not 0.',
    ],
    [
      withIndex({ name: 'wide', partitionKey: ['a'], sortKey: [] }),
      'Table "shop", index "wide": sortKey takes 1 to 4 attributes, not 0.',
    ],
    [withIndex({ name: 'wide', partitionKey: ['a'], sortKey: ['a'] }), 'Table "shop": wide uses "a" twice.'],
    [
      withIndex({ name: 'wide', partitionKey: ['a', ''], sortKey: null }),
      'Table "shop": wide has a key attribute without a name.',
    ],
    [
      withIndex({ name: 'wide', partitionKey: ['n'.repeat(256)], sortKey: null }),
      `Table "shop": the attribute "${'n'.repeat(57)}..." has a name of more than 255 bytes.`,
    ],
    [
      withIndex(
        { name: 'one', partitionKey: ['at'], sortKey: null },
        { name: 'two', partitionKey: [{ name: 'at', type: 'number' }], sortKey: null },
      ),
      'Table "shop": "at" is a string in one index and a number in two.',
    ],
    [
      withIndex('GSI1', { name: 'wide', partitionKey: ['GSI1PK'], sortKey: null }),
      'Table "shop": "GSI1PK" cannot be the index attribute and also hold GSI1.',
    ],
    [
      withIndex({ name: 'thin', projection: [] }),
      'Table "shop": index thin projects an empty list; say \'keys\' for nothing but the keys.',
    ],
    [
      withIndex({ name: 'thin', projection: ['a', 'b', 'a'] }),
      'Table "shop": index thin projects "a" twice.',
    ],
    [
      withIndex({ name: 'thin', projection: [''] }),
      'Table "shop": index thin projects an attribute without a name.',
    ],
    [
      withIndex({ name: 'thin', projection: ['n'.repeat(256)] }),
      `Table "shop": the attribute "${'n'.repeat(57)}..." has a name of more than 255 bytes.`,
    ],
  ]);
});
