/**
 * Flags of `temporal server start-dev`, whose one shard has the pace that is meant for one of many: 20 looks a second
 * at what to do next, and no timer shorter than a second. With these a workflow task or an activity is dispatched in
 * some 5 ms rather than 45.
 */
export const PROMPT_DEV_SERVER: readonly string[] = [
  'history.transferProcessorMaxPollRPS=1000',
  'history.timerProcessorMaxPollRPS=1000',
  'history.timerProcessorMaxTimeShift="20ms"',
].flatMap((setting) => ['--dynamic-config-value', setting]);
