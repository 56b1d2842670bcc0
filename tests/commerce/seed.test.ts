import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateShop } from '../../scripts/seed/generateShop.ts';
import { patternCalls } from '../../scripts/seed/patternCalls.ts';
import { readNorthwind, rowsOf } from '../../scripts/seed/readNorthwind.ts';
import { runPatterns } from '../../scripts/seed/runPatterns.ts';
import { exactly } from '../../scripts/seed/trial.ts';
import { connect } from '../../src/index.ts';
import { lineCents, shop } from '../../src/repositories/commerce/index.ts';
import { builtScript } from '../support/builtScript.ts';
import { describeEngines } from '../support/engines.ts';

const SOURCE = 'scripts/seed.ts';
const built = builtScript(SOURCE);

function runSeed(args: readonly string[], env: NodeJS.ProcessEnv = {}, program = [built()]) {
  return spawnSync(process.execPath, [...program, ...args], {
    encoding: 'utf8',
    env: { ...process.env, DYNAMODB_ENDPOINT: undefined, ...env },
  });
}

describe('npm run seed', () => {
  it('loads a small shop and shows every access pattern in a table', () => {
    const { status, stdout } = runSeed(['--users', '5']);
    expect(status).toBe(0);
    expect(stdout).toContain('5 users, ');
    const lines = stdout.split('\n').map((line) => line.split('│').map((cell) => cell.trim()));
    const head = lines.find((cells) => cells[1] === 'pattern');
    expect(head?.slice(1, -1)).toEqual(['pattern', 'with', 'index', 'items', 'pages', 'capacity', 'ms']);
    const patterns = new Set(
      lines.flatMap((cells) => (cells.length === 9 && cells[1] !== 'pattern' ? [cells[1]] : [])),
    );
    expect([...patterns].sort()).toEqual(
      [
        'Address.ofUser',
        'Order.byId',
        'Order.ofUser',
        'Order.withStatus',
        'OrderItem.ofOrder',
        'Product.byId',
        'Product.featured',
        'User.byId',
        'orderPage',
        'userPage',
      ].sort(),
    );
  });

  it('claims the e-mail of every user', () => {
    const { stdout } = runSeed(['--users', '3']);
    expect(stdout).toContain('3 users, 3 claimed e-mails, ');
  });

  it.each([
    [['--users', '0'], "argument '0' is invalid. It is a whole number from 1 to 100000."],
    [['--engine', 'sqlite'], "argument 'sqlite' is invalid. Allowed choices are dynoxide, dynamodb-local."],
    [['--usres', '5'], "unknown option '--usres'"],
    [['--data', '.', '--users', '5'], "option '--data <dir>' cannot be used with option '--users <number>'"],
  ])('refuses %j with exit code 2', (args, message) => {
    const { status, stderr } = runSeed(args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });

  it.each([
    [['--endpoint', 'http://127.0.0.1:1'], 'No DynamoDB server answers at http://127.0.0.1:1'],
    [['--endpoint', 'here'], 'The endpoint "here" is not a URL'],
    [['--data', 'no-such-folder'], 'The folder no-such-folder cannot be read'],
  ])('says in a sentence why %j fails, with exit code 1', (args, message) => {
    const { status, stderr } = runSeed(args);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(1);
  });

  it('takes the endpoint from the environment', () => {
    const { stderr } = runSeed([], { DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' });
    expect(stderr).toContain('No DynamoDB server answers at http://127.0.0.1:1');
  });

  it('shows an example in its help, as npm starts it', () => {
    const { status, stdout } = runSeed(['--help'], {}, ['--import', 'tsx', SOURCE]);
    expect(stdout).toContain('npm run seed -- --users 200 --seed 7');
    expect(status).toBe(0);
  });

  it('leaves no server behind when it is interrupted', async () => {
    const program = spawn(process.execPath, [built(), '--users', '2000'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, DYNAMODB_ENDPOINT: undefined },
    });
    const exited = once(program, 'exit');
    const endpoint = await new Promise<string>((resolve) => {
      let output = '';
      program.stderr.on('data', (text) => {
        output += text;
        const [, found] = /Loading into dynoxide at (\S+):/.exec(output) ?? [];
        if (found !== undefined) resolve(found);
      });
    });
    expect((await fetch(endpoint)).status).toBeLessThan(500);
    program.kill('SIGINT');
    expect(await exited).toEqual([null, 'SIGINT']);
    await expect(fetch(endpoint)).rejects.toThrow('fetch failed');
  });
});

/** The rows of the seed's last table. */
function trialsIn(stdout: string): string[][] {
  const rows = stdout.split('\n').map((row) => row.split('│').map((cell) => cell.trim()));
  return rows.filter((cells) => cells.length === 5).map((cells) => cells.slice(1, -1));
}

describeEngines('The orders that the seed places', ({ settings: { endpoint } }) => {
  it('come out exactly, also in a table that was seeded before', () => {
    for (const users of ['2', '3']) {
      const { status, stdout, stderr } = runSeed(['--users', users, '--endpoint', endpoint]);
      expect(stderr).not.toContain('The figures are not exact');
      expect(status).toBe(0);
      expect(stdout).toMatch(/their ids begin with trial-[0-9a-f]{8}\.\n/);
      expect(trialsIn(stdout)).toEqual([
        ['transactions', 'outcome', 'read back'],
        ['3 orders', '3 placed, 0 out of stock', '3 orders, 4 lines, 10 pieces left, 3 exact counters'],
        [
          '20 orders at once of the last 5 pieces',
          '5 placed, 15 out of stock',
          '5 orders, 5 lines, 0 pieces left, 20 exact counters',
        ],
        ['2 sign-ups at once with one e-mail', '1 signed up, 1 e-mail taken', '1 user, 1 claim of theirs'],
        ['1 change of an e-mail', '1 changed', '1 claim of the new one, 0 of the old one'],
      ]);
    }
  });
});

describe('A trial', () => {
  const found = { what: '3 orders', outcome: { placed: 3 }, readBack: { orders: 3, lines: 4 } };

  it('is what was found, if the figures are exact', () => {
    expect(exactly(found, { outcome: { placed: 3 }, readBack: { orders: 3, lines: 4 } })).toBe(found);
  });

  it('fails with both figures otherwise', () => {
    expect(() => exactly(found, { outcome: { placed: 3 }, readBack: { orders: 3, lines: 5 } })).toThrow(
      'The figures are not exact. 3 orders: 3 placed; 3 orders, 4 lines, instead of 3 placed; 3 orders, 5 lines.',
    );
  });
});

describe('A made-up shop', () => {
  const size = { users: 20, seed: 3 };

  it('is the same for the same seed, and another for another', () => {
    expect(generateShop(size)).toEqual(generateShop(size));
    expect(generateShop({ ...size, seed: 4 })).not.toEqual(generateShop(size));
  });

  it('holds together: counts and totals are those of its lines and orders', () => {
    const { users, orders, orderItems, products } = generateShop(size);
    for (const { userId, orderCount } of users) {
      expect(orders.filter((order) => order.userId === userId)).toHaveLength(orderCount);
    }
    for (const order of orders) {
      const lines = orderItems.filter((line) => line.orderId === order.orderId);
      expect(lines).toHaveLength(order.lineCount);
      expect(lines.reduce((sum, line) => sum + lineCents(line), order.freightCents)).toBe(order.totalCents);
    }
    expect(products.some((product) => product.featuredRank !== undefined)).toBe(true);
  });

  it('has something to find even with one user', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      expect(generateShop({ users: 1, seed }).orders.length).toBeGreaterThan(0);
    }
  });
});

describe('The patterns that the seed runs', () => {
  it('must be all of the catalogue', async () => {
    const calls = patternCalls(generateShop({ users: 1, seed: 1 })).filter(
      (call) => call.pattern !== 'userPage',
    );
    await expect(runPatterns(connect({ table: shop }), calls)).rejects.toThrow(
      'No call runs the pattern userPage.',
    );
  });
});

describe('Reading Northwind', () => {
  it('rejoins a text with a comma that the file does not quote', () => {
    expect(rowsOf('id,address,city\n1,Rua do Paço, 67,Rio\n2,"a, b",c\n', 'customers.csv')).toEqual([
      { id: '1', address: 'Rua do Paço, 67', city: 'Rio' },
      { id: '2', address: 'a, b', city: 'c' },
    ]);
  });

  it.each([['1,a,b,c'], ['1']])('refuses a row that does not fit the header: %s', (row) => {
    expect(() => rowsOf(`id,address,city\n2,x,y\n${row}\n`, 'customers.csv')).toThrow(
      `customers.csv, row 2: ${row.split(',').length} fields under 3 columns.`,
    );
  });

  it('names the files that are missing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'monotable-northwind-'));
    writeFileSync(join(folder, 'customers.csv'), 'customerID\nA\n');
    writeFileSync(join(folder, 'products.csv'), 'productID\n1\n');
    try {
      await expect(readNorthwind(folder)).rejects.toThrow(
        `The folder ${folder} has no orders.csv, order-details.csv.`,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
