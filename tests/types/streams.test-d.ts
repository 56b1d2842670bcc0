import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { expectTypeOf } from 'expect-type';
import { connect, defineClaim, defineEntity, defineTable, repository } from '../../src/index.ts';
import { type Change, defineStream, type OtherChange, type StreamRecord } from '../../src/streams/index.ts';

const shop = defineTable({ name: 'shop' });
interface Order {
  userId: string;
  orderId: `o${string}`;
  total: number;
}
const Order = defineEntity<Order>()({
  name: 'Order',
  table: shop,
  keys: { PK: 'USER#{userId}', SK: 'ORDER#{orderId}' },
});
interface User {
  userId: string;
  email: string;
}
const User = defineEntity<User>()({
  name: 'User',
  table: shop,
  keys: { PK: 'USER#{userId}', SK: 'PROFILE' },
});
const UserEmail = defineClaim({ name: 'UserEmail', owner: User, keys: { PK: 'EMAIL#{email}', SK: 'EMAIL' } });
const changes = defineStream({ entities: [Order, User] });
declare const record: StreamRecord;
const nothing = () => undefined;
const options = { onFailure: nothing };

// A change is told apart by entity, and then by type.
const change = changes.read(record);
if (change.entity === undefined) {
  expectTypeOf(change).toEqualTypeOf<OtherChange>();
} else if (change.entity === 'Order') {
  expectTypeOf(change).toEqualTypeOf<Change<typeof Order>>();
  // The latest image needs no telling apart.
  expectTypeOf(change.item).toEqualTypeOf<Order>();
  if (change.type === 'created') {
    expectTypeOf(change.new).toEqualTypeOf<Order>();
    expectTypeOf(change.old).toEqualTypeOf<undefined>();
  } else if (change.type === 'changed') {
    expectTypeOf(change.new).toEqualTypeOf<Order>();
    expectTypeOf(change.old).toEqualTypeOf<Order>();
  } else {
    expectTypeOf(change.type).toEqualTypeOf<'removed' | 'expired'>();
    expectTypeOf(change.new).toEqualTypeOf<undefined>();
    expectTypeOf(change.old).toEqualTypeOf<Order>();
  }
} else {
  expectTypeOf(change.entity).toEqualTypeOf<'User'>();
  expectTypeOf(change.key).toEqualTypeOf<{ readonly userId: string }>();
}

// The view says which images there are.
const keysOnly = defineStream({ entities: [Order], view: 'KEYS_ONLY' }).read(record);
if (keysOnly.entity === 'Order') {
  expectTypeOf(keysOnly.new).toEqualTypeOf<undefined>();
  expectTypeOf(keysOnly.old).toEqualTypeOf<undefined>();
  expectTypeOf(keysOnly.item).toEqualTypeOf<undefined>();
  // What the key gives is what the repository takes.
  void repository(connect({ table: shop }), Order).get(keysOnly.key);
}
const newOnly = defineStream({ entities: [Order], view: 'NEW_IMAGE' }).read(record);
if (newOnly.entity === 'Order' && newOnly.type === 'changed') {
  expectTypeOf(newOnly.new).toEqualTypeOf<Order>();
  expectTypeOf(newOnly.old).toEqualTypeOf<undefined>();
}
if (newOnly.entity === 'Order') {
  expectTypeOf(newOnly.item).toEqualTypeOf<Order | undefined>();
  if (newOnly.type === 'changed') expectTypeOf(newOnly.item).toEqualTypeOf<Order>();
}
const oldOnly = defineStream({ entities: [Order], view: 'OLD_IMAGE' }).read(record);
if (oldOnly.entity === 'Order' && oldOnly.type === 'changed') {
  // What it was is not what it is.
  expectTypeOf(oldOnly.item).toEqualTypeOf<undefined>();
}
// @ts-expect-error there is no such view
defineStream({ entities: [Order], view: 'ALL' });
// @ts-expect-error a stream has an entity or more
defineStream({ entities: [] });

// A part whose format gives another type than the attribute has is either.
const Entry = defineEntity<{ at: number; seq: bigint; day: string }>()({
  name: 'Entry',
  table: shop,
  keys: { PK: 'LOG#{day:day}', SK: '{at:iso}#{seq:int4}' },
});
expectTypeOf<Change<typeof Entry>['key']>().branded.toEqualTypeOf<{
  readonly at: number | string;
  readonly seq: bigint | number;
  readonly day: string;
}>();

// Claims are entities like others.
expectTypeOf<Change<typeof UserEmail>['key']>().branded.toEqualTypeOf<{ readonly email: string }>();

// Handlers have the names of the entities, all of them and no others.
changes.handler(
  {
    Order: (given) => expectTypeOf(given).toEqualTypeOf<Change<typeof Order>>(),
    User: async (given) => void expectTypeOf(given).toEqualTypeOf<Change<typeof User>>(),
    other: (given) => expectTypeOf(given).toEqualTypeOf<OtherChange>(),
  },
  {
    onFailure: (error, given) => {
      expectTypeOf(error).toEqualTypeOf<unknown>();
      expectTypeOf(given).toEqualTypeOf<Change<typeof Order> | Change<typeof User> | OtherChange>();
    },
    concurrency: 5,
  },
);
// A function of its own takes one entity's changes.
const onUser = async ({ key }: Change<typeof User>) => key.userId;
const handler = changes.handler({ Order: nothing, User: onUser, other: nothing }, options);
// @ts-expect-error Ordr is no entity of the stream
changes.handler({ Order: nothing, User: nothing, Ordr: nothing, other: nothing }, options);
// @ts-expect-error User has no handler
changes.handler({ Order: nothing, other: nothing }, options);
// @ts-expect-error the others have no handler
changes.handler({ Order: nothing, User: nothing }, options);
// @ts-expect-error orders are handed to a function for users
changes.handler({ Order: onUser, User: onUser, other: nothing }, options);
// @ts-expect-error nobody is told of failures
changes.handler({ Order: nothing, User: nothing, other: nothing });

/** As `@types/aws-lambda` declares it. */
interface LambdaValue {
  B?: string | undefined;
  BS?: string[] | undefined;
  BOOL?: boolean | undefined;
  L?: LambdaValue[] | undefined;
  M?: { [id: string]: LambdaValue } | undefined;
  N?: string | undefined;
  S?: string | undefined;
}
interface LambdaEvent {
  Records: {
    awsRegion?: string | undefined;
    dynamodb?: {
      ApproximateCreationDateTime?: number | undefined;
      Keys?: { [key: string]: LambdaValue } | undefined;
      NewImage?: { [key: string]: LambdaValue } | undefined;
      SequenceNumber?: string | undefined;
      StreamViewType?: 'KEYS_ONLY' | 'NEW_IMAGE' | undefined;
    };
    eventID?: string | undefined;
    eventName?: 'INSERT' | 'MODIFY' | 'REMOVE' | undefined;
    eventSourceARN?: string | undefined;
    // biome-ignore lint/suspicious/noExplicitAny: it is declared so.
    userIdentity?: any;
  }[];
}
type LambdaHandler = (
  event: LambdaEvent,
  context: object,
  callback: () => void,
) => undefined | Promise<{ batchItemFailures: { itemIdentifier: string }[] }>;
expectTypeOf(handler).toExtend<LambdaHandler>();

/** As `@aws-sdk/client-dynamodb-streams` declares it. */
interface GetRecordsOutput {
  $metadata: object;
  NextShardIterator?: string | undefined;
  Records?:
    | {
        eventID?: string | undefined;
        eventName?: 'INSERT' | 'MODIFY' | 'REMOVE' | undefined;
        dynamodb?:
          | {
              ApproximateCreationDateTime?: Date | undefined;
              Keys?: Record<string, AttributeValue> | undefined;
              OldImage?: Record<string, AttributeValue> | undefined;
              SequenceNumber?: string | undefined;
            }
          | undefined;
        userIdentity?: { PrincipalId?: string | undefined; Type?: string | undefined } | undefined;
      }[]
    | undefined;
}
declare const answer: GetRecordsOutput;
void handler(answer);
for (const each of answer.Records ?? []) changes.read(each);
