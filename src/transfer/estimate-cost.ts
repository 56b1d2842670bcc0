/** What an export would read, as far as the service says. */
export interface ExportSize {
  readonly items: number;
  readonly bytes: number;
  /** What all is read of; a `part` is one partition or pattern, whose size nobody knows before; `export`: DynamoDB's own. */
  readonly of: 'table' | 'index' | 'part' | 'export';
  readonly consistent: boolean;
  /** The table and its local indexes: what AWS charges an export of its own by. */
  readonly tableBytes: number;
  /** Point-in-time recovery is on, which DynamoDB's own export needs. */
  readonly recoverable: boolean;
  /** The table pays for capacity and not for requests. */
  readonly provisioned: boolean;
}

/** What an export takes and costs, roughly. */
export interface ExportEstimate {
  readonly items: number;
  readonly bytes: number;
  readonly readUnits: number;
  /** What so many read requests cost; what the capacity is worth, of a table that has provisioned capacity. */
  readonly dollars: number;
  /** At the rate that was given; `undefined` without one. */
  readonly seconds: number | undefined;
  /** One partition or pattern is read, so all of this is what the whole table or index would take. */
  readonly atMost: boolean;
  /** What DynamoDB's own export of the table would cost, and whether it can be had: point-in-time recovery is on. */
  readonly native: { readonly available: boolean; readonly dollars: number };
  /** One sentence on which to take. */
  readonly advice: string;
}

/**
 * A million read requests on demand, in dollars: us-east-1, table class Standard, since November 2024. Other regions and the
 * class Standard-IA are dearer. https://aws.amazon.com/dynamodb/pricing/on-demand/
 */
export const DOLLARS_PER_MILLION_READS = 0.125;

/** A GB of DynamoDB's own export, in us-east-1, as of 2026. https://aws.amazon.com/dynamodb/pricing/on-demand/ */
const DOLLARS_PER_NATIVE_GB = 0.1;

/** Developer guide, "DynamoDB read and write operations": a consistent read of so much is a unit, any other half of one. */
const UNIT_BYTES = 4096;
/** AWS says GB; of the two that it could mean, the dearer one. */
const GB = 1e9;

/** @param rate read units a second */
export function estimateCost(
  size: ExportSize,
  { rate, dollarsPerMillion }: { readonly rate: number | undefined; readonly dollarsPerMillion: number },
): ExportEstimate {
  const { items, bytes, of } = size;
  // A page is rounded up as a whole, and not each of its items.
  const units = of === 'export' ? 0 : Math.ceil(bytes / UNIT_BYTES);
  const readUnits = size.consistent ? units : units / 2;
  const native = {
    available: of === 'export' || size.recoverable,
    dollars: of === 'export' ? 0 : (size.tableBytes / GB) * DOLLARS_PER_NATIVE_GB,
  };
  const dollars = (readUnits / 1e6) * dollarsPerMillion;
  return {
    items,
    bytes,
    readUnits,
    dollars,
    seconds: rate === undefined ? undefined : readUnits / rate,
    atMost: of === 'part',
    native,
    advice: adviceOn(size, { readUnits, scan: dollarsText(dollars), own: dollarsText(native.dollars) }),
  };
}

/** How a number of dollars is said: `$0.02`, `under $0.01`, `$1,234.50`. */
export function dollarsText(dollars: number): string {
  if (dollars > 0 && dollars < 0.01) return 'under $0.01';
  return `$${dollars.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

function adviceOn(
  { of, items, bytes, provisioned, recoverable }: ExportSize,
  { readUnits, scan, own }: { readonly readUnits: number; readonly scan: string; readonly own: string },
): string {
  const units = `${readUnits.toLocaleString('en-US')} read units`;
  if (of === 'export') return 'DynamoDB has made this export already: reading it takes nothing of the table.';
  if (bytes === 0 && items > 0) {
    return 'The service does not say how large the table is, so nothing can be told of what it costs.';
  }
  if (bytes === 0) {
    return 'The service says that there is nothing, but counts only every six hours: of what has been written since, nothing can be told.';
  }
  if (of === 'part') {
    return `How much of the table this is, nobody can tell before it is read; all of it would be ${units}, ${scan}.`;
  }
  const native = recoverable
    ? `DynamoDB's own export takes none, is a snapshot, and costs ${own}`
    : `DynamoDB's own export, which takes none and is a snapshot, costs ${own} and needs point-in-time recovery, which is off`;
  if (provisioned) {
    return `Reading takes ${units} of the capacity that the table's users have provisioned, so give a rate; ${native}.`;
  }
  return `Reading takes ${units} for ${scan}, and is no snapshot; ${native}.`;
}
