import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { execute } from 'dynamodb-toolbox/table/actions/batchWrite';
import { leftIn, putRequests } from '../columns/toolbox.ts';
import type { Loader } from '../loader.ts';
import { loadInChunks } from '../loadInChunks.ts';

export const load: Loader = (settings, orders, inFlight) => {
  const documentClient = DynamoDBDocumentClient.from(new DynamoDBClient(settings));
  return loadInChunks(
    async (chunk) => leftIn(await execute({ documentClient, maxAttempts: 10 }, putRequests(chunk))),
    orders,
    inFlight,
  );
};
