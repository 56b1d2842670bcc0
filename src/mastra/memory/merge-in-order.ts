import type { MessageItem } from '../../repositories/mastra/items.ts';
import { sideBySide } from '../../repositories/side-by-side.ts';
import { compareMessages } from './thread-messages.ts';

/** Several readings, each in order, as one. From each as much is read as is needed. */
export async function* mergeInOrder(
  sources: readonly AsyncGenerator<MessageItem, void, undefined>[],
  descending: boolean,
): AsyncGenerator<MessageItem, void, undefined> {
  const compare = compareMessages(descending);
  try {
    const heads = await sideBySide(sources, {}, (source) => source.next());
    for (;;) {
      let first = -1;
      for (const [place, head] of heads.entries()) {
        const least = heads[first];
        if (
          head.done !== true &&
          (least === undefined || least.done === true || compare(head.value, least.value) < 0)
        )
          first = place;
      }
      const [head, source] = [heads[first], sources[first]];
      if (head === undefined || source === undefined || head.done === true) return;
      yield head.value;
      heads[first] = await source.next();
    }
  } finally {
    await Promise.all(sources.map((source) => source.return()));
  }
}
