import { ordersOf, USER_ID } from '../domain.ts';
import type { Column, Driver, OperationName } from '../driver.ts';
import { cannedAnswers } from './cannedAnswers.ts';
import { stubHandler } from './stubHandler.ts';

/** What the parent asks for. */
export interface Turn {
  readonly operation: OperationName;
  readonly ms: number;
}

/** What it gets. */
export interface TurnResult {
  readonly calls: number;
  /** User and system, of every thread of the process, in microseconds. */
  readonly cpuMicros: number;
}

/** In a process of its own: measures the operations of one column, in turns as the parent gives them. */
export function giveTurns(column: Column): void {
  const driver = column.createDriver({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' },
    requestHandler: stubHandler(cannedAnswers(column.markers)),
  });
  const calls = callsOf(driver);
  process.on('message', async ({ operation, ms }: Turn) => {
    process.send?.(await measure(calls[operation], ms));
  });
}

async function measure(call: () => Promise<unknown>, ms: number): Promise<TurnResult> {
  const end = performance.now() + ms;
  const before = process.cpuUsage();
  let calls = 0;
  while (performance.now() < end) {
    await call();
    calls += 1;
  }
  const { user, system } = process.cpuUsage(before);
  return { calls, cpuMicros: user + system };
}

/** The plain items are there before; what the library makes of them is measured. */
function callsOf(driver: Driver): Record<OperationName, () => Promise<unknown>> {
  const orders = ordersOf(100);
  const [order] = orders;
  if (order === undefined) throw new Error('There are no orders.');
  const five = orders.slice(0, 5);
  const batch = orders.slice(0, 25);
  const ids = orders.map(({ orderId }) => orderId);
  let total = 0;
  return {
    put: () => driver.put(order),
    get: () => driver.get(order.orderId),
    update: () => {
      total += 1;
      return driver.update(order.orderId, total);
    },
    query100: () => driver.query100(USER_ID),
    batchWrite25: () => driver.batchWrite25(batch),
    batchGet100: () => driver.batchGet100(ids),
    transactWrite5: () => driver.transactWrite5(five),
  };
}
