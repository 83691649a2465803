/** The promises, by the letters of the issue. */
export const PROMISES = {
  a: 'every org is wholly on the release or wholly as before',
  b: 'no manual edit is lost',
  c: 'no write outside the plan',
  d: 'no write repeated to the same value',
  e: 'the report agrees with the world',
  f: 'no workflow stuck, none with failing tasks',
  g: 'no secret anywhere',
} as const;
export type Promised = keyof typeof PROMISES;

export interface Violation {
  readonly promise: Promised;
  /** What was found, with org and place. */
  readonly what: string;
}
