/** What goes first where requests of one org client have to wait for each other, the most urgent first. */
export const PRIORITIES = ['rollback', 'deploy', 'telemetry', 'planning'] as const;
export type Priority = (typeof PRIORITIES)[number];
