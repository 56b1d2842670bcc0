import { awsError } from './aws-error.ts';
import { type ServiceError, serviceError } from './service-error.ts';
import type { ScriptedRequest, Step } from './step.ts';
import { tablesOf } from './tables-of.ts';

/** Why a request was throttled (API reference, ThrottlingReason). */
export type ThrottlingReason = `${'Table' | 'Index'}${'Read' | 'Write'}${
  | 'ProvisionedThroughputExceeded'
  | 'AccountLimitExceeded'
  | 'KeyRangeThroughputExceeded'
  | 'MaxOnDemandThroughputExceeded'}`;

/** The classes of throttling errors. */
export type ThrottlingName =
  | 'ProvisionedThroughputExceededException'
  | 'ThrottlingException'
  | 'RequestLimitExceeded';

const PROVISIONED = 'ProvisionedThroughputExceededException';

/**
 * The whole request is throttled, with the reason where the class has it: `throttlingReasons` in a `ThrottlingException`,
 * `ThrottlingReasons` in the others. The SDK repeats such a request, three times and after up to a second each.
 *
 * @param name default: `ProvisionedThroughputExceededException`
 */
export function throttled(reason: ThrottlingReason, name: ThrottlingName = PROVISIONED): Step {
  return (request, forward) => awsError(name, throttlingFields(name, reason, request))(request, forward);
}

/**
 * The error of a request that was throttled as a whole, for a mocked client to reject with.
 *
 * @param name default: `ProvisionedThroughputExceededException`
 * @example
 * ```ts
 * import { throttlingError } from 'monotable/testing';
 *
 * throttlingError('TableWriteKeyRangeThroughputExceeded').name; // 'ProvisionedThroughputExceededException'
 * ```
 */
export function throttlingError(reason: ThrottlingReason, name: ThrottlingName = PROVISIONED): ServiceError {
  return serviceError(name, throttlingFields(name, reason));
}

function throttlingFields(
  name: ThrottlingName,
  reason: ThrottlingReason,
  request?: ScriptedRequest,
): Record<string, unknown> {
  const [table = 'table'] = request === undefined ? [] : tablesOf(request);
  const reasons = [{ reason, resource: `arn:aws:dynamodb:local:000000000000:table/${table}` }];
  return {
    message: `Throughput exceeds the current capacity: ${reason}.`,
    // The SDK's model spells it in two ways.
    [name === 'ThrottlingException' ? 'throttlingReasons' : 'ThrottlingReasons']: reasons,
  };
}
