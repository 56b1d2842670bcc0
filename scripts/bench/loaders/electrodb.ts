import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { orderEntity } from '../columns/electrodb.ts';
import type { Loader } from '../loader.ts';

export const load: Loader = async (settings, orders, inFlight) => {
  orderEntity.setClient(DynamoDBDocumentClient.from(new DynamoDBClient(settings)));
  const { unprocessed } = await orderEntity.put([...orders]).go({ concurrent: inFlight });
  return { left: unprocessed.length };
};
