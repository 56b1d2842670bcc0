import { cancellationItems } from '../client/codec/error-items.ts';
import { cancellationReasons } from '../client/sdk-error.ts';
import { TransactionCancelled, type TransactionFailure } from '../errors.ts';
import { keyText } from '../operations/item-key.ts';
import type { NativeItem } from '../operations/operation.ts';
import type { Action } from './check-actions.ts';

/** The error for a cancelled transaction, with the operation at each reason's place; `undefined` for any other error. */
export function cancelledBy(
  error: unknown,
  actions: readonly Action[],
  call: string,
): TransactionCancelled | undefined {
  const reasons = cancellationReasons(error);
  // A mock may know nothing of reasons; then the SDK's own error says more.
  if (reasons?.length !== actions.length) return undefined;
  const items = cancellationItems(error);
  const failures = actions.flatMap((action, index) => {
    const { Code: code = 'None', Message: message } = reasons[index] ?? {};
    return code === 'None' ? [] : [failureOf(action, index, code, message ?? code, items[index], error)];
  });
  if (failures.length === 0) return undefined;
  const texts = failures.map(({ message }) => message.replace(/\.$/, ''));
  return new TransactionCancelled(`${call}: nothing was done. ${texts.join('; ')}.`, {
    operation: call,
    cause: error,
    failures,
  });
}

function failureOf(
  action: Action,
  index: number,
  code: string,
  message: string,
  present: NativeItem | undefined,
  cause: unknown,
): TransactionFailure {
  const { name: operation, key } = action;
  const about = { index, operation, entity: action.entity.name, key, code };
  if (code !== 'ConditionalCheckFailed') {
    const text = `${operation} of the item with ${keyText(key)}: ${code}, ${message}`;
    return { ...about, message: text, item: present, error: undefined };
  }
  const error = action.refused(present, cause);
  const { item = present } = error as { item?: TransactionFailure['item'] };
  return { ...about, message: error.message, item, error };
}
