import { itemType, repeated } from '../../../tests/types/budget-programs.ts';

/** Read as TypeScript, never run. */
export function entityStoreProgram(count: number): string {
  return `
import {
  createStandardSingleTableConfig,
  createStore,
  type DynamoDBValues,
  type Entity,
  rangeWhereSkBeginsWith,
  typePredicateParser,
} from '@symphoniacloud/dynamodb-entity-store';

const store = createStore({
  ...createStandardSingleTableConfig('shop'),
  metaAttributeNames: {
    pk: 'PK',
    sk: 'SK',
    gsisById: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' }, gsi2: { pk: 'GSI2PK', sk: 'GSI2SK' } },
  },
  gsiNames: { gsi1: 'GSI1', gsi2: 'GSI2' },
});
${repeated(count, entity)}`;
}

function entity(n: number): string {
  return `${itemType(n)}

function isItem${n}(item: DynamoDBValues): item is Item${n} {
  return item.item${n}Id !== undefined && item.userId !== undefined && item.total !== undefined;
}

export const Entity${n}: Entity<Item${n}, Pick<Item${n}, 'userId'>, Pick<Item${n}, 'item${n}Id'>> = {
  type: 'Item${n}',
  parse: typePredicateParser(isItem${n}, 'Item${n}'),
  pk: ({ userId }) => \`USER#\${userId}\`,
  sk: ({ item${n}Id }) => \`ITEM${n}#\${item${n}Id}\`,
  gsis: {
    gsi1: { pk: ({ item${n}Id }: Pick<Item${n}, 'item${n}Id'>) => \`ITEM${n}#\${item${n}Id}\`, sk: () => 'ITEM${n}' },
    gsi2: {
      pk: ({ status }: Pick<Item${n}, 'status'>) => \`STATUS${n}#\${status}\`,
      sk: ({ placedAt, item${n}Id }: Pick<Item${n}, 'placedAt' | 'item${n}Id'>) => \`\${placedAt}#\${item${n}Id}\`,
    },
  },
};

const operations${n} = store.for(Entity${n});

export async function use${n}(item: Item${n}) {
  await operations${n}.put(item);
  const got: Item${n} | undefined = await operations${n}.getOrUndefined({ userId: '7', item${n}Id: 'a' });
  await operations${n}.update(
    { userId: '7', item${n}Id: 'a' },
    {
      update: { set: '#total = :total, #note = :note' },
      expressionAttributeNames: { '#total': 'total', '#note': 'note' },
      expressionAttributeValues: { ':total': 3, ':note': 'x' },
    },
  );
  const range = rangeWhereSkBeginsWith('ITEM${n}#');
  const page = await operations${n}.queryOnePageByPkAndSk({ userId: '7' }, range, { limit: 10 });
  const first: Item${n} | undefined = page.items[0];
  const paid = await operations${n}.queryAllWithGsiByPk({ status: 'paid' }, { gsiId: 'gsi2' });
  return [got, first, paid[0]?.total];
}`;
}
