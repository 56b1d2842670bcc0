import type { StoredItem } from './stored-table.ts';

// Developer guide, "Read and write units": a write unit is for each started KB, a read unit for each started 4 KB.
const WRITE_BYTES = 1024;
const READ_BYTES = 4096;

/** The units of a write of so many bytes. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / WRITE_BYTES));
}

/** The units of a read of so many bytes; an item that is not there takes as much as the smallest. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / READ_BYTES)) * (consistent ? 1 : 0.5);
}

/** What a request consumed of each table. */
export class Charges {
  readonly #units = new Map<string, number>();

  /** @param factor 2 in a transaction */
  write(table: string, before: StoredItem | undefined, after: StoredItem | undefined, factor = 1): void {
    this.#add(table, factor * writeUnits(Math.max(before?.bytes ?? 0, after?.bytes ?? 0)));
  }

  read(table: string, item: StoredItem | undefined, consistent: boolean): void {
    this.#add(table, readUnits(item?.bytes ?? 0, consistent));
  }

  /** The field of an output, if the request asks for it. */
  perTable(asked: unknown): { ConsumedCapacity?: object[] } {
    if (asked !== 'TOTAL' && asked !== 'INDEXES') return {};
    return {
      ConsumedCapacity: Array.from(this.#units, ([TableName, CapacityUnits]) => ({
        TableName,
        CapacityUnits,
      })),
    };
  }

  /** The field of an output of a command on one table. */
  ofOne(asked: unknown): { ConsumedCapacity?: object } {
    const [ConsumedCapacity] = this.perTable(asked).ConsumedCapacity ?? [];
    return ConsumedCapacity === undefined ? {} : { ConsumedCapacity };
  }

  #add(table: string, units: number): void {
    this.#units.set(table, (this.#units.get(table) ?? 0) + units);
  }
}
