import type { Command } from 'commander';
import { describe, type PatternDescription } from '../table/describe.ts';
import type { CommandContext } from './command-context.ts';
import type { CommandRun } from './command-run.ts';
import { examples } from './examples.ts';
import { markdownTable, textTable } from './text-table.ts';
import { UsageError } from './usage-error.ts';

const HEADER = ['pattern', 'reads', 'index', 'parameters', 'order', 'key condition'];

/** `patterns`: the catalogue of access patterns. */
export function patternsCommand(program: Command, context: CommandContext): void {
  program
    .command('patterns')
    .summary('shows every access pattern of the table')
    .description(
      "Shows every access pattern of the config's table: what it reads, by what, and in which order. Sends nothing.",
    )
    .option('--markdown', 'as a table for a page of documentation')
    .addHelpText(
      'after',
      '\nParameters in brackets may be left out, and the last one that is given may be a range. With --json it is all of the\n' +
        `catalogue: keys, indexes and entities, too.\n${examples('patterns', 'patterns --markdown > docs/access-patterns.md')}`,
    )
    .action(context.action(patterns));
}

async function patterns(run: CommandRun, { markdown }: { readonly markdown?: true }): Promise<undefined> {
  if (markdown && run.options.json)
    throw new UsageError('--markdown and --json are two forms; say one of them.');
  const catalogue = describe((await run.config()).table);
  run.result(catalogue, () => {
    const all = [...catalogue.entities.flatMap((entity) => entity.patterns), ...catalogue.collections];
    if (markdown) {
      const code = (text: string) => (text === '' ? '' : `\`${text}\``);
      return markdownTable(
        HEADER,
        all
          .map(rowOf)
          .map(([name = '', ...rest]) => [code(name), ...rest.slice(0, -1), code(rest.at(-1) ?? '')]),
      );
    }
    if (all.length === 0) return `Table ${catalogue.name} has no access patterns.`;
    return textTable(HEADER, all.map(rowOf), run.io.stdout.isTTY ? run.io.stdout.columns : undefined);
  });
}

function rowOf(pattern: PatternDescription): string[] {
  const { name, entities, index, parameters, order, keyCondition, shards } = pattern;
  const partitions = shards === undefined ? '' : `${shards} partitions side by side: `;
  return [
    name,
    `${partitions}${what(pattern)}${entities.length > 1 ? `: ${entities.join(', ')}` : ''}`,
    index ?? 'table',
    parameters.map((one) => (one.required ? one.name : `[${one.name}]`)).join(', '),
    order ?? '',
    keyCondition,
  ];
}

function what({ operation, one }: PatternDescription): string {
  if (operation === 'get') return 'one item';
  if (operation === 'scan') return 'the whole table';
  return one ? 'the first item' : 'pages';
}
