import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RequestError } from '../errors.ts';
import { besideOf, codeOf, inFolder } from './write-whole.ts';

/** A lock is held for the time of writing a small file. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 20;

/** The owners that this process is just now; one with our id that is not among them had the id before us. */
const ours = new Set<string>();

/**
 * Does something while no other process of this machine does it under the same lock, a file beside what it protects. The lock
 * of a process that was killed is taken over. Of a process on another machine, as on a network drive, nobody here knows
 * whether it lives: its lock is waited for, and then refused. Nothing holds between machines whose names are the same.
 *
 * @throws RequestError that names the file to delete, when the lock is not given back.
 */
export async function withLock<T>(
  lock: string,
  abortSignal: AbortSignal | undefined,
  work: () => Promise<T>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const owner = await lockFor(lock, abortSignal, patienceMs);
  try {
    return await work();
  } finally {
    await release(lock, owner);
  }
}

/**
 * Takes a file as a lock until what it gives is called, for a piece of work that takes long: nobody waits for it.
 *
 * @param work as messages name it: `export to ./raw`
 * @throws RequestError when another process has it, or this one already.
 */
export async function lockFile(lock: string, work: string): Promise<() => Promise<void>> {
  const owner = (await isFree(lock)) ? await take(lock) : undefined;
  if (owner !== undefined) return () => release(lock, owner);
  throw new RequestError(
    `Another ${work} goes on: process ${ownerText(await textOf(lock))}. If there is none, delete ${lock}.`,
  );
}

async function lockFor(
  lock: string,
  abortSignal: AbortSignal | undefined,
  patienceMs: number,
): Promise<string> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    abortSignal?.throwIfAborted();
    const owner = (await isFree(lock)) ? await inFolder(dirname(lock), () => take(lock)) : undefined;
    if (owner !== undefined) return owner;
    if (waited >= patienceMs) throw stillLocked(lock, await textOf(lock));
    await sleep(PAUSE_MS);
  }
}

/** The new owner's name, when nobody had the lock. */
async function take(lock: string): Promise<string | undefined> {
  const owner = `${process.pid} on ${hostname()}, ${randomUUID()}`;
  const beside = besideOf(lock);
  ours.add(owner);
  try {
    // A link comes with what the file says; one that is made and then written could be met empty.
    await writeFile(beside, owner);
    await link(beside, lock).catch((error) => {
      if (!NO_LINKS.includes(codeOf(error))) throw error;
      return writeFile(lock, owner, { flag: 'wx' });
    });
    return owner;
  } catch (error) {
    ours.delete(owner);
    if (codeOf(error) === 'EEXIST') return undefined;
    throw error;
  } finally {
    await rm(beside, { force: true });
  }
}

/** What file systems say that know no links, such as exFAT. */
const NO_LINKS: readonly unknown[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

async function release(lock: string, owner: string): Promise<void> {
  // Once, and not that of somebody else who has it by now.
  if (ours.delete(owner) && (await textOf(lock)) === owner) await rm(lock, { force: true });
}

/**
 * Whether nobody has the lock. That of a dead process is taken away. Only one may do that: a second one would take the next
 * owner's.
 */
async function isFree(lock: string): Promise<boolean> {
  const dead = await textOf(lock);
  if (dead === undefined) return true;
  if (!isDead(dead)) return false;
  const breaking = `${lock}.breaking`;
  const breaker = await take(breaking);
  if (breaker === undefined) return false;
  try {
    if ((await textOf(lock)) === dead) await rm(lock, { force: true });
  } finally {
    await release(breaking, breaker);
  }
  return true;
}

function isDead(owner: string): boolean {
  const [, id = '', host] = /^(\d+) on ([^,]*)(?:, .*)?$/.exec(owner) ?? [];
  if (host !== hostname()) return false;
  if (Number(id) === process.pid) return !ours.has(owner);
  try {
    process.kill(Number(id), 0);
    return false;
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return codeOf(error) === 'ESRCH';
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function stillLocked(lock: string, owner: string | undefined): RequestError {
  return new RequestError(
    `Another process writes here: ${ownerText(owner)}. If there is none, delete ${lock} and ${lock}.breaking.`,
  );
}

function ownerText(owner: string | undefined): string {
  return /^\d+ on [^,]+/.exec(owner ?? '')?.[0] ?? 'unknown';
}
