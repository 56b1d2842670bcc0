import { itemType, repeated } from '../../../tests/types/budget-programs.ts';

/** Read as TypeScript, never run. */
export function toolboxProgram(count: number): string {
  return `
import { Entity } from 'dynamodb-toolbox/entity';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { UpdateItemCommand } from 'dynamodb-toolbox/entity/actions/update';
import { boolean } from 'dynamodb-toolbox/schema/boolean';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { Table } from 'dynamodb-toolbox/table';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';

const shop = new Table({
  name: 'shop',
  partitionKey: { name: 'PK', type: 'string' },
  sortKey: { name: 'SK', type: 'string' },
  indexes: {
    GSI1: {
      type: 'global',
      partitionKey: { name: 'GSI1PK', type: 'string' },
      sortKey: { name: 'GSI1SK', type: 'string' },
    },
    GSI2: {
      type: 'global',
      partitionKey: { name: 'GSI2PK', type: 'string' },
      sortKey: { name: 'GSI2SK', type: 'string' },
    },
  },
});
${repeated(count, entity)}`;
}

function entity(n: number): string {
  return `${itemType(n)}

export const Entity${n} = new Entity({
  name: 'Item${n}',
  table: shop,
  timestamps: false,
  schema: item({
    userId: string().key(),
    item${n}Id: string().key(),
    status: string().enum('open${n}', 'paid', 'shipped'),
    total: number(),
    placedAt: string(),
    note: string().optional(),
    tags: list(string()).optional(),
    street: string(),
    weight: number(),
    gift: boolean(),
    coupon: string().optional(),
    address: map({ city: string(), floor: number() }),
  }).and((item) => ({
    GSI1PK: string().hidden().optional().putLink<typeof item>(({ item${n}Id }) => \`ITEM${n}#\${item${n}Id}\`),
    GSI1SK: string().hidden().optional().putDefault('ITEM${n}'),
    GSI2PK: string().hidden().optional().putLink<typeof item>(({ status }) => \`STATUS${n}#\${status}\`),
    GSI2SK: string()
      .hidden()
      .optional()
      .putLink<typeof item>(({ placedAt, item${n}Id }) => \`\${placedAt}#\${item${n}Id}\`),
  })),
  computeKey: ({ userId, item${n}Id }) => ({ PK: \`USER#\${userId}\`, SK: \`ITEM${n}#\${item${n}Id}\` }),
});

export async function use${n}(item: Item${n}) {
  const { userId, item${n}Id, status, total, placedAt, street, weight, gift, address } = item;
  const put = { userId, item${n}Id, status, total, placedAt, street, weight, gift, address };
  await Entity${n}.build(PutItemCommand).item(put).send();
  const got = await Entity${n}.build(GetItemCommand).key({ userId: '7', item${n}Id: 'a' }).send();
  const id: string | undefined = got.Item?.item${n}Id;
  const patch = { userId: '7', item${n}Id: 'a', total: 3, note: 'x' };
  await Entity${n}.build(UpdateItemCommand).item(patch).send();
  const page = await shop
    .build(QueryCommand)
    .query({ partition: 'USER#7', range: { beginsWith: 'ITEM${n}#' } })
    .entities(Entity${n})
    .options({ limit: 10 })
    .send();
  const first: string | undefined = page.Items?.[0]?.item${n}Id;
  const paid = await shop
    .build(QueryCommand)
    .query({ index: 'GSI2', partition: 'STATUS${n}#paid' })
    .entities(Entity${n})
    .send();
  const sum: number | undefined = paid.Items?.[0]?.total;
  return [id, first, sum];
}`;
}
