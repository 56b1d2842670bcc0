import { setTimeout as wait } from 'node:timers/promises';
import { pass, type ScriptedRequest, type Step, unprocessed } from '../../src/testing/index.ts';

/** The account that the service does not like. */
export const BAD = 'bad';

/** One request in three meets it; what the SDK repeats of it passes. */
export function sometimes(fault: Step): Step {
  const seen = new Set<unknown>();
  return (request, forward) => {
    const call = request.headers['amz-sdk-invocation-id'];
    const met = !seen.has(call) && seen.size % 3 === 0;
    seen.add(call);
    return (met ? fault : pass)(request, forward);
  };
}

/** Two requests pass, and all others meet it. */
export function afterTwo(fault: Step): Step {
  let requests = 0;
  return (request, forward) => {
    requests += 1;
    return (requests > 2 ? fault : pass)(request, forward);
  };
}

/** Requests with the bad account meet it. */
export function withBad(fault: Step): Step {
  return (request, forward) =>
    (JSON.stringify(request.body).includes(`"ACCOUNT#${BAD}"`) ? fault : pass)(request, forward);
}

/** So many entries of each batch are taken. */
export function taken(count: (of: number) => number, step: Step = pass): Step {
  return (request, forward) => {
    const all = entryCount(request);
    return unprocessed(all - count(all), step)(request, forward);
  };
}

/** How many entries a batch has. */
export function entryCount({ body }: ScriptedRequest): number {
  const tables = Object.values(body.RequestItems as Record<string, { Keys?: readonly object[] }>);
  return tables.flatMap((table) => table.Keys ?? table).length;
}

/** The caller has enough, and no answer comes. */
export function aborts(stop: AbortController): Step {
  return () => {
    stop.abort();
    return new Promise(() => {});
  };
}

/** Nothing is done until so many milliseconds later. */
export function later(ms: number): Step {
  return async (_, forward) => {
    await wait(ms);
    return forward();
  };
}
