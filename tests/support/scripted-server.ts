export {
  type OperationName as Operation,
  type ScriptedServer,
  startScriptedServer,
} from '../../src/testing/index.ts';
