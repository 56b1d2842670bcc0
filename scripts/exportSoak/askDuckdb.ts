import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** The questions that the table itself cannot answer, put to the files of its export. */
export async function askDuckdb(folder: string): Promise<readonly string[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const files = join(folder, 'activity', '**', '*.jsonl.gz');
  const from = `read_json('${files}', format = 'newline_delimited', hive_partitioning = true,
    columns = { userId: 'BIGINT', activityType: 'VARCHAR', createdAt: 'BIGINT' })`;
  const perDay = `SELECT count(*)::INT AS days, min(activities)::INT AS least, max(activities)::INT AS most
    FROM (SELECT dt, count(*) AS activities FROM ${from} GROUP BY dt)`;
  const ofUser = `SELECT activityType, createdAt FROM ${from} WHERE userId = 9007199254740993 ORDER BY createdAt LIMIT 3`;
  const answers = await Promise.all(
    [perDay, ofUser].map(async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson()),
  );
  connection.closeSync();
  instance.closeSync();
  return [
    `activities per day: ${JSON.stringify(answers[0])}`,
    `what user 9007199254740993 did: ${JSON.stringify(answers[1])}`,
  ];
}
