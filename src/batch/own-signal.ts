import { setMaxListeners } from 'node:events';

/** What follows one signal of a caller's, and how many calls use it. */
interface Follower {
  readonly controller: AbortController;
  readonly onAbort: () => void;
  calls: number;
}

const followers = new WeakMap<AbortSignal, Follower>();

/**
 * Does work under a signal that is aborted with the caller's. Every request in flight listens to it. The caller's has one
 * listener, however many calls it is given to: Node warns of more than ten. After the last of them it holds nothing, for it
 * may live as long as the process; `AbortSignal.any` would leave something behind for each call.
 */
export async function withOwnSignal<T>(
  given: AbortSignal | undefined,
  work: (own: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  if (given === undefined || given.aborted) return work(given);
  const follower = followers.get(given) ?? follow(given);
  follower.calls += 1;
  try {
    return await work(follower.controller.signal);
  } finally {
    follower.calls -= 1;
    if (follower.calls === 0) {
      given.removeEventListener('abort', follower.onAbort);
      followers.delete(given);
    }
  }
}

function follow(given: AbortSignal): Follower {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const follower: Follower = { controller, onAbort: () => controller.abort(given.reason), calls: 0 };
  given.addEventListener('abort', follower.onAbort, { once: true });
  followers.set(given, follower);
  return follower;
}
