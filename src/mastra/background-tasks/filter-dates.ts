import type { TaskFilter } from '@mastra/core/background-tasks';
import { instant } from '../instant.ts';

/**
 * A filter with Dates, also where it came out of JSON and has ISO text.
 *
 * @throws ValueError for what is no time.
 */
export function withDates(filter: TaskFilter): TaskFilter {
  return { ...filter, ...dateOf('fromDate', filter.fromDate), ...dateOf('toDate', filter.toDate) };
}

function dateOf<N extends string>(name: N, time: Date | string | undefined): { [K in N]?: Date } {
  if (!time) return {};
  return { [name]: new Date(instant(time, `The filter's ${name}`)) } as { [K in N]?: Date };
}
