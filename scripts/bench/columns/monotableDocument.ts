import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Driver } from '../driver.ts';
import { driverOver } from './shopEntities.ts';

export { markers } from './shopEntities.ts';

/** With a client that the user has already. */
export function createDriver(settings: DynamoDBClientConfig): Driver {
  return driverOver(DynamoDBDocumentClient.from(new DynamoDBClient(settings)));
}
