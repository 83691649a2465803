import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/domain/json.js';
import type { LiveResource, ResourceKind } from '../../../src/domain/resource.js';
import type { KindDeclaration, OrgClient } from '../../../src/platforms/port.js';

/** One kind of an adapter's, with what its tests need to know of it. */
export interface Sample {
  readonly kind: ResourceKind;
  /** The name of one that is there from the start; null where the world has none, so that one is made. */
  readonly there: string | null;
  /** A body that makes a new one. */
  readonly made: JsonObject & { readonly name: string };
  /** The same resource, changed. `text` makes one change differ from another. */
  readonly changed: (body: JsonObject, text: string) => JsonObject;
  /** What a person changes in the platform's own interface, as the simulator keeps it; null where it has no such edits. */
  readonly byHand: JsonObject | null;
  /** The method of a change, where it is not that of the declared mode. */
  readonly writtenBy?: 'POST';
}

/** An adapter that the suite is run for, against a platform that is there for it alone. */
export interface Subject {
  readonly platform: string;
  readonly declares: OrgClient['declares'];
  /** Every kind that the adapter declares. */
  readonly samples: readonly Sample[];
  readonly start: () => Promise<Running>;
}

export interface Running {
  readonly realOrgId: string;
  /** A new client each time, as if each were in a process of its own. */
  readonly client: () => OrgClient;
  /** Another OAuth client of the same org. */
  readonly rival: () => OrgClient;
  /** A client of the same org that may only read. */
  readonly reader: () => OrgClient;
  /** A client of another org. */
  readonly stranger: () => OrgClient;
  readonly fault: (effect: object, aim: object) => Promise<void>;
  readonly hits: (faultId: string) => Promise<number>;
  readonly nowMs: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** What the adapter says of a sample's kind. */
export function declaredOf({ declares }: Subject, { kind }: Sample): KindDeclaration {
  return declares(kind) ?? assert.fail(`${kind} is not declared`);
}

/** The sample that is there, or that is made for the test. */
export async function given(
  client: OrgClient,
  { kind, there, made }: Sample,
): Promise<LiveResource> {
  if (there === null) return client.create(kind, made);
  return (await client.findByName(kind, there)) ?? assert.fail(`no ${kind} ${there}`);
}
