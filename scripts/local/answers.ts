/** How long one ListTables may take; a JVM that has just started needs most of a second for its first. */
const ANSWER_TIMEOUT_MS = 5000;

/** Whether a local DynamoDB server answers ListTables at the endpoint. Sent without the SDK, which takes longer to load. */
export async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.ListTables',
        'x-amz-date': '20260101T000000Z',
        // Local servers read the names in the signature; none checks it.
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: '{}',
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    return response.ok && 'TableNames' in ((await response.json()) as object);
  } catch {
    return false;
  }
}
