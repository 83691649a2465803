/**
 * What is wrong with a staging, or could not be found out. `unknown` is no fault, and no good news either.
 */
export type LoadFindingKind = 'flow' | 'entry' | 'weights' | 'skill' | 'wait' | 'unknown';

export interface LoadFinding {
  readonly kind: LoadFindingKind;
  readonly org: string;
  /** Key of the resource that it is about; null: the org. */
  readonly key: string | null;
  /** A sentence for people, without the org. */
  readonly text: string;
}

/** `org_sub_002, strategy/regional_routing: …` */
export function findingText({ org, key, text }: LoadFinding): string {
  return key === null ? `${org}: ${text}` : `${org}, ${key}: ${text}`;
}
