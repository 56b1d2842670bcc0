import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { createClient } from '../../../src/index.ts';
import type { Driver } from '../driver.ts';
import { driverOver } from './shopEntities.ts';

export { markers } from './shopEntities.ts';

/** With a client of our own making. */
export function createDriver(settings: DynamoDBClientConfig): Driver {
  return driverOver(createClient(settings));
}
