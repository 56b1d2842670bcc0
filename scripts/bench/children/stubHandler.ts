import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

interface StubRequest {
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers in the client's own process, with bytes: no sockets and no streams. */
export function stubHandler(
  answers: ReadonlyMap<string, Uint8Array>,
): NonNullable<DynamoDBClientConfig['requestHandler']> {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle({ headers }: StubRequest) {
      const operation = headers['x-amz-target']?.split('.')[1] ?? '';
      const body = answers.get(operation);
      if (body === undefined) throw new Error(`There is no answer for ${operation}.`);
      const answerHeaders = { 'content-type': 'application/x-amz-json-1.0' };
      return { response: { statusCode: 200, reason: 'OK', headers: answerHeaders, body } };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  } as unknown as NonNullable<DynamoDBClientConfig['requestHandler']>;
}
