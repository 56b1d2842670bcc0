interface Followers {
  readonly calls: Set<() => void>;
  readonly onAbort: () => void;
}

const followed = new WeakMap<AbortSignal, Followers>();

/**
 * Calls back when a caller's signal is aborted, until what it gives is called. The signal has one listener, however many calls
 * it is given to: Node warns of more than ten. After the last of them it holds nothing, for it may live as long as the process;
 * `AbortSignal.any` would leave something behind for each call.
 */
export function onAbort(signal: AbortSignal, call: () => void): () => void {
  const followers = followed.get(signal) ?? follow(signal);
  followers.calls.add(call);
  return () => {
    if (!followers.calls.delete(call) || followers.calls.size > 0) return;
    signal.removeEventListener('abort', followers.onAbort);
    followed.delete(signal);
  };
}

function follow(signal: AbortSignal): Followers {
  const calls = new Set<() => void>();
  const onAbort = () => {
    for (const call of calls) call();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  const followers: Followers = { calls, onAbort };
  followed.set(signal, followers);
  return followers;
}
