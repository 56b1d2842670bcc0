import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Loader } from '../loader.ts';
import { bulkLoadOver } from './bulkLoadOver.ts';

export const load: Loader = (settings, orders, inFlight) =>
  bulkLoadOver(DynamoDBDocumentClient.from(new DynamoDBClient(settings)), orders, inFlight);
