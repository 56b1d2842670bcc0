import { itemType, repeated } from '../../../tests/types/budget-programs.ts';

/** Read as TypeScript, never run. */
export function electrodbProgram(count: number): string {
  return `
import { Entity } from 'electrodb';
${repeated(count, entity)}`;
}

function entity(n: number): string {
  return `${itemType(n)}

export const Entity${n} = new Entity(
  {
    model: { entity: 'item${n}', version: '1', service: 'shop' },
    attributes: {
      userId: { type: 'string', required: true },
      item${n}Id: { type: 'string', required: true },
      status: { type: ['open${n}', 'paid', 'shipped'] as const, required: true },
      total: { type: 'number', required: true },
      placedAt: { type: 'string', required: true },
      note: { type: 'string' },
      tags: { type: 'list', items: { type: 'string' } },
      street: { type: 'string', required: true },
      weight: { type: 'number', required: true },
      gift: { type: 'boolean', required: true },
      coupon: { type: 'string' },
      address: {
        type: 'map',
        required: true,
        properties: {
          city: { type: 'string', required: true },
          floor: { type: 'number', required: true },
        },
      },
    },
    indexes: {
      primary: {
        pk: { field: 'PK', composite: ['userId'], template: 'USER#\${userId}' },
        sk: { field: 'SK', composite: ['item${n}Id'], template: 'ITEM${n}#\${item${n}Id}' },
      },
      byId: {
        index: 'GSI1',
        pk: { field: 'GSI1PK', composite: ['item${n}Id'], template: 'ITEM${n}#\${item${n}Id}' },
        sk: { field: 'GSI1SK', composite: [], template: 'ITEM${n}' },
      },
      withStatus: {
        index: 'GSI2',
        pk: { field: 'GSI2PK', composite: ['status'], template: 'STATUS${n}#\${status}' },
        sk: { field: 'GSI2SK', composite: ['placedAt', 'item${n}Id'], template: '\${placedAt}#\${item${n}Id}' },
      },
    },
  },
  { table: 'shop' },
);

export async function use${n}(item: Item${n}) {
  await Entity${n}.put(item).go();
  const { data: got } = await Entity${n}.get({ userId: '7', item${n}Id: 'a' }).go();
  const id: string | undefined = got?.item${n}Id;
  await Entity${n}.patch({ userId: '7', item${n}Id: 'a' }).set({ total: 3, note: 'x' }).go();
  const page = await Entity${n}.query.primary({ userId: '7' }).go({ limit: 10 });
  const first: string | undefined = page.data[0]?.item${n}Id;
  const paid = await Entity${n}.query.withStatus({ status: 'paid' }).go();
  const total: number | undefined = paid.data[0]?.total;
  return [id, first, total];
}`;
}
