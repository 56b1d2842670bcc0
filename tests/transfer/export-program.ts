import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { connect } from '../../src/index.ts';
import { exportTable } from '../../src/transfer/export-table.ts';
import { activityTable } from './activity-table.ts';

/** Exports a table, and says so after each step, as a process that can be killed. */
const [endpoint = '', tableName = '', to = '', format = ''] = process.argv.slice(2);
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const client = new DynamoDBClient({ endpoint, region: 'local', credentials });
const result = await exportTable(connect({ table: activityTable, tableName, client }), {
  to,
  from: { segments: 2 },
  format: format as 'json-lines',
  fileBytes: 1024 * 1024,
  partitions: { Activity: { attribute: 'createdAt', unit: 'seconds', timeZone: 'UTC' } },
  onProgress: () => process.stdout.write('.'),
});
process.stdout.write(JSON.stringify(result.manifest?.run));
client.destroy();
