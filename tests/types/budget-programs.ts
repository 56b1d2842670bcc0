// The same ten items in two programs: with our entities, and by hand over lib-dynamodb. Read as TypeScript, never run.

/** So many of a part of a program. */
export function repeated(count: number, part: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => part(n)).join('\n');
}

/** Twelve attributes, whose names and types differ from item to item, so that the compiler can share nothing. */
export function itemType(n: number): string {
  return `
export interface Item${n} {
  userId: string;
  item${n}Id: string;
  status: 'open${n}' | 'paid' | 'shipped';
  total: number;
  placedAt: string;
  note?: string;
  tags?: string[];
  street: string;
  weight: number;
  gift: boolean;
  coupon?: string;
  address: { city: string; floor: number };
}`;
}

/** Every entity declared with two indexes and three patterns, and used with put, get, update, a query and an index query. */
export function entityProgram(count: number): string {
  return `
import { defineEntity } from './declarations/operations/define-entity.js';
import { defineTable } from './declarations/table/table.js';

const shop = defineTable({ name: 'shop', indexes: ['GSI1', 'GSI2'], ttl: 'expiresAt' });
${repeated(count, declaredEntity)}`;
}

function declaredEntity(n: number): string {
  return `${itemType(n)}

export const Entity${n} = defineEntity<Item${n}>()({
  name: 'Item${n}',
  table: shop,
  keys: {
    PK: 'USER#{userId}',
    SK: 'ITEM${n}#{item${n}Id}',
    GSI1PK: 'ITEM${n}#{item${n}Id}',
    GSI1SK: 'ITEM${n}',
    GSI2PK: 'STATUS${n}#{status}',
    GSI2SK: '{placedAt:iso}#{item${n}Id}',
  },
  patterns: {
    ofUser: { order: 'descending' },
    byId: { index: 'GSI1', one: true },
    withStatus: { index: 'GSI2' },
  },
});

export function use${n}(item: Item${n}) {
  Entity${n}.put(item);
  const got: Item${n} | undefined = Entity${n}.get({ userId: '7', item${n}Id: 'a' }).result;
  Entity${n}.update({ userId: '7', item${n}Id: 'a' }, { set: { total: 3, note: 'x' } });
  const page = Entity${n}.ofUser({ userId: '7' }, { limit: 10 }).result;
  const first: Item${n} | undefined = page?.items[0];
  const paid = Entity${n}.withStatus({ status: 'paid' }).result;
  return [got, first, paid?.items[0]?.total];
}`;
}

/** What a careful team writes without us: key functions and a repository of its own for every item. */
export function handWrittenProgram(count: number): string {
  return `
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

const TABLE = 'shop';

function assignments(patch: object): {
  text: string;
  names: Record<string, string>;
  values: Record<string, unknown>;
} {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const terms: string[] = [];
  for (const [name, value] of Object.entries(patch)) {
    names['#' + name] = name;
    values[':' + name] = value;
    terms.push(\`#\${name} = :\${name}\`);
  }
  return { text: \`SET \${terms.join(', ')}\`, names, values };
}
${repeated(count, handWrittenRepository)}`;
}

function handWrittenRepository(n: number): string {
  return `${itemType(n)}

export const keys${n} = {
  primary: (userId: string, id: string) => ({ PK: \`USER#\${userId}\`, SK: \`ITEM${n}#\${id}\` }),
  byId: (id: string) => ({ GSI1PK: \`ITEM${n}#\${id}\`, GSI1SK: 'ITEM${n}' }),
  byStatus: (status: Item${n}['status'], placedAt: string, id: string) => ({
    GSI2PK: \`STATUS${n}#\${status}\`,
    GSI2SK: \`\${placedAt}#\${id}\`,
  }),
};

type Patch${n} = Partial<Omit<Item${n}, 'userId' | 'item${n}Id' | 'status' | 'placedAt'>>;

export class Repository${n} {
  private readonly client: DynamoDBDocumentClient;

  constructor(client: DynamoDBDocumentClient) {
    this.client = client;
  }

  async put(item: Item${n}): Promise<Item${n}> {
    const stored = {
      ...keys${n}.primary(item.userId, item.item${n}Id),
      ...keys${n}.byId(item.item${n}Id),
      ...keys${n}.byStatus(item.status, item.placedAt, item.item${n}Id),
      EntityType: 'Item${n}',
      ...item,
    };
    await this.client.send(new PutCommand({ TableName: TABLE, Item: stored }));
    return item;
  }

  async get(key: Pick<Item${n}, 'userId' | 'item${n}Id'>): Promise<Item${n} | undefined> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: TABLE, Key: keys${n}.primary(key.userId, key.item${n}Id) }),
    );
    return Item as Item${n} | undefined;
  }

  async update(key: Pick<Item${n}, 'userId' | 'item${n}Id'>, patch: Patch${n}): Promise<Item${n}> {
    const { text, names, values } = assignments(patch);
    const { Attributes } = await this.client.send(
      new UpdateCommand({
        TableName: TABLE,
        Key: keys${n}.primary(key.userId, key.item${n}Id),
        UpdateExpression: text,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
        ConditionExpression: 'attribute_exists(PK)',
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Attributes as Item${n};
  }

  async ofUser(args: Pick<Item${n}, 'userId'>, limit: number): Promise<Item${n}[]> {
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: TABLE,
        KeyConditionExpression: 'PK = :pk AND begins_with(SK, :sk)',
        ExpressionAttributeValues: { ':pk': \`USER#\${args.userId}\`, ':sk': 'ITEM${n}#' },
        Limit: limit,
      }),
    );
    return Items as Item${n}[];
  }

  async withStatus(args: Pick<Item${n}, 'status'>): Promise<Item${n}[]> {
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: TABLE,
        IndexName: 'GSI2',
        KeyConditionExpression: 'GSI2PK = :pk',
        ExpressionAttributeValues: { ':pk': \`STATUS${n}#\${args.status}\` },
      }),
    );
    return Items as Item${n}[];
  }
}

export async function use${n}(repository: Repository${n}, item: Item${n}) {
  await repository.put(item);
  const got: Item${n} | undefined = await repository.get({ userId: '7', item${n}Id: 'a' });
  await repository.update({ userId: '7', item${n}Id: 'a' }, { total: 3, note: 'x' });
  const page = await repository.ofUser({ userId: '7' }, 10);
  const first: Item${n} | undefined = page[0];
  const paid = await repository.withStatus({ status: 'paid' });
  return [got, first, paid[0]?.total];
}`;
}
