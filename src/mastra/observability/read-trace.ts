import type { SpanRecord } from '@mastra/core/storage';
import { batchGet } from '../../batch/batch-get.ts';
import { exists } from '../../expressions/operators.ts';
import type { PageOperation } from '../../operations/operation.ts';
import { iterate } from '../../repositories/iterate.ts';
import type { SpanItem } from '../../repositories/mastra/span-layout.ts';
import { send } from '../../repositories/send.ts';
import { sideBySide } from '../../repositories/side-by-side.ts';
import type { MastraDatabase } from '../database.ts';
import { getTtlAttributeName, hasExpired, isTtlEnabled } from '../ttl.ts';
import { spanOf } from './span-record.ts';

/** What a span is named by. */
export type SpanKey = Pick<SpanItem, 'traceId' | 'spanId'>;

/** What a line in the picture of a trace is drawn of. */
const STRUCTURE = [
  ...['traceId', 'spanId', 'parentSpanId', 'name', 'spanType', 'isEvent', 'startedAt', 'endedAt', 'error'],
  ...['entityType', 'entityId', 'entityName', 'createdAt', 'updatedAt'],
] as (keyof SpanItem)[];

/** What a line in a list of traces is made of; of the input it shows a little. */
export const LIGHT: readonly (keyof SpanItem)[] = [...STRUCTURE, 'metadata', 'input'];

/** Attributes to read, with the one that says whether the span has expired. */
export function withExpiry({ ttl }: MastraDatabase, attributes: readonly (keyof SpanItem)[]) {
  // Its name is for the user to choose.
  const expiry = getTtlAttributeName('trace', ttl) as keyof SpanItem;
  return isTtlEnabled('trace', ttl) ? [...attributes, expiry] : attributes;
}

export function isLive(database: MastraDatabase, item: object): boolean {
  return !hasExpired('trace', database.ttl, item, database.now());
}

export async function readSpan(database: MastraDatabase, key: SpanKey): Promise<SpanRecord | undefined> {
  const item = await send(database.connection, database.layout.span.get(key, { consistent: true }));
  return item !== undefined && isLive(database, item) ? spanOf(item) : undefined;
}

/** The spans that there are of those named, in their order, read 100 in a request. */
export async function readSpans(
  database: MastraDatabase,
  keys: readonly SpanKey[],
  attributes?: readonly (keyof SpanItem)[],
): Promise<SpanRecord[]> {
  const { span } = database.layout;
  const select = attributes && withExpiry(database, attributes);
  const gets = keys.map((key) =>
    select === undefined
      ? span.get(key, { consistent: true })
      : span.get(key, { consistent: true, select: [...select] }),
  );
  const { items } = (await batchGet(database.connection, gets)).throwIfIncomplete();
  const found = items.filter((item) => item !== undefined && isLive(database, item));
  return sideBySide(found as Partial<SpanItem>[], {}, spanOf);
}

/** All spans of a trace by their start; none if there is no such trace. */
export function readTrace(database: MastraDatabase, traceId: string): Promise<SpanRecord[]> {
  return collected(database, database.layout.span.ofTrace({ traceId }, { consistent: true }));
}

/** The same without all that may be long but the errors. */
export function readStructure(database: MastraDatabase, traceId: string): Promise<SpanRecord[]> {
  const select = withExpiry(database, STRUCTURE);
  return collected(database, database.layout.span.ofTrace({ traceId }, { consistent: true, select }));
}

/** The root of a trace; the first by its id where a trace has several. */
export async function readRoot(database: MastraDatabase, traceId: string): Promise<SpanRecord | undefined> {
  const filter = { rootSince: exists() };
  const roots = database.layout.span.ofTrace({ traceId }, { consistent: true, filter });
  for await (const item of iterate(database.connection, roots))
    if (isLive(database, item)) return spanOf(item);
  return undefined;
}

async function collected(
  database: MastraDatabase,
  query: PageOperation<Pick<SpanItem, keyof SpanItem>>,
): Promise<SpanRecord[]> {
  const items: Partial<SpanItem>[] = [];
  for await (const item of iterate(database.connection, query)) if (isLive(database, item)) items.push(item);
  const spans = await sideBySide(items, {}, spanOf);
  return spans.sort((a, b) => start(a) - start(b));
}

/** Another writer may have left it out: such a span comes last. */
function start({ startedAt }: Partial<SpanRecord>): number {
  const time = startedAt?.getTime() ?? Number.NaN;
  return Number.isNaN(time) ? Number.MAX_VALUE : time;
}
