import { attributeValues } from './attribute-values.ts';
import { type ServiceError, serviceError } from './service-error.ts';

interface PutInput {
  readonly Item?: Readonly<Record<string, unknown>> | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
}

/**
 * What a put sees whose first answer was lost on the way: a function for `callsFake` of `PutItemCommand` or, of lib-dynamodb,
 * `PutCommand`. The item was written and the SDK has sent the request again. A put without a condition succeeds. One with
 * a condition fails on the item that it has itself written: `ConditionalCheckFailedException` after two attempts, with that
 * item if the put asks for it.
 *
 * @example
 * ```ts
 * import { lostAnswer } from 'monotable/testing';
 *
 * lostAnswer()({ Item: { PK: 'a' } }).$metadata; // { httpStatusCode: 200, attempts: 2 }
 * ```
 */
export function lostAnswer(): (input: PutInput) => { $metadata: ServiceError['$metadata'] } {
  return ({ Item = {}, ConditionExpression, ReturnValuesOnConditionCheckFailure }) => {
    if (ConditionExpression === undefined) return { $metadata: { httpStatusCode: 200, attempts: 2 } };
    throw serviceError('ConditionalCheckFailedException', {
      message: 'The conditional request failed',
      $metadata: { attempts: 2 },
      // Errors hold AttributeValues through a document client, too.
      ...(ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? { Item: attributeValues(Item) } : {}),
    });
  };
}
