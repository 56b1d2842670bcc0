import { RequestError, shown } from '../errors.ts';
import type { NativeItem } from '../operations/operation.ts';
import { primaryAttributes, type Table } from '../table/table.ts';

/** What a stream's records hold of an item beside its key: the StreamViewType that the table's stream was made with. */
export type StreamView = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** What has become of an item; `expired` is a removal by time to live. */
export type ChangeType = 'created' | 'changed' | 'removed' | 'expired';

type Attributes = Readonly<Record<string, object>>;

/** A record as a Lambda event or GetRecords has it; only what is read of it. */
export interface StreamRecord {
  readonly eventID?: string | undefined;
  readonly eventName?: string | undefined;
  /** `Service` and `dynamodb.amazonaws.com`, as `type` and `principalId` or as `Type` and `PrincipalId`, for time to live. */
  readonly userIdentity?: object | undefined;
  readonly dynamodb?:
    | {
        readonly Keys?: Attributes | undefined;
        readonly NewImage?: Attributes | undefined;
        readonly OldImage?: Attributes | undefined;
        readonly SequenceNumber?: string | undefined;
        readonly StreamViewType?: string | undefined;
        /** A Date from the SDK, seconds since 1970 in a Lambda event. */
        readonly ApproximateCreationDateTime?: Date | number | undefined;
      }
    | undefined;
}

/** A Lambda event, or the answer of GetRecords. */
export interface StreamEvent {
  readonly Records?: readonly StreamRecord[] | undefined;
}

/** A record's contents under one spelling; the images still as the service writes them. */
export interface RecordFacts {
  readonly type: ChangeType;
  readonly primaryKey: Readonly<Record<string, string>>;
  readonly sequenceNumber: string;
  readonly at: Date | undefined;
  readonly new: Attributes | undefined;
  readonly old: Attributes | undefined;
}

const TYPES: Readonly<Record<string, ChangeType>> = {
  INSERT: 'created',
  MODIFY: 'changed',
  REMOVE: 'removed',
};

/** Developer Guide, "DynamoDB Streams and Time to Live". */
const TTL_PRINCIPAL = 'dynamodb.amazonaws.com';

/** The records of an event. Throws a RequestError for what is no event of a stream. */
export function recordsOf(event: StreamEvent, where: string): readonly StreamRecord[] {
  const records: unknown = isObject(event) ? event.Records : undefined;
  if (Array.isArray(records)) return records;
  throw new RequestError(
    `${where}: an event has its records in Records, and there is ${shown(records)} in ${shown(event)}.`,
  );
}

/**
 * What a record says. Throws a RequestError for one that this stream cannot have sent, because the program or the
 * deployment is wrong then, and not the record.
 */
export function recordFacts(record: StreamRecord, table: Table, view: StreamView): RecordFacts {
  const where = `Stream of ${table.name}`;
  const { dynamodb, eventName } = isObject(record) ? record : ({} as StreamRecord);
  if (!isObject(dynamodb) || !isObject(dynamodb.Keys)) {
    throw new RequestError(`${where}: ${shown(record)} without dynamodb.Keys is no record of a stream.`);
  }
  const type =
    typeof eventName === 'string' && Object.hasOwn(TYPES, eventName) ? TYPES[eventName] : undefined;
  if (type === undefined) {
    throw new RequestError(`${where}: eventName is INSERT, MODIFY or REMOVE, not ${shown(eventName)}.`);
  }
  const { SequenceNumber: sequenceNumber, ApproximateCreationDateTime: at } = dynamodb;
  if (typeof sequenceNumber !== 'string' || !/^\d+$/.test(sequenceNumber)) {
    throw new RequestError(`${where}: a SequenceNumber is digits, not ${shown(sequenceNumber)}.`);
  }
  return {
    type: type === 'removed' && isTimeToLive(record.userIdentity) ? 'expired' : type,
    primaryKey: primaryKey(dynamodb.Keys, table, where),
    sequenceNumber,
    at: timeOf(at),
    ...images(dynamodb, type, view, `${where}: record ${sequenceNumber}`),
  };
}

/** The images that the view promises for such a change. Without them a handler would meet `undefined` for an item. */
function images(
  dynamodb: NonNullable<StreamRecord['dynamodb']>,
  type: ChangeType,
  view: StreamView,
  where: string,
): Pick<RecordFacts, 'new' | 'old'> {
  const wanted = (name: 'NewImage' | 'OldImage', never: ChangeType, views: readonly StreamView[]) => {
    if (type === never || !views.includes(view)) return undefined;
    const image = dynamodb[name];
    if (isObject(image)) return image;
    const actual = dynamodb.StreamViewType ?? 'another one';
    throw new RequestError(
      `${where} has no ${name}: the stream is declared with the view ${view}, and the table's has ${actual}.`,
    );
  };
  return {
    new: wanted('NewImage', 'removed', ['NEW_IMAGE', 'NEW_AND_OLD_IMAGES']),
    old: wanted('OldImage', 'created', ['OLD_IMAGE', 'NEW_AND_OLD_IMAGES']),
  };
}

/** Key attributes that templates fill are strings. */
function primaryKey(keys: Attributes, table: Table, where: string): Record<string, string> {
  const declared = [...primaryAttributes(table)];
  const key: Record<string, string> = {};
  for (const name of declared) {
    const text = (keys[name] as NativeItem | undefined)?.S;
    if (typeof text === 'string') key[name] = text;
  }
  const count = Object.keys(key).length;
  if (count === declared.length && count === Object.keys(keys).length) return key;
  throw new RequestError(
    `${where}: the key of a record is text in ${declared.join(' and ')}, and this one's is in ${Object.keys(keys).join(' and ')}; it is from another table.`,
  );
}

function timeOf(at: Date | number | undefined): Date | undefined {
  if (at === undefined || at === null) return undefined;
  const time = new Date(typeof at === 'number' ? at * 1000 : at);
  // An invalid Date would throw where it is written down, which is far from here.
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function isTimeToLive(identity: object | undefined): boolean {
  const { type, Type, principalId, PrincipalId } = (identity ?? {}) as NativeItem;
  return (type ?? Type) === 'Service' && (principalId ?? PrincipalId) === TTL_PRINCIPAL;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
