import {
  applyThen,
  awsError,
  cancelled,
  delayed,
  drop,
  pass,
  type Step,
  throttled,
} from '../../src/testing/index.ts';
import type { BatchFault, Fault, TransactionFault } from './fault.ts';
import { aborts, afterTwo, later, sometimes, taken, withBad } from './steps.ts';

const WHOLE = 'A transaction is taken as a whole or not at all.';
const BY_ITEM = 'An item of a batch that is throttled comes back as unprocessed.';
const NO_TOKEN = 'It has no token.';
const READS = 'It writes nothing.';
const NO_CONDITION = 'It has no conditions.';
const ONE_REGION = 'A table with strong consistency over regions has no transactions.';
const NO_DEADLINE = 'It has no deadline; a signal with a timeout is an abort.';

/** The same for both kinds of calls. Of those that the SDK repeats, a transaction is spared when it may. */
function one(step: Met['step'], batch: Rest<BatchFault>, transaction: Rest<TransactionFault>): Fault {
  return { batch: { step, ...batch }, transaction: { step, ...transaction } };
}
type Met = Pick<BatchFault, 'step'>;
type Rest<T> = Omit<T, 'step'>;

/** A whole request fails now and then, for sure without effect or perhaps with one. */
function passing(fault: Step, error: string, unsure = false): Fault {
  return one(() => sometimes(fault), { unsure }, { error, unsure, overcome: true });
}
/** Two requests pass, and then everything fails, which nobody repeats. */
function final(fault: Step, error: string): Fault {
  return one(() => afterTwo(fault), { stopped: 'error', cause: error }, { error });
}
/** A reason of one action cancels a transaction now and then, and passes. */
function reason(code: string, absent: string): Fault {
  return {
    transaction: { step: () => sometimes(cancelled({ 0: code })) },
    absent: { batchWrite: absent, batchGet: absent, bulkLoad: absent },
  };
}
/** The bad item is refused: of a batch by an error, of a transaction by its reason. */
function refused(fault: Step, code: string): Fault {
  return {
    batch: { step: () => withBad(fault), refused: true },
    transaction: {
      step: () => withBad(cancelled({ 0: code })),
      refused: true,
      error: 'TransactionCancelled',
      code,
    },
  };
}

const tooLarge: Step = () => ({
  status: 413,
  body: { __type: 'RequestEntityTooLarge', message: 'Too large.' },
});
const PROVISIONED = throttled('TableWriteProvisionedThroughputExceeded');

export const FAULTS: Readonly<Record<string, Fault>> = {
  // What is not taken.
  'a part is unprocessed': {
    batch: { step: () => taken((of) => Math.ceil(of / 2)) },
    absent: { transactWrite: WHOLE, transactGet: WHOLE },
  },
  'nothing is taken now and then': {
    batch: { step: () => sometimes(taken(() => 0)) },
    absent: { transactWrite: WHOLE, transactGet: WHOLE },
  },
  'throttled as a whole': passing(PROVISIONED, 'ProvisionedThroughputExceededException'),
  'throttled for a key range': passing(
    throttled('TableWriteKeyRangeThroughputExceeded', 'ThrottlingException'),
    'ThrottlingException',
  ),
  'a request limit of the account': passing(
    throttled('TableWriteAccountLimitExceeded', 'RequestLimitExceeded'),
    'RequestLimitExceeded',
  ),
  'one action is throttled': reason('ThrottlingError', BY_ITEM),
  'one action lacks throughput': reason('ProvisionedThroughputExceeded', BY_ITEM),
  'a conflict with a transaction': {
    batch: { step: () => sometimes(awsError('TransactionConflictException')) },
    transaction: { step: () => sometimes(cancelled({ 1: 'TransactionConflict' })) },
    absent: { batchGet: 'A read outside a transaction meets no conflict.' },
  },
  'a conflict with another region': {
    batch: { step: () => sometimes(awsError('ReplicatedWriteConflictException')) },
    absent: { batchGet: READS, transactWrite: ONE_REGION, transactGet: ONE_REGION },
  },
  'its token is under way': {
    // An attempt before it is still being done.
    transaction: { step: () => sometimes(applyThen(awsError('TransactionInProgressException'))) },
    absent: { batchWrite: NO_TOKEN, batchGet: NO_TOKEN, bulkLoad: NO_TOKEN, transactGet: NO_TOKEN },
  },

  // What fails, and what is not known.
  '500 before it was done': passing(awsError('InternalServerError'), 'InternalServerError'),
  '500 after it was done': passing(applyThen(awsError('InternalServerError')), 'InternalServerError', true),
  'a service that is busy': passing(awsError('ServiceUnavailable'), 'ServiceUnavailable'),
  'a lost answer': passing(applyThen(drop), 'Error', true),
  'a connection that is reset': passing(drop, 'Error'),
  'an answer that comes slowly': one(() => sometimes(delayed(40)), {}, {}),
  'a request that is done slowly': one(() => sometimes(later(40)), {}, {}),
  'an answer after the client has given up': {
    ...passing(delayed(400), 'TimeoutError', true),
    settings: { requestHandler: { requestTimeout: 80, throwOnRequestTimeout: true } },
  },

  'an answer that cannot be read': one(
    () => afterTwo(applyThen(() => ({ status: 200, body: '<html>' }))),
    { stopped: 'error', cause: 'SyntaxError', unsure: true },
    { error: 'SyntaxError', unsure: true },
  ),

  // What is refused.
  'one item is refused': refused(awsError('ValidationException'), 'ValidationError'),
  'a condition is false': {
    transaction: {
      step: () => withBad(cancelled({ 0: 'ConditionalCheckFailed' })),
      refused: true,
      error: 'TransactionCancelled',
      code: 'ConditionalCheckFailed',
    },
    absent: {
      batchWrite: NO_CONDITION,
      batchGet: NO_CONDITION,
      bulkLoad: NO_CONDITION,
      transactGet: NO_CONDITION,
    },
  },
  'a full item collection': {
    ...refused(awsError('ItemCollectionSizeLimitExceededException'), 'ItemCollectionSizeLimitExceeded'),
    absent: { batchGet: READS, transactGet: READS },
  },
  'a request that is too large': one(
    () => withBad(tooLarge),
    { refused: true },
    { refused: true, error: 'RequestEntityTooLarge' },
  ),
  'access denied in the middle': final(awsError('AccessDeniedException'), 'AccessDeniedException'),
  'a missing table': one(
    () => awsError('ResourceNotFoundException'),
    { stopped: 'error', cause: 'ResourceNotFoundException' },
    { error: 'ResourceNotFoundException' },
  ),
  'not implemented': final(() => ({ status: 501, body: {} }), 'Unknown'),

  // What ends it.
  'an abort before anything is sent': one(
    (stop) => {
      stop.abort(new DOMException('It is enough.', 'Enough'));
      return pass;
    },
    { stopped: 'aborted', cause: 'Enough' },
    { error: 'Enough' },
  ),
  'an abort before an answer': one(
    (stop) => afterTwo(aborts(stop)),
    { stopped: 'aborted', cause: 'AbortError', unsure: true },
    { error: 'AbortError', unsure: true },
  ),
  'an abort after it was done': one(
    (stop) => afterTwo(applyThen(aborts(stop))),
    { stopped: 'aborted', cause: 'AbortError', unsure: true },
    { error: 'AbortError', unsure: true },
  ),
  'a deadline in the middle': {
    batch: {
      step: () =>
        delayed(
          30,
          taken(() => 1),
        ),
      stopped: 'deadline',
      deadline: 100_000,
    },
    absent: { transactWrite: NO_DEADLINE, transactGet: NO_DEADLINE },
  },
  'a deadline while the one that is refused is sought': {
    batch: {
      step: () => delayed(40, awsError('ValidationException')),
      stopped: 'deadline',
      deadline: 100_000,
    },
    absent: { transactWrite: NO_DEADLINE, transactGet: NO_DEADLINE },
  },
  'nothing is taken for ever': {
    batch: { step: () => afterTwo(taken(() => 0)), stopped: 'no progress' },
    absent: { transactWrite: WHOLE, transactGet: WHOLE },
  },
  'throttled for ever': one(
    () => afterTwo(PROVISIONED),
    { stopped: 'no progress', cause: 'ProvisionedThroughputExceededException' },
    { error: 'ProvisionedThroughputExceededException' },
  ),
  'conflicts for ever': {
    batch: {
      step: () => afterTwo(awsError('TransactionConflictException')),
      stopped: 'no progress',
      cause: 'TransactionConflictException',
    },
    transaction: {
      step: () => afterTwo(cancelled({ 0: 'TransactionConflict' })),
      error: 'TransactionCancelled',
      code: 'TransactionConflict',
    },
    absent: { batchGet: 'A read outside a transaction meets no conflict.' },
  },
  'no answer for ever': one(
    () => afterTwo(drop),
    { stopped: 'no progress', cause: 'Error' },
    { error: 'Error' },
  ),
  'an answer lost for ever': one(
    () => afterTwo(applyThen(drop)),
    { stopped: 'no progress', cause: 'Error', unsure: true },
    { error: 'Error', unsure: true },
  ),
};
