import fc from 'fast-check';
import type { Target } from '../../../src/transfer/target/target.ts';
import { contentOf, describeTargets } from './targets.ts';

const PATHS = ['a.jsonl', 'order/dt=1/a.jsonl', 'order/dt=1/b.jsonl', 'order/dt=%2F/a.jsonl', 'user/x/y/z'];

type Step =
  | { readonly publish: string; readonly content: Buffer }
  | { readonly put: string; readonly text: string; readonly stale: boolean }
  | { readonly remove: readonly string[] };

const path = fc.constantFrom(...PATHS);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ publish: path, content: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)) }),
  fc.record({ put: path, text: fc.string({ unit: 'grapheme', maxLength: 5 }), stale: fc.boolean() }),
  fc.record({ remove: fc.array(path, { maxLength: 3 }) }),
);

describeTargets('whatever is written and removed', (kinds) => {
  test('the target holds what a map holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const target = await kinds.open();
        const map = new Map<string, Buffer>();
        for (const each of steps) await take(each, target, map);
        for (const each of PATHS) {
          expect(await contentOf(target, each)).toBe(map.get(each)?.toString('latin1'));
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  async function take(each: Step, target: Target, map: Map<string, Buffer>): Promise<void> {
    if ('publish' in each) {
      await target.publish(await kinds.file(each.content), each.publish);
      map.set(each.publish, each.content);
    } else if ('remove' in each) {
      await target.remove(each.remove);
      for (const removed of each.remove) map.delete(removed);
    } else {
      const seen = await target.getText(each.put);
      expect(seen?.text).toBe(map.get(each.put)?.toString('utf8'));
      // s3rver takes no notice of conditions.
      const stale = each.stale && kinds.kind !== 's3rver';
      const wrong = seen === undefined ? { version: '"0"' } : 'absent';
      expect(await target.putText(each.put, each.text, stale ? wrong : (seen ?? 'absent'))).toBe(!stale);
      if (!stale) map.set(each.put, Buffer.from(each.text));
    }
  }
});
