import type { CancellationReason } from '@aws-sdk/client-dynamodb';
import { awsError } from './aws-error.ts';
import { serviceError } from './service-error.ts';
import type { Step } from './step.ts';

/**
 * Why actions of a transaction fail, by their places counted from 0; those that are not named have no part in it. A text
 * is the code of a reason without more: `{ 1: 'ConditionalCheckFailed' }`. A list has a place for each action.
 */
export type ReasonsByPlace = Readonly<Record<number, string | CancellationReason>>;

interface Transaction {
  readonly TransactItems?: readonly unknown[] | undefined;
}

/**
 * A `TransactionCanceledException` with a reason for each action of the request. An `Item` stands in AttributeValue form:
 * `cancelled({ 0: { Code: 'ConditionalCheckFailed', Item: { PK: { S: 'a' } } } })`.
 */
export function cancelled(reasons: ReasonsByPlace): Step {
  return (request, forward) => {
    const { message, ...fields } = cancellationFields(reasons, request.body);
    return awsError('TransactionCanceledException', { Message: message, ...fields })(request, forward);
  };
}

/**
 * Cancels the transactions of a mocked client, of either class: a function for `callsFake` of `TransactWriteItemsCommand`
 * and `TransactGetItemsCommand`, and of `TransactWriteCommand` and `TransactGetCommand`.
 *
 * @example
 * ```ts
 * import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
 * import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
 * import { mockClient } from 'aws-sdk-client-mock';
 * import { cancelledTransaction } from 'monotable/testing';
 *
 * const mock = mockClient(DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'local' })));
 * // The condition of the second action was false.
 * mock.on(TransactWriteCommand).callsFake(cancelledTransaction({ 1: 'ConditionalCheckFailed' }));
 * ```
 */
export function cancelledTransaction(reasons: ReasonsByPlace): (input: Transaction) => never {
  return (input) => {
    throw serviceError('TransactionCanceledException', cancellationFields(reasons, input));
  };
}

function cancellationFields(reasons: ReasonsByPlace, { TransactItems = [] }: Transaction) {
  const places = Object.keys(reasons).map((place) => Number(place) + 1);
  const length = Math.max(TransactItems.length, ...places);
  const CancellationReasons = Array.from({ length }, (_, place): CancellationReason => {
    const reason = reasons[place] ?? 'None';
    return typeof reason === 'string' ? { Code: reason } : reason;
  });
  const codes = CancellationReasons.map(({ Code }) => Code).join(', ');
  return {
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    CancellationReasons,
  };
}
