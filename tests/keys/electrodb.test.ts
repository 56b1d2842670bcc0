import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileKey } from '../../src/keys/template.ts';

const file = fileURLToPath(new URL('../../../shared/data/mastra/electrodb-items.json', import.meta.url));
const given = existsSync(file);

const scoreOrder = '$score_1#createdat_{createdAt:iso:lower}';

/** The keys of the Mastra store, as ElectroDB writes them: everything lower-cased, nothing escaped. */
const TEMPLATES: Record<string, Record<string, string>> = {
  thread: {
    pk: '$mastra#entity_thread#id_{id:raw:lower}',
    sk: '$thread_1#id_{id:raw:lower}',
    gsi1pk: '$mastra#entity_thread#resourceid_{resourceId:raw:lower}',
    gsi1sk: '$thread_1#createdat_{createdAt:iso:lower}',
  },
  message: {
    pk: '$mastra#entity_message#id_{id:raw:lower}',
    sk: '$message_1#entity_message',
    gsi1pk: '$mastra#entity_message#threadid_{threadId:raw:lower}',
    gsi1sk: '$message_1#createdat_{createdAt:iso:lower}',
  },
  resource: {
    pk: '$mastra#entity_resource#id_{id:raw:lower}',
    sk: '$resource_1#entity_resource',
  },
  workflow_snapshot: {
    pk: '$mastra#entity_workflow_snapshot#workflow_name_{workflow_name:raw:lower}',
    sk: '$workflow_snapshot_1#run_id_{run_id:raw:lower}',
    gsi2pk: '$mastra#entity_workflow_snapshot#run_id_{run_id:raw:lower}',
    gsi2sk: '$workflow_snapshot_1#workflow_name_{workflow_name:raw:lower}',
  },
  score: {
    pk: '$mastra#entity_score#id_{id:raw:lower}',
    sk: '$score_1#entity_score',
    gsi1pk: '$mastra#entity_score#scorerid_{scorerId:raw:lower}',
    gsi1sk: scoreOrder,
    gsi2pk: '$mastra#entity_score#runid_{runId:raw:lower}',
    gsi2sk: scoreOrder,
    gsi3pk: '$mastra#entity_score#traceid_{traceId:raw:lower}',
    gsi3sk: scoreOrder,
    gsi4pk: '$mastra#entity_score#entityid_{entityId:raw:lower}',
    gsi4sk: scoreOrder,
    gsi5pk: '$mastra#entity_score#resourceid_{resourceId:raw:lower}',
    gsi5sk: scoreOrder,
    gsi6pk: '$mastra#entity_score#threadid_{threadId:raw:lower}',
    gsi6sk: scoreOrder,
    gsi7pk: '$mastra#entity_score#traceid_{traceId:raw:lower}#spanid_{spanId:raw:lower}',
    gsi7sk: scoreOrder,
  },
};

interface StoredItem {
  readonly [attribute: string]: { readonly S?: string };
}

function storedItems(): StoredItem[] {
  const runs = Object.values(
    JSON.parse(readFileSync(file, 'utf8')) as Record<string, { items?: StoredItem[] }>,
  );
  return runs.flatMap((run) => run.items ?? []);
}

if (!given) console.info('Skipped: there are no items of the Mastra store beside this checkout.');

(given ? describe : describe.skip)('keys that ElectroDB wrote', () => {
  it('come out of the attributes of the same items', () => {
    const counts: Record<string, number> = {};
    for (const item of storedItems()) {
      const texts = Object.fromEntries(
        Object.entries(item).flatMap(([name, value]) => (value.S === undefined ? [] : [[name, value.S]])),
      );
      const entity = texts.__edb_e__ ?? '';
      const keys = Object.keys(texts).filter((name) => /^(gsi\d)?[ps]k$/.test(name));
      for (const attribute of keys) {
        const template = compileKey(TEMPLATES[entity]?.[attribute] ?? '-', {
          name: `${entity}.${attribute}`,
        });
        expect(template.build(texts)).toBe(texts[attribute]);
        expect(template.parse(texts[attribute] ?? '')).toBeDefined();
        counts[entity] = (counts[entity] ?? 0) + 1;
      }
    }
    expect(Object.keys(counts).sort()).toEqual(Object.keys(TEMPLATES).sort());
  });
});
