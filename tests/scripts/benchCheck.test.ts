import { checkColumn } from '../../scripts/bench/checkColumn.ts';
import { COLUMNS } from '../../scripts/bench/columnList.ts';
import * as lib from '../../scripts/bench/columns/lib.ts';
import type { Column, Driver } from '../../scripts/bench/driver.ts';
import { type LocalServer, startEngine } from '../../scripts/local/startEngine.ts';

let server: LocalServer;

beforeAll(async () => {
  server = await startEngine('dynoxide');
});

afterAll(() => server.stop());

test.each(COLUMNS)('$title writes and reads what every library of the benchmark does', async ({ module }) => {
  expect(await check(await module())).toEqual([]);
});

test('a library that stores something else is found out', async () => {
  const found = await check(changed((driver) => ({ put: (order) => driver.put({ ...order, count: 8 }) })));
  const wrong = ['get', 'query100', 'batchGet100', 'update', 'The table at ORDER#a000000'];
  expect(found).toEqual(wrong.map((what) => expect.stringMatching(`^${what} gave `)));
  expect(found[0]).toMatch(/^get gave \{.*"count":8[,}].*, not \{.*"count":0[,}].*$/);
});

test('a library that reads something else is found out', async () => {
  const found = await check(
    changed((driver) => ({ query100: async (userId) => (await driver.query100(userId)).slice(1) })),
  );
  expect(found).toEqual([expect.stringMatching(/^query100 gave \[/)]);
});

test('a library that leaves items is found out', async () => {
  const found = await check(changed(() => ({ batchWrite25: async () => 25 })));
  expect(found).toContain('batchWrite25 gave 25, not 0');
  expect(found).toContain('The number of items in the table gave 7, not 107');
});

test('attributes of its own that a library does not name are found out', async () => {
  const found = await check({ ...lib, markers: {} });
  expect(found[0]).toMatch(/^The table at ORDER#a000000 gave \{.*"EntityType":"Order"/);
});

function check(column: Column): Promise<string[]> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return checkColumn(column, { endpoint: server.endpoint, region: 'local', credentials });
}

/** The column of lib-dynamodb with a mistake in it. */
function changed(change: (driver: Driver) => Partial<Driver>): Column {
  return {
    markers: lib.markers,
    createDriver: (settings) => {
      const driver = lib.createDriver(settings);
      return { ...driver, ...change(driver) };
    },
  };
}
