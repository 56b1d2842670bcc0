import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { isExecutable, onPath } from './onPath.ts';
import type { ServerCommand } from './startServer.ts';

/** How to run dynoxide: from the npm package for this system, else from the `PATH`. */
export function dynoxideCommand(
  env: NodeJS.ProcessEnv,
  system = `${process.platform}-${process.arch}`,
): ServerCommand {
  const packageName = `@dynoxide/${system}`;
  const file = packaged(packageName) ?? onPath('dynoxide', env);
  if (file === undefined) {
    throw new Error(
      `dynoxide is not installed: there is neither the npm package ${packageName} nor a program "dynoxide" on the PATH. ` +
        'Install one of them (https://github.com/nubo-db/dynoxide), or use the engine dynamodb-local.',
    );
  }
  return {
    engine: 'dynoxide',
    file,
    args: (port) => ['--host', '127.0.0.1', '--port', String(port)],
    listening: /listening on/i,
  };
}

function packaged(packageName: string): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
    const file = join(dirname(manifest), 'dynoxide');
    return isExecutable(file) ? file : undefined;
  } catch {
    return undefined;
  }
}
