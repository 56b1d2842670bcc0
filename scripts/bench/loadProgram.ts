import { bundleTo } from './bundle.ts';
import { startChild } from './child.ts';
import type { LoadRequest, LoadResult } from './children/runLoad.ts';
import type { ColumnEntry } from './columnList.ts';

/** Bundles the load of a column; gives the file. */
export function loadProgram(folder: string, { file, loader }: ColumnEntry): Promise<string> {
  const load =
    loader === undefined
      ? `import { createDriver } from './columns/${file}.ts';
         import { loadInChunks } from './loadInChunks.ts';
         const load = (settings, orders, inFlight) =>
           loadInChunks(createDriver(settings).batchWrite25, orders, inFlight);`
      : `import { load } from './loaders/${loader}.ts';`;
  return bundleTo(
    folder,
    `load-${file}`,
    `${load}
     import { runLoad } from './children/runLoad.ts';
     runLoad(load);`,
  );
}

/** Makes a load in a process of its own. */
export async function loadOnce(
  program: string,
  request: LoadRequest,
  timeoutMs: number,
): Promise<LoadResult> {
  const child = startChild(program);
  try {
    return await child.ask<LoadResult>(request, timeoutMs);
  } finally {
    await child.stop();
  }
}
