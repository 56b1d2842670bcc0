/** How a command ended, as shells and most programs have it. */
export const DONE = 0;
/** It failed, or did not do all of what was asked. */
export const FAILED = 1;
/** It was called wrongly, and did nothing. */
export const WRONG_USE = 2;
/** 128 and the number of SIGINT. */
export const INTERRUPTED = 130;
