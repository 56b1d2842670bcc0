import { orderOf } from '../domain.ts';
import type { Loader } from '../loader.ts';

/** What the parent asks for. */
export interface LoadRequest {
  readonly endpoint: string;
  readonly items: number;
  readonly inFlight: number;
}

/** How a load went, as far as the process that made it can tell. */
export interface LoadResult {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The most memory that the process held, in megabytes. */
  readonly peakMegabytes: number;
  /** Items that the call says are left; `undefined` when it says nothing. */
  readonly left: number | undefined;
  /** The error that the call failed with. */
  readonly error: string | undefined;
}

function* ordersUpTo(items: number) {
  for (let n = 0; n < items; n += 1) yield orderOf(n);
}

/** In a process of its own: makes the one load that the parent asks for. */
export function runLoad(load: Loader): void {
  process.on('message', async ({ endpoint, items, inFlight }: LoadRequest) => {
    const settings = {
      endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' },
    };
    const started = performance.now();
    const before = process.cpuUsage();
    let left: number | undefined;
    let error: string | undefined;
    try {
      ({ left } = await load(settings, ordersUpTo(items), inFlight));
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.name : String(thrown);
    }
    const seconds = (performance.now() - started) / 1_000;
    const { user, system } = process.cpuUsage(before);
    const result: LoadResult = {
      seconds,
      cpuSeconds: (user + system) / 1_000_000,
      peakMegabytes: process.resourceUsage().maxRSS / 1_024,
      left,
      error,
    };
    process.send?.(result);
  });
}
