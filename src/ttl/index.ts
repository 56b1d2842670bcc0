export { type EpochSeconds, epochSeconds } from './epoch-seconds.ts';
export { type Duration, expiresIn } from './expires-in.ts';
export { isExpired } from './is-expired.ts';
export { remaining } from './remaining.ts';
