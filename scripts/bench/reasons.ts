import type { Target } from './targets.ts';

/** Why a target is missed when it is, from CPU profiles and experiments on Node 20, and what would have to change. */
const REASONS: readonly (readonly [begins: string, reason: string])[] = [
  [
    'CPU, query100',
    "of some 300 µs about 60 are the SDK's own work for any command (middleware, endpoint, user agent, signature), and 160 the reading of 57 KB, for which `JSON.parse` alone takes 300.",
  ],
  [
    'CPU, batchWrite25',
    'the SDK, the signature and the hash of the body take 75 µs, garbage collection 30, writing 15 KB of JSON 55, making and checking 25 items with their keys 45. The target leaves 45 µs for all that is ours, less than the JSON alone takes. It could be met by a body that is written while the items are made, and by items that are not checked.',
  ],
  [
    'CPU, batchGet100',
    'the SDK takes 60 µs, reading the answer 160, writing 100 keys 25, and 140 go to 100 operations, which are made, checked, matched with what was read and turned into items. It could be met by reads that share one operation.',
  ],
  [
    'CPU, transactWrite5',
    "the SDK's own work for any command is 60 µs of 100, and garbage collection 14. It could be met by sending without the SDK's pipeline, which would be a signer of our own.",
  ],
  [
    'Bulk load, 8 ms',
    'a request of 25 items costs 1.4 ms of CPU, of which 0.35 are ours; the kernel takes a sixth, garbage collection a seventh, the rest is the SDK and `node:http`. 1.8 × would leave 0.1 ms for what is ours. It takes another HTTP client.',
  ],
  [
    'Bulk load, most memory',
    "after a collection the heap holds 18 MB, whatever the count of items; V8 lets it grow to 70–90 MB before the next one, and the process itself takes 60. Node's `--max-semi-space-size` and `--max-old-space-size` lower it.",
  ],
  [
    'Bundle without',
    'there is no big piece: 130 files of 0.3 to 3 KB. Declarations and their checks are a seventh, keys a sixth, expressions a seventh, building operations a quarter, the codec a sixth, and half of each is the sentences of errors. It takes checks that run when a service is built and are left out of it.',
  ],
  [
    'The keys alone',
    'ten formats, their order, the ranges and the checks of templates, each with its errors. It takes formats that are imported one by one, and so another way to write templates.',
  ],
  [
    'Import beyond',
    'a third is the checking of the two declarations, which happens when a module is loaded, the rest the compiling of 139 KB. As for the bundle.',
  ],
  ['Cold start', '97 % of it is Node and the SDK, and the first get costs what the import costs.'],
  [
    'Type instantiations',
    'half of a definition is the parsing of its templates, by which the compiler knows the arguments of every operation and pattern. It takes parts that are named again beside the templates.',
  ],
];

/** The missed targets with their reasons, as a list in Markdown; empty when there are none. */
export function missedText(all: readonly Target[]): string {
  const lines = all.flatMap(({ measure, met }) => {
    const reason = REASONS.find(([begins]) => measure.startsWith(begins))?.[1];
    return met || reason === undefined ? [] : [`- **${measure}**: ${reason}`];
  });
  if (lines.length === 0) return '';
  return `\nWhy the others are missed, by profile, and what would have to change:\n\n${lines.join('\n')}\n`;
}
