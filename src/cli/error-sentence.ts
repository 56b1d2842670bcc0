import { MonotableError } from '../errors.ts';
import type { Connected } from './connected.ts';
import { UsageError } from './usage-error.ts';

/** Nobody answered, by Node's codes. */
const UNREACHED: readonly (string | undefined)[] = [
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'ECONNRESET'],
];
/** AWS does not know the credentials, or not any more. */
const NOT_KNOWN: readonly string[] = [
  ...['UnrecognizedClientException', 'InvalidSignatureException', 'ExpiredTokenException', 'ExpiredToken'],
  ...['MissingAuthenticationTokenException', 'InvalidClientTokenId', 'IncompleteSignatureException'],
];

interface Failure {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
}

/** What went wrong and what can be done about it, for whoever has called the command. */
export function errorSentence(
  error: unknown,
  connected: Pick<Connected, 'db' | 'place'> | undefined,
): string {
  if (!(error instanceof Error)) return `Something that is no error was thrown: ${String(error)}`;
  if (error instanceof MonotableError || error instanceof UsageError) return error.message;
  const { name, message, code } = innermost(error);
  const place = connected?.place ?? 'AWS';
  if (UNREACHED.includes(code)) {
    return `Nothing answers at ${place} (${code}): is the server running, and the network there?`;
  }
  if (name === 'CredentialsProviderError') {
    return `There are no AWS credentials (${message}): set AWS_PROFILE, sign in, or name a local server with --endpoint.`;
  }
  if (message === 'Region is missing') {
    return 'No Region is known: say it with --region, in the config, or as AWS_REGION; or name a local server with --endpoint.';
  }
  if (name === 'ResourceNotFoundException' && connected !== undefined) {
    return `There is no table ${connected.db.tableName} at ${place}, or not all of it (${message}): "monotable table check" says what is there.`;
  }
  if (NOT_KNOWN.includes(name)) {
    return `${place} does not take the credentials (${name}: ${message}): sign in again, or set AWS_PROFILE.`;
  }
  if (name === 'AccessDeniedException') {
    return `${place} does not allow it: ${message}. "monotable table print --format iam" shows a policy.`;
  }
  return name === 'Error' ? message : `${name}: ${message}`;
}

/** The SDK and Node wrap what happened to a socket: a name may have several addresses, each with an error. */
function innermost(error: Error): Failure {
  const { errors, cause } = error as { errors?: readonly unknown[]; cause?: unknown };
  const [first] = errors ?? [];
  for (const inner of [error, first, cause] as (Failure | undefined)[]) {
    if (UNREACHED.includes(inner?.code)) return inner as Failure;
  }
  return error;
}
