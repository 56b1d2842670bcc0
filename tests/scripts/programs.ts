import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of shell scripts that stand for real programs, for use as a `PATH`. */
export interface Programs {
  readonly folder: string;
  /** Adds a program, or replaces it. */
  add(name: string, script: string): void;
  remove(): void;
}

export function makePrograms(): Programs {
  const folder = mkdtempSync(join(tmpdir(), 'monotable-programs-'));
  return {
    folder,
    add(name, script) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, name), 0o755);
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Writes what a whole folder of jars has. */
export const WHOLE = [
  'DynamoDBLocal-3.3.1.jar',
  'jetty-xml-12.1.11.jar',
  'libsqlite4java-linux-amd64-1.0.392.so',
] as const;

/** A Maven that notes its call in `calls` and fetches these files. */
export function fakeMaven(calls: string, files: readonly string[] = WHOLE): string {
  return `
echo "$@" >> ${calls}
for argument in "$@"; do
  case "$argument" in -DoutputDirectory=*) folder="\${argument#*=}" ;; esac
done
${files.map((file) => `echo jar > "$folder/${file}"`).join('\n')}`;
}
