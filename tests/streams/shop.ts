import { encodeItem } from '../../src/client/codec/encode.ts';
import { defineClaim } from '../../src/operations/define-claim.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineStream } from '../../src/streams/define-stream.ts';
import type { StreamRecord } from '../../src/streams/stream-record.ts';
import { defineTable } from '../../src/table/table.ts';
import type { Validator } from '../../src/table/validator.ts';

export const shop = defineTable({ name: 'shop', ttl: 'expiresAt', indexes: ['GSI1'] });

export interface Order {
  userId: string;
  orderId: string;
  total: number;
  /** Since the upgrade. */
  currency: string;
  photo?: Uint8Array;
  serial?: bigint;
  expiresAt?: number;
}

const notNegative: Validator = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      (value as Order).total < 0
        ? { issues: [{ message: 'must not be negative', path: ['total'] }] }
        : { value },
  },
};

export const Order = defineEntity<Order>()({
  name: 'Order',
  table: shop,
  keys: {
    PK: 'USER#{userId}',
    SK: 'ORDER#{orderId}',
    GSI1PK: 'ORDER#{orderId}',
    GSI1SK: 'ORDER',
  },
  numbers: { serial: 'bigint' },
  upgrade: (item) => {
    if (item.currency === 'none') throw new Error('no such currency');
    return { currency: 'EUR', ...item } as Order;
  },
  validate: notNegative,
});

export const User = defineEntity<{ userId: string; name: string; email?: string }>()({
  name: 'User',
  table: shop,
  keys: { PK: 'USER#{userId}', SK: 'PROFILE' },
});

export const UserEmail = defineClaim({
  name: 'UserEmail',
  owner: User,
  keys: { PK: 'EMAIL#{email:lower}', SK: 'EMAIL' },
});

export const changes = defineStream({ entities: [Order, User] });

/** An order as the caller sees it, and as it is stored. */
export const order: Order = { userId: '7', orderId: 'a1', total: 42, currency: 'EUR' };
export const stored = (item: object = {}): Record<string, unknown> => ({
  PK: 'USER#7',
  SK: 'ORDER#a1',
  GSI1PK: 'ORDER#a1',
  GSI1SK: 'ORDER',
  EntityType: 'Order',
  ...order,
  ...item,
});

interface Parts {
  readonly keys?: Readonly<Record<string, unknown>>;
  readonly new?: object;
  readonly old?: object;
  readonly number?: string;
  readonly view?: string;
}

/** A record as it is in the JSON of a Lambda event. */
export function lambdaRecord(eventName: string, parts: Parts = {}): StreamRecord {
  const { keys = { PK: 'USER#7', SK: 'ORDER#a1' }, number = '111', view = 'NEW_AND_OLD_IMAGES' } = parts;
  const record = {
    eventID: `event-${number}`,
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-central-1',
    eventSourceARN: 'arn:aws:dynamodb:eu-central-1:123456789012:table/shop/stream/2026-01-01T00:00:00.000',
    dynamodb: {
      ApproximateCreationDateTime: 1767225600,
      Keys: encodeItem(keys, 'Keys'),
      ...(parts.new && { NewImage: encodeItem(parts.new, 'NewImage') }),
      ...(parts.old && { OldImage: encodeItem(parts.old, 'OldImage') }),
      SequenceNumber: number,
      SizeBytes: 26,
      StreamViewType: view,
    },
  };
  return asLambda(record);
}

/** What JSON makes of a record, with binary as base64 as AWS writes it. */
export function asLambda<T>(value: T): T {
  const text = JSON.stringify(value, (_, member) =>
    ArrayBuffer.isView(member)
      ? Buffer.from(member.buffer, member.byteOffset, member.byteLength).toString('base64')
      : member,
  );
  return JSON.parse(text) as T;
}

/** The same record as the SDK's GetRecords gives it. */
export function sdkRecord(eventName: string, parts: Parts = {}): StreamRecord {
  const record = lambdaRecord(eventName, parts);
  return {
    ...record,
    dynamodb: {
      ...record.dynamodb,
      ...(parts.new && { NewImage: encodeItem(parts.new, 'NewImage') }),
      ...(parts.old && { OldImage: encodeItem(parts.old, 'OldImage') }),
      ApproximateCreationDateTime: new Date('2026-01-01T00:00:00.000Z'),
    },
  };
}

/** The error that a refusal must be: its class by name, and its whole message. */
export const refusal = (name: string, message: string) => expect.objectContaining({ name, message });
