import { getEventListeners } from 'node:events';
import { onAbort } from '../../src/client/on-abort.ts';

describe('what follows a signal', () => {
  const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort');

  it('is called back when it is aborted, each once', () => {
    const controller = new AbortController();
    const called: string[] = [];
    onAbort(controller.signal, () => called.push('a'));
    onAbort(controller.signal, () => called.push('b'));
    controller.abort();
    controller.abort();
    expect(called).toEqual(['a', 'b']);
  });

  it('is not called back once it has let go', () => {
    const controller = new AbortController();
    const called: string[] = [];
    const release = onAbort(controller.signal, () => called.push('a'));
    onAbort(controller.signal, () => called.push('b'));
    release();
    controller.abort();
    expect(called).toEqual(['b']);
  });

  it('is one listener in all, and none when everybody has let go', () => {
    const { signal } = new AbortController();
    const releases = Array.from({ length: 20 }, () => onAbort(signal, () => {}));
    expect(listeners(signal)).toHaveLength(1);
    for (const release of releases) {
      expect(listeners(signal)).toHaveLength(1);
      release();
    }
    expect(listeners(signal)).toHaveLength(0);
  });

  it('may let go twice, also when others have come meanwhile', () => {
    const controller = new AbortController();
    const called: string[] = [];
    const release = onAbort(controller.signal, () => {});
    release();
    onAbort(controller.signal, () => called.push('a'));
    release();
    onAbort(controller.signal, () => called.push('b'));
    expect(listeners(controller.signal)).toHaveLength(1);
    controller.abort();
    expect(called).toEqual(['a', 'b']);
  });
});
