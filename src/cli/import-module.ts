import { pathToFileURL } from 'node:url';

/** Node's codes for TypeScript that it does not read: at all, in node_modules, or with what is more than types. */
const NO_TYPESCRIPT: readonly (string | undefined)[] = [
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING',
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
];

/**
 * The exports of a file of the user's, by its full path. JavaScript is loaded as always. TypeScript is read by jiti when it is
 * installed, else by Node where it can. Either way packages are loaded as always, so that `monotable` is the one that runs.
 *
 * @throws when it is TypeScript that cannot be read here.
 */
export async function importModule(path: string): Promise<unknown> {
  const typescript = /\.[cm]?ts$/.test(path);
  // Whoever runs this very file as TypeScript can load others so.
  if (typescript && !import.meta.url.endsWith('.ts')) {
    const jiti = await loadJiti();
    if (jiti !== undefined) {
      // Nothing of it is kept on the disk.
      return jiti.createJiti(import.meta.url, { fsCache: false, nativeModules: ['monotable'] }).import(path);
    }
  }
  try {
    return await import(pathToFileURL(path).href);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (!NO_TYPESCRIPT.includes(code)) throw cause;
    const name = typescript ? '' : ', and name the config monotable.config.ts';
    throw new Error(
      `it is TypeScript that Node ${process.versions.node} cannot read by itself (${message}): npm install --save-dev jiti${name}`,
      { cause },
    );
  }
}

async function loadJiti(): Promise<typeof import('jiti') | undefined> {
  try {
    return await import('jiti');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
