import { MonotableError } from '../errors.ts';
import { entitiesOf } from '../table/registry.ts';
import type { Table } from '../table/table.ts';
import { type ConfigEntity, defineConfig, type MonotableConfig } from './config.ts';
import { findConfig } from './find-config.ts';
import { importModule } from './import-module.ts';
import { shownPath } from './shown-path.ts';

/** The config of a project, and what follows from it. */
export interface LoadedConfig extends MonotableConfig {
  /** Its full path. */
  readonly path: string;
  /** The table of its entities. */
  readonly table: Table;
}

/**
 * Finds, loads and checks the config.
 *
 * @param named what `--config` says
 * @throws when there is none, or it is not what a config is.
 */
export async function loadConfig(named: string | undefined, cwd: string): Promise<LoadedConfig> {
  const path = findConfig(named, cwd);
  const name = `The config ${shownPath(path, cwd)}`;
  let exports: unknown;
  try {
    exports = await importModule(path);
  } catch (cause) {
    throw new Error(`${name} cannot be loaded: ${messageOf(cause)}`, { cause });
  }
  const config = defaultOf(exports);
  if (config === undefined) {
    throw new Error(`${name} has no default export: export default defineConfig({ entities: [...] }).`);
  }
  let checked: MonotableConfig;
  try {
    // It may be a plain object, or from another copy of the package.
    checked = defineConfig(config as MonotableConfig);
  } catch (cause) {
    throw new Error(`${name} is wrong: ${messageOf(cause)}`, { cause });
  }
  const [entity] = checked.entities;
  if (entity === undefined || !isOurs(entity)) {
    throw new Error(
      `${name} has entities of another copy of monotable than this command is of: run the one that the config imports, ` +
        'with npx monotable in its folder.',
    );
  }
  return { ...checked, path, table: entity.table };
}

/** The default export, also of a module that was CommonJS before or became it. */
function defaultOf(exports: unknown): unknown {
  const config = (exports as { default?: unknown }).default;
  const { __esModule: wrapped, default: inner } = (config ?? {}) as {
    __esModule?: unknown;
    default?: unknown;
  };
  return wrapped === true ? inner : config;
}

/** A table knows its entities only in the copy of the package that has declared them. */
function isOurs({ table, model }: ConfigEntity): boolean {
  return entitiesOf(table).includes(model);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof MonotableError || error.name === 'Error'
    ? error.message
    : `${error.name}: ${error.message}`;
}
