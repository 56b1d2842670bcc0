import type { PageOperation } from '../../operations/operation.ts';
import type { ExportFrom } from '../../transfer/export-options.ts';
import type { LoadedConfig } from '../load-config.ts';
import { UsageError } from '../usage-error.ts';
import { patternArguments } from './pattern-arguments.ts';

/** Where the items come from, as options say. */
export interface FromOptions {
  readonly segments?: number;
  readonly index?: string;
  readonly consistent?: true;
  readonly pk?: string;
  readonly pattern?: string;
  readonly args?: string;
  readonly fromExport?: string;
}

/** @throws UsageError for options that do not go together, or a pattern that there is not. */
export function exportFrom(options: FromOptions, config: LoadedConfig): ExportFrom {
  const { segments, index, consistent, pk, pattern, args, fromExport } = options;
  const given = Object.entries({ '--pk': pk, '--pattern': pattern, '--from-export': fromExport });
  const kinds = given.flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (kinds.length > 1) throw new UsageError(`${kinds.join(' and ')} are several sources; say one of them.`);
  const [kind] = kinds;
  refuse(kind, { '--segments': segments, '--consistent': consistent });
  if (kind !== '--pk') refuse(kind, { '--index': index });
  if (pattern === undefined && args !== undefined) throw new UsageError('--args are those of a --pattern.');
  if (fromExport !== undefined) return { dynamodbExport: fromExport };
  if (pattern !== undefined) return { query: queryOf(pattern, args, config) };
  if (pk !== undefined) return { partitionKey: pk, ...(index !== undefined && { index }) };
  return {
    ...(segments !== undefined && { segments }),
    ...(index !== undefined && { index }),
    ...(consistent && { consistent }),
  };
}

function refuse(kind: string | undefined, options: Readonly<Record<string, unknown>>): void {
  if (kind === undefined) return;
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) throw new UsageError(`${name} does not go with ${kind}.`);
  }
}

function queryOf(
  pattern: string,
  args: string | undefined,
  { entities }: LoadedConfig,
): PageOperation<unknown> {
  const patterns = entities.flatMap((entity) =>
    [...entity.model.patterns].map(([method, { operation }]) => {
      return { entity, method, operation, name: `${entity.name}.${method}` };
    }),
  );
  const found = patterns.find(({ name }) => name === pattern);
  if (found === undefined) {
    const known = patterns.flatMap(({ name, operation }) => (operation === 'get' ? [] : [name]));
    throw new UsageError(
      `There is no pattern ${pattern} to export; there are ${known.join(', ') || 'none'}.`,
    );
  }
  // The config's entities are what defineEntity gave: each pattern is a method of theirs.
  const methods = found.entity as unknown as Readonly<Record<string, (given: unknown) => unknown>>;
  const operation = methods[found.method]?.(
    args === undefined ? {} : patternArguments(args),
  ) as PageOperation<unknown>;
  if (operation?.mode === 'page') return operation;
  throw new UsageError(`${pattern} reads one item; an export needs a pattern that reads many.`);
}
