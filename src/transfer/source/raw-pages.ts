import { isMomentaryFailure, isThrottled } from '../../batch/failure.ts';
import type { Connection } from '../../client/connect.ts';
import { retry } from '../../client/retry.ts';
import { runCommand } from '../../client/run-command.ts';
import type { QueryInput, ScanInput } from '../../operations/operation.ts';
import { itemOfDynamodbJson, typedJson } from '../dynamodb-json.ts';
import type { JsonValue, SourcePage } from './source.ts';

/** A scan or a query to be sent again for each further part. */
export type RawRead =
  | { readonly kind: 'scan'; readonly name: string; readonly input: ScanInput }
  | { readonly kind: 'query'; readonly name: string; readonly input: QueryInput };

/** The pages of a scan or query as they are stored, from a position on. Throttled and lost requests are sent again. */
export async function* rawPages(
  db: Connection,
  read: RawRead,
  after: JsonValue | undefined,
  abortSignal: AbortSignal,
): AsyncGenerator<SourcePage, void, undefined> {
  let start = after;
  do {
    const input = {
      ...read.input,
      TableName: db.tableName,
      ReturnConsumedCapacity: 'TOTAL' as const,
      ...(start !== undefined && { ExclusiveStartKey: itemOfDynamodbJson(start) }),
    };
    const answer = await retry(
      () => runCommand(db, read.name, read.kind, input, { abortSignal }),
      (error) => !abortSignal.aborted && (isThrottled(error) || isMomentaryFailure(error)),
      { abortSignal },
    );
    start = answer.LastEvaluatedKey && typedJson(answer.LastEvaluatedKey);
    yield {
      items: answer.Items ?? [],
      end: start,
      readUnits: answer.ConsumedCapacity?.CapacityUnits ?? 0,
    };
  } while (start !== undefined);
}
