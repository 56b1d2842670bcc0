import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { type DatabaseConfig, MastraDatabase } from '../../src/mastra/database.ts';
import { compatibleTable } from '../../src/repositories/mastra/compatible/table.ts';
import { nativeTable } from '../../src/repositories/mastra/native/table.ts';
import { createTableInput } from '../../src/table/create-table-input.ts';
import { describeEngines, describeOneEngine, type TestEngine } from '../support/engines.ts';

export type LayoutName = 'compatible' | 'native';

const TABLES = { compatible: compatibleTable, native: nativeTable };

/** An engine and a layout, and new tables of it. */
export interface MastraEngine extends TestEngine {
  readonly layout: LayoutName;
  /** A database on a table of its own. `indexes`: only these are made. */
  open(config?: Partial<DatabaseConfig>, indexes?: readonly string[]): Promise<MastraDatabase>;
}

/** Runs a block of tests on both engines with both layouts. */
export function describeMastra(title: string, block: (engine: MastraEngine) => void): void {
  describeEngines(title, (engine) => {
    describeLayout('compatible', engine, block);
    describeLayout('native', engine, block);
  });
}

/** Runs a block with each layout on one engine, for what hangs on sizes, on numbers of calls or on a model and not on a server. */
export function describeLayouts(title: string, block: (engine: MastraEngine) => void): void {
  describeOneEngine(title, (engine) => describeLayout('compatible', engine, block), 'dynoxide');
  describeOneEngine(title, (engine) => describeLayout('native', engine, block), 'dynamodb-local');
}

function describeLayout(layout: LayoutName, engine: TestEngine, block: (engine: MastraEngine) => void): void {
  describe(`in the ${layout} layout`, () => {
    block({
      ...engine,
      layout,
      open: async (config, indexes) => {
        const tableName = engine.tableName('mastra');
        await createTable(engine, layout, tableName, indexes);
        return new MastraDatabase({ tableName, client: engine.client(), layout, ...config });
      },
    });
  });
}

/** A table of a layout, with all of its indexes or with those named. */
export async function createTable(
  engine: TestEngine,
  layout: LayoutName,
  tableName: string,
  indexes?: readonly string[],
): Promise<void> {
  const input = createTableInput(TABLES[layout], tableName);
  const kept =
    input.GlobalSecondaryIndexes?.filter(({ IndexName }) => indexes?.includes(IndexName) ?? true) ?? [];
  const used = new Set(
    [input, ...kept].flatMap(({ KeySchema }) => KeySchema.map(({ AttributeName }) => AttributeName)),
  );
  await engine.client().send(
    new CreateTableCommand({
      ...input,
      AttributeDefinitions: input.AttributeDefinitions.filter(({ AttributeName }) => used.has(AttributeName)),
      GlobalSecondaryIndexes: kept.length > 0 ? kept : undefined,
    }),
  );
}
