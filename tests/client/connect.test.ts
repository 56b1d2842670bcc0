import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { connect } from '../../src/client/connect.ts';
import { RequestError } from '../../src/errors.ts';
import { defineTable } from '../../src/table/table.ts';

const table = defineTable({ name: 'shop' });
const client = new DynamoDBClient({ region: 'eu-north-1' });

describe('connect', () => {
  it('takes the declared name, the system clock and unsigned cursors unless told otherwise', () => {
    const before = Date.now();
    const db = connect({ table, client });
    expect(db).toMatchObject({ table, client, tableName: 'shop', cursorSecret: undefined, capacity: false });
    expect(db.now().getTime()).toBeGreaterThanOrEqual(before);
  });

  it('takes an unset environment variable for the declared name', () => {
    expect(connect({ table, client, tableName: process.env.NO_SUCH_TABLE }).tableName).toBe('shop');
    expect(connect({ table, client, tableName: 'shop-production' }).tableName).toBe('shop-production');
  });

  it('makes a low-level client of its own when it is given none', () => {
    const made = connect({ table }).client;
    expect(made).toBeInstanceOf(DynamoDBClient);
    made.destroy();
  });

  it('refuses an empty table name, which no environment means', () => {
    expect(() => connect({ table, client, tableName: '' })).toThrow(
      new RequestError('connect: tableName is ""; leave it out for shop.'),
    );
  });

  it.each([
    ['text', 'fifteen bytes !', 15],
    ['bytes', new Uint8Array(8), 8],
    ['an empty text', '', 0],
  ])('refuses a cursor secret that can be guessed: %s', (_, cursorSecret, bytes) => {
    expect(() => connect({ table, client, cursorSecret })).toThrow(
      new RequestError(`connect: cursorSecret needs 16 bytes, not ${bytes}.`),
    );
  });

  it('counts the bytes of a cursor secret and not its characters', () => {
    expect(connect({ table, client, cursorSecret: 'éééééééé' }).cursorSecret).toBe('éééééééé');
    expect(connect({ table, client, cursorSecret: new Uint8Array(16) }).cursorSecret).toHaveLength(16);
  });
});
