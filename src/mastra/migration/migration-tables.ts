import { RequestError } from '../../errors.ts';
import { type DatabaseConfig, MastraDatabase } from '../database.ts';
import { describeIndexes } from '../table-indexes.ts';
import { getTtlAttributeName } from '../ttl.ts';

/** The old table and the new one. Their `layout` need not be said. */
export interface MigrationTables {
  /** A table of the compatible layout, as Mastra's own store writes it. */
  readonly from: DatabaseConfig;
  /** A table of the native layout. It has to be there. */
  readonly to: DatabaseConfig;
}

/** Both tables, open. */
export interface OpenTables {
  readonly from: MastraDatabase;
  readonly to: MastraDatabase;
  /** The names under which a message may have its time to live. */
  readonly ends: readonly string[];
}

/** Without a configuration the compatible layout knows these two. */
const KNOWN_ENDS = ['ttl', 'expiresAt'];

/**
 * Runs a piece of work with both tables, and closes the clients that were made for it.
 *
 * @throws RequestError when one of them is not there, or of another layout.
 */
export async function withTables<T>(
  { from, to }: MigrationTables,
  call: string,
  work: (tables: OpenTables) => Promise<T>,
): Promise<T> {
  if ((from.layout ?? 'compatible') !== 'compatible' || (to.layout ?? 'native') !== 'native') {
    throw new RequestError(
      `${call} goes from the compatible layout to the native one. On the way back, ids that differ only in case would become one.`,
    );
  }
  const source = new MastraDatabase({ ...from, layout: 'compatible' });
  try {
    const target = new MastraDatabase({ ...to, layout: 'native' });
    try {
      await describeIndexes(source);
      await describeIndexes(target);
      const configured = [from.ttl, to.ttl].map((ttl) => getTtlAttributeName('message', ttl));
      return await work({ from: source, to: target, ends: [...new Set([...KNOWN_ENDS, ...configured])] });
    } finally {
      target.close();
    }
  } finally {
    source.close();
  }
}
