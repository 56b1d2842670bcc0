import type { IncomingHttpHeaders } from 'node:http';
import type { CancellationReason } from '@aws-sdk/client-dynamodb';

/** A request as the server got it. */
export interface ScriptedRequest {
  /** `PutItem`, from the `x-amz-target` header. */
  readonly operation: string;
  /** The command's input, in AttributeValue form: `{ TableName: 'shop', Key: { PK: { S: 'USER#7' } } }`. */
  readonly body: Readonly<Record<string, unknown>>;
  /** With `amz-sdk-request: attempt=2; max=4` and `amz-sdk-invocation-id`, which all attempts of one `send` share. */
  readonly headers: Readonly<IncomingHttpHeaders>;
}

/** An HTTP answer. An object is sent as JSON with its binary values in base64, a text as it is. */
export interface Answer {
  readonly status: number;
  readonly body: object | string;
}

/**
 * How the server treats one request: with an answer, or by dropping the connection without one. `forward` sends the request
 * to the upstream and gives its answer; a step may forward late, twice, change the answer, or never settle, so that the
 * client runs into its timeout. A step that throws is a mistake of the test, and reaches the client as an error named
 * `ScriptFailed`, which is not retried.
 */
export type Step = (
  request: ScriptedRequest,
  forward: () => Promise<Answer>,
) => Answer | 'drop' | Promise<Answer | 'drop'>;

/** The upstream answers. */
export const pass: Step = (_, forward) => forward();

/** The connection is closed without an answer, and nothing was applied. For a lost answer: `applyThen(drop)`. */
export const drop: Step = () => 'drop';

/**
 * The upstream gets the request, but the client sees the other step instead of its answer: `applyThen(drop)` loses the answer,
 * `applyThen(awsError('InternalServerError'))` is a failure after the write.
 */
export function applyThen(step: Step): Step {
  return async (request, forward) => {
    await forward();
    return step(request, forward);
  };
}

/** Status 200 with the output in AttributeValue form: `answer({ Item: { PK: { S: 'USER#7' } } })`. */
export function answer(body: object): Step {
  return () => ({ status: 200, body });
}

/** Every other error of DynamoDB has status 400. */
const SERVER_ERRORS: Readonly<Record<string, number>> = { InternalServerError: 500, ServiceUnavailable: 503 };

/**
 * An error of the service, by the name of its class, with the fields of its JSON:
 * `awsError('ThrottlingException', { message: 'Rate exceeded', throttlingReasons: [] })`. The status is 500 for
 * `InternalServerError`, 503 for `ServiceUnavailable`, else 400.
 */
export function awsError(name: string, fields: Readonly<Record<string, unknown>> = {}): Step {
  const body = {
    __type: `com.amazonaws.dynamodb.v20120810#${name}`,
    ...('Message' in fields ? {} : { message: `A scripted ${name}.` }),
    ...fields,
  };
  return () => ({ status: SERVER_ERRORS[name] ?? 400, body });
}

/**
 * A `TransactionCanceledException` with one reason for each action, `{ Code: 'None' }` for those that would have passed. An
 * `Item` stands in AttributeValue form.
 */
export function cancelled(reasons: readonly CancellationReason[]): Step {
  const codes = reasons.map((reason) => reason.Code).join(', ');
  return awsError('TransactionCanceledException', {
    Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    CancellationReasons: reasons,
  });
}
