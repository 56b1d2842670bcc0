import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/**
 * A `DynamoDBClient` that is fast: with `cacheMiddleware: true` the SDK puts its middleware together once and not for each
 * command. Middleware that is added later counts from the next command on, as always. Everything else is the SDK's, and can be
 * set as for any client. `connect` makes one when it is given none.
 *
 * @param config the SDK's settings; they win. A `DynamoDBDocumentClient` can only be made of a client with
 * `cacheMiddleware: false`.
 * @example
 * ```ts
 * import { connect, createClient, defineTable } from 'monotable';
 *
 * const client = createClient({ region: 'eu-west-1', maxAttempts: 5 });
 * const db = connect({ table: defineTable({ name: 'shop' }), client });
 * ```
 */
export function createClient(config: DynamoDBClientConfig = {}): DynamoDBClient {
  const client = new DynamoDBClient({ cacheMiddleware: true, ...config });
  if (client.config.cacheMiddleware === true) forgetOnChange(client);
  return client;
}

/** The SDK keeps what it has put together, also when the stack changes. What it keeps is forgotten as it does so itself. */
function forgetOnChange(client: DynamoDBClient): void {
  const kept = client as unknown as { handlers?: unknown };
  const stack = client.middlewareStack as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of ['add', 'addRelativeTo', 'use', 'remove', 'removeByTag']) {
    const change = stack[name];
    if (change === undefined) continue;
    stack[name] = (...args) => {
      delete kept.handlers;
      return change(...args);
    };
  }
}
