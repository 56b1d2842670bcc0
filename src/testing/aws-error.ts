import { statusOf } from './service-error.ts';
import type { Answer, Step } from './step.ts';

/**
 * An error of the service, by the name of its class, with the fields of its JSON:
 * `awsError('ValidationException', { message: 'No.' })`. The status is 500 for `InternalServerError`, 503 for
 * `ServiceUnavailable`, else 400.
 */
export function awsError(name: string, fields: Readonly<Record<string, unknown>> = {}): Step {
  const answer = errorAnswer(name, fields);
  return () => answer;
}

/** The answer that the SDK makes such an error of. */
export function errorAnswer(name: string, fields: Readonly<Record<string, unknown>> = {}): Answer {
  const body = {
    __type: `com.amazonaws.dynamodb.v20120810#${name}`,
    ...('Message' in fields ? {} : { message: `A scripted ${name}.` }),
    ...fields,
  };
  return { status: statusOf(name), body };
}
