import { itemType, repeated } from '../../../tests/types/budget-programs.ts';

/** Read as TypeScript, never run. */
export function onetableProgram(count: number): string {
  return `
import { type Entity, Table } from 'dynamodb-onetable';

const schema = {
  format: 'onetable:1.1.0',
  version: '0.0.1',
  indexes: {
    primary: { hash: 'PK', sort: 'SK' },
    GSI1: { hash: 'GSI1PK', sort: 'GSI1SK', project: 'all' },
    GSI2: { hash: 'GSI2PK', sort: 'GSI2SK', project: 'all' },
  },
  models: {${repeated(count, model)}
  },
  params: { timestamps: false },
} as const;

const shop = new Table({ name: 'shop', schema, partial: true });
${repeated(count, use)}`;
}

function model(n: number): string {
  return `
    Item${n}: {
      PK: { type: String, value: 'USER#\${userId}' },
      SK: { type: String, value: 'ITEM${n}#\${item${n}Id}' },
      GSI1PK: { type: String, value: 'ITEM${n}#\${item${n}Id}' },
      GSI1SK: { type: String, value: 'ITEM${n}' },
      GSI2PK: { type: String, value: 'STATUS${n}#\${status}' },
      GSI2SK: { type: String, value: '\${placedAt}#\${item${n}Id}' },
      userId: { type: String, required: true },
      item${n}Id: { type: String, required: true },
      status: { type: String, required: true, enum: ['open${n}', 'paid', 'shipped'] },
      total: { type: Number, required: true },
      placedAt: { type: String, required: true },
      note: { type: String },
      tags: { type: Array, items: { type: String } },
      street: { type: String, required: true },
      weight: { type: Number, required: true },
      gift: { type: Boolean, required: true },
      coupon: { type: String },
      address: {
        type: Object,
        required: true,
        schema: { city: { type: String, required: true }, floor: { type: Number, required: true } },
      },
    },`;
}

function use(n: number): string {
  return `${itemType(n)}

const Model${n} = shop.getModel('Item${n}');
export type Entity${n} = Entity<typeof schema.models.Item${n}>;

export async function use${n}(item: Item${n}) {
  const { userId, item${n}Id, status, total, placedAt, street, weight, gift, address } = item;
  const put = { userId, item${n}Id, status, total, placedAt, street, weight, gift, address };
  await Model${n}.create(put);
  const got = await Model${n}.get({ userId: '7', item${n}Id: 'a' });
  const id: string | undefined = got?.item${n}Id;
  await Model${n}.update({ userId: '7', item${n}Id: 'a', total: 3, note: 'x' });
  const page = await Model${n}.find({ userId: '7' }, { limit: 10 });
  const first: string | undefined = page[0]?.item${n}Id;
  const paid = await Model${n}.find({ status: 'paid' }, { index: 'GSI2' });
  const sum: number | undefined = paid[0]?.total;
  return [id, first, sum];
}`;
}
