import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { connect } from '../../../src/index.ts';
import { importExport } from '../../../src/transfer/import/import-export.ts';
import { activityTable } from '../activity-table.ts';

/** Imports an export, and says so after each answer, as a process that can be killed. */
const [endpoint = '', tableName = '', from = '', checkpoint = ''] = process.argv.slice(2);
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const client = new DynamoDBClient({ endpoint, region: 'local', credentials });
const report = await importExport(connect({ table: activityTable, tableName, client }), {
  ...{ from, checkpoint, concurrency: 2 },
  onProgress: () => process.stdout.write('.'),
});
report.throwIfIncomplete();
client.destroy();
