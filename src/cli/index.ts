export { type ConfigEntity, defineConfig, type ExportDefaults, type MonotableConfig } from './config.ts';
