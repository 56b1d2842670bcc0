import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Command, InvalidArgumentError, Option } from 'commander';
import { connect, ensureTable } from '../src/index.ts';
import { type NorthwindShop, northwind, type ShopItems, shop } from '../src/repositories/commerce/index.ts';
import { ENGINES, type EngineName, startEngine } from './local/startEngine.ts';
import { generateShop } from './seed/generateShop.ts';
import { countsOf, itemCount, loadShop } from './seed/loadShop.ts';
import { patternCalls } from './seed/patternCalls.ts';
import { progressOf } from './seed/progress.ts';
import { readNorthwind } from './seed/readNorthwind.ts';
import { runPatterns } from './seed/runPatterns.ts';
import { runTable } from './seed/runTable.ts';
import { shopTrials } from './seed/shopTrials.ts';
import { trialTable } from './seed/trial.ts';

interface SeedOptions {
  engine: EngineName;
  endpoint?: string;
  data?: string;
  users: number;
  seed: number;
}

const MOST_USERS = 100_000;
const MOST_SEED = 2 ** 32 - 1;
/** As shells and most programs have it: 1 is a failure, 2 a wrong use. */
const WRONG_USE = 2;

const options = new Command('seed')
  .description(
    'Loads the example shop into a local DynamoDB server, runs every access pattern of its catalogue, and places\n' +
      'orders in transactions, also many at once for the last pieces of a product.\n' +
      'The shop is made up, or comes from the Northwind CSV files.',
  )
  .addOption(new Option('--engine <name>', 'the server to start').choices(ENGINES).default('dynoxide'))
  .addOption(
    new Option('--endpoint <url>', 'a server that runs already; nothing is started')
      .env('DYNAMODB_ENDPOINT')
      .conflicts('engine'),
  )
  .addOption(new Option('--data <dir>', 'a folder with the Northwind CSV files').conflicts(['users', 'seed']))
  .option('--users <number>', 'how many users the made-up shop has', wholeNumber(1, MOST_USERS), 40)
  .option(
    '--seed <number>',
    'which made-up shop; the same number gives the same one',
    wholeNumber(0, MOST_SEED),
    1,
  )
  .addHelpText(
    'after',
    '\nExamples:\n  npm run seed -- --users 200 --seed 7\n  npm run seed -- --engine dynamodb-local --data ../shared/data/northwind',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : WRONG_USE))
  .parse()
  .opts<SeedOptions>();

try {
  await seed(options);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function seed({ engine, endpoint, data, ...size }: SeedOptions): Promise<void> {
  const items = data === undefined ? generateShop(size) : reported(northwind(await readNorthwind(data)));
  const calls = patternCalls(items);
  const server = await startEngine(endpoint === undefined ? engine : { endpoint });
  // No credentials from outside, so that this never writes into a real table.
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: server.endpoint, region: 'local', credentials });
  try {
    const db = connect({ table: shop, client });
    await ensureTable(db);
    const progress = progressOf(`Loading into ${server.engine} at ${server.endpoint}`, itemCount(items));
    await loadShop(db, items, progress.step).finally(progress.end);
    const counts = Object.entries(countsOf(items)).map(([kind, count]) => `${count} ${kind}`);
    console.log(`${counts.join(', ')} in table ${db.tableName}.`);
    console.log(runTable(await runPatterns(db, calls)));
    const { run, trials } = await shopTrials(db);
    console.log(`Transactions, with products, users and orders made for them: their ids begin with ${run}.`);
    console.log(trialTable(trials));
  } finally {
    client.destroy();
    await server.stop();
  }
}

function reported({ unmapped, ...items }: NorthwindShop): ShopItems {
  for (const file of unmapped.files) console.error(`Not mapped: the file ${file}.csv`);
  for (const [file, columns] of Object.entries(unmapped.columns)) {
    console.error(`Not mapped: of ${file}.csv ${columns.join(', ')}`);
  }
  for (const { file, row, reason } of unmapped.rows)
    console.error(`Not mapped: ${file}.csv, row ${row}: ${reason}`);
  return items;
}

function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most) {
      throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}
