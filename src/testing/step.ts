import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

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

/** Sends the request to the upstream, with another body if one is given, and gives its answer. */
export type Forward = (body?: ScriptedRequest['body']) => Promise<Answer>;

/**
 * How the server treats one request: with an answer, or by dropping the connection without one. A step may forward late,
 * twice, or a part; change the answer; or never settle, so that the client runs into its timeout. A step that throws is a
 * mistake of the test, and reaches the client as an error named `ScriptFailed`, which is not retried.
 */
export type Step = (request: ScriptedRequest, forward: Forward) => Answer | 'drop' | Promise<Answer | 'drop'>;

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

/**
 * A slow answer: the step is carried out at once, and what it gives reaches the client so many milliseconds later. With a
 * delay longer than the client's timeout, the write was applied and the client does not know.
 *
 * @param step default: the upstream answers
 */
export function delayed(ms: number, step: Step = pass): Step {
  return async (request, forward) => {
    const answer = await step(request, forward);
    // A server that was stopped meanwhile must not keep the process alive.
    await wait(ms, undefined, { ref: false });
    return answer;
  };
}
