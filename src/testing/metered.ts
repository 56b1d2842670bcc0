import { answerWithout, batchEntries } from './batch-entries.ts';
import { cancelled } from './cancelled.ts';
import { CapacityMeter, type MeteredOptions } from './capacity-meter.ts';
import { type Demand, demandsOf, demandsOfFound } from './demands.ts';
import { pass, type Step } from './step.ts';
import { type ThrottlingReason, throttled } from './throttling.ts';
import type { Attributes } from './wire-value.ts';

/**
 * Capacity as a table has it: a token bucket for each partition key value and, if asked for, one for the table. A batch is
 * taken as far as there is capacity, and the rest comes back unprocessed; a batch of which nothing can be taken, and any
 * other request, fails with `ProvisionedThroughputExceededException`, and a transaction is cancelled. Script the same step for
 * several operations, and they share the capacity.
 *
 * A put takes a unit for each started KB, a read one for each started 4 KB, half of that when eventually consistent; what a
 * read takes beyond its first 4 KB is known, and charged, afterwards. An update or delete takes one unit whatever is there,
 * indexes take none. It knows requests for items by their key, not Query and Scan.
 *
 * @param step default: the upstream answers
 * @throws TypeError for an option that there is not, RangeError for a rate that is no number above 0.
 * @example
 * ```ts
 * import { createTableInput } from 'monotable';
 * import { shop } from 'monotable/commerce';
 * import { memoryTables, metered, startScriptedServer } from 'monotable/testing';
 *
 * const server = await startScriptedServer({ upstream: memoryTables(createTableInput(shop)) });
 * const capacity = metered({ writesPerSecond: 500 });
 * server.script('BatchWriteItem', capacity);
 * server.script('PutItem', capacity);
 * await server.stop();
 * ```
 */
export function metered(options: MeteredOptions = {}, step: Step = pass): Step {
  const meter = new CapacityMeter(options);
  const { partitionKey = 'PK' } = options;
  const partitionOf = (attributes: Attributes) =>
    attributes[partitionKey] && JSON.stringify(attributes[partitionKey]);

  function take({ kind, table, attributes, units }: Demand): ThrottlingReason | undefined {
    const partition = partitionOf(attributes);
    if (partition !== undefined) return meter.take(kind, table, partition, units);
    throw new Error(
      `metered: an item of ${table} has no ${partitionKey}; name its partition key: partitionKey.`,
    );
  }

  return async (request, forward) => {
    const reasons = demandsOf(request).map(take);
    const answer = await limited(reasons, step)(request, forward);
    for (const { kind, table, attributes, units } of demandsOfFound(request, answer)) {
      // A projection may have left the key out.
      meter.charge(kind, table, partitionOf(attributes), units);
    }
    return answer;
  };
}

/** How a request is answered when there is no capacity for the items that have a reason. */
function limited(reasons: readonly (ThrottlingReason | undefined)[], step: Step): Step {
  return (request, forward) => {
    const reason = reasons.find((one) => one !== undefined);
    if (reason === undefined) return step(request, forward);
    if (request.body.TransactItems !== undefined) {
      return cancelled(reasons.map((one) => (one ? EXCEEDED : 'None')))(request, forward);
    }
    // The service gives nothing back as unprocessed when it has capacity for nothing.
    if (reasons.every((one) => one !== undefined)) return throttled(reason)(request, forward);
    const entries = batchEntries(request);
    const left = new Set(entries.filter((_, place) => reasons[place] !== undefined));
    return answerWithout(left, entries, step, request, forward);
  };
}

const EXCEEDED = {
  Code: 'ProvisionedThroughputExceeded',
  Message: 'The level of configured provisioned throughput for the table was exceeded.',
};
