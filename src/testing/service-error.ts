/** Every other error of DynamoDB has status 400. */
const SERVER_ERRORS: ReadonlyMap<string, number> = new Map([
  ['InternalServerError', 500],
  ['ServiceUnavailable', 503],
]);

/** An error as the SDK throws it: `instanceof` the SDK's own class of that name is true of it, too. */
export interface ServiceError extends Error {
  readonly $fault: 'client' | 'server';
  readonly $metadata: { readonly httpStatusCode: number; readonly attempts: number };
}

/**
 * An error of the service for a mocked client to reject with, by the name of its class, and with its fields.
 *
 * @param fields beside `message` those of the class; `$metadata: { attempts: 2 }` for a request that the SDK repeated
 * @example
 * ```ts
 * import { serviceError } from 'monotable/testing';
 *
 * serviceError('TransactionConflictException').name; // 'TransactionConflictException'
 * serviceError('InternalServerError').$metadata.httpStatusCode; // 500
 * ```
 */
export function serviceError(
  name: string,
  fields: Readonly<Record<string, unknown>> & { readonly $metadata?: { readonly attempts: number } } = {},
): ServiceError {
  const { message = `A scripted ${name}.`, $metadata, ...others } = fields;
  const httpStatusCode = statusOf(name);
  return Object.assign(new Error(String(message)), {
    name,
    ...others,
    $fault: httpStatusCode < 500 ? ('client' as const) : ('server' as const),
    $metadata: { httpStatusCode, attempts: 1, ...$metadata },
  });
}

/** The status of an error, by the name of its class. */
export function statusOf(name: string): number {
  return SERVER_ERRORS.get(name) ?? 400;
}
