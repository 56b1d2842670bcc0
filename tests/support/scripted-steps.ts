export {
  type Answer,
  answer,
  applyThen,
  awsError,
  cancelled,
  drop,
  pass,
  type ScriptedRequest,
  type Step,
} from '../../src/testing/index.ts';
