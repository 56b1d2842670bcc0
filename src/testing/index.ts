export { awsError } from './aws-error.ts';
export { cancelled, cancelledTransaction, type ReasonsByPlace } from './cancelled.ts';
export type { MeteredOptions } from './capacity-meter.ts';
export { type FakeClock, fakeClock } from './fake-clock.ts';
export { type FaultyOptions, faulty } from './faulty.ts';
export { lostAnswer } from './lost-answer.ts';
export { type MemoryTables, memoryTables } from './memory-tables.ts';
export { metered } from './metered.ts';
export {
  type OperationName,
  type ScriptedServer,
  type ScriptedServerOptions,
  startScriptedServer,
} from './scripted-server.ts';
export { type ServiceError, serviceError } from './service-error.ts';
export {
  type Answer,
  answer,
  applyThen,
  delayed,
  drop,
  type Forward,
  pass,
  type ScriptedRequest,
  type Step,
} from './step.ts';
export type { MemoryTableInput } from './stored-table.ts';
export { type ThrottlingName, type ThrottlingReason, throttled, throttlingError } from './throttling.ts';
export { type UnprocessedChoice, unprocessed } from './unprocessed.ts';
export { unprocessedReads, unprocessedWrites } from './unprocessed-fakes.ts';
export type { Attributes, WireValue } from './wire-value.ts';
