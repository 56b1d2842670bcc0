import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Reads, Writes } from './memory-tables.ts';

/** A request of either batch command, in AttributeValue form. */
export type BatchRequest =
  | { readonly kind: 'write'; readonly items: Writes }
  | { readonly kind: 'read'; readonly items: Reads };

/** A client without HTTP or the SDK's own retries: each request gets what `answer` makes of it. */
export function fakeClient(
  answer: (request: BatchRequest, signal: AbortSignal | undefined) => object | Promise<object>,
): DynamoDBClient {
  const client = {
    send: async (
      command: { readonly input: { readonly RequestItems: Writes | Reads } },
      options?: { readonly abortSignal?: AbortSignal },
    ) => {
      const items = command.input.RequestItems;
      const kind = command.constructor.name === 'BatchGetItemCommand' ? 'read' : 'write';
      return answer({ kind, items } as BatchRequest, options?.abortSignal);
    },
  };
  return client as unknown as DynamoDBClient;
}
