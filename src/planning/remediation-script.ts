import pMap from 'p-map';
import { adjustedResource } from '../domain/adjustment.js';
import { applyChanges, invertChanges, resolveChanges } from '../domain/apply.js';
import type { OrgPlan, PathChange, ResourcePlan } from '../domain/org-plan.js';
import { isWritten } from '../domain/plan.js';
import {
  remediationScript,
  type ScriptOrg,
  type ScriptRequest,
} from '../domain/remediation-script.js';
import type { ResourceOutcome } from '../domain/resource-outcome.js';
import type { LiveResource } from '../domain/resource.js';
import { secretFieldsOf } from '../domain/secret-fields.js';
import { LedgerMissingError, type Ledger, type OrgSnapshot } from '../ledger/port.js';
import { WireError, type CallOptions, type OrgClient } from '../platforms/port.js';
import type { Loaded } from './loaded.js';
import { find } from './survey.js';
import { writtenIds, type IdOf } from './written-ids.js';

export interface ScriptRequestInput {
  readonly rolloutId: string;
  readonly rolloutKey: string;
  readonly orgs: readonly string[];
}

type Records = Pick<Ledger, 'readSnapshot' | 'readAdjustments' | 'readOutcome' | 'overtakenBy'>;

const PARALLEL = 4;
const VALUE_CHARACTERS = 80;
const BY_ROLLCALL = 'use rollcall remediate, which needs no script';

/**
 * The script that takes orgs back by hand. Where an org can be read, it holds what is to be restored path by path and
 * the version that was read; where it cannot (its client is refused, say), what the ledger knows of Rollcall's own
 * writes.
 */
export async function scriptFor(
  deps: { readonly ledger: Records },
  loaded: Loaded,
  { rolloutId, rolloutKey, orgs }: ScriptRequestInput,
  options: CallOptions,
): Promise<string> {
  const made = await pMap(
    hubsLast(loaded, orgs),
    (org) => scriptOrg(deps.ledger, loaded, org, rolloutKey, options),
    { concurrency: PARALLEL },
  );
  return remediationScript({ rolloutId, madeAt: new Date().toISOString(), orgs: made });
}

/** What a hub was given goes back when nothing names it any more. */
function hubsLast(loaded: Loaded, orgs: readonly string[]): string[] {
  const isHub = (org: string): boolean => loaded.binding(org).parent === null;
  return [...orgs.filter((org) => !isHub(org)), ...orgs.filter(isHub)];
}

async function scriptOrg(
  ledger: Records,
  loaded: Loaded,
  org: string,
  rolloutKey: string,
  options: CallOptions,
): Promise<ScriptOrg> {
  const address = loaded.address(org);
  const snapshot = await snapshotOf(ledger, address, rolloutKey);
  if (snapshot === null) return { org, requests: [], notes: [] };
  const later = await ledger.overtakenBy(address, rolloutKey);
  // What looks like this rollout's may be that one's, and no version tells.
  if (later !== null)
    return { org, requests: [], notes: [`it has moved on since (${later}): it stays as it is`] };
  const outcome = await ledger.readOutcome(address, rolloutKey);
  const idOf = await writtenIds(ledger, loaded, org, rolloutKey);
  const known = new Map((outcome?.resources ?? []).map((one) => [one.key, one]));
  const byHand = new OrgByHand(loaded.client(org), { snapshot, idOf }, options);
  const adjustments = await ledger.readAdjustments(address, rolloutKey);
  const resources = snapshot.plan.resources.map((one) => adjustedResource(one, adjustments));
  for (const resource of inOrder({ resources }))
    await byHand.add(resource, known.get(resource.key));
  return { org, requests: byHand.requests, notes: byHand.notes };
}

async function snapshotOf(
  ledger: Records,
  address: Parameters<Records['readSnapshot']>[0],
  rolloutKey: string,
): Promise<OrgSnapshot | null> {
  try {
    return await ledger.readSnapshot(address, rolloutKey);
  } catch (error) {
    if (error instanceof LedgerMissingError) return null;
    throw error;
  }
}

/** Traffic first, then against the order of the deployment. */
function inOrder({ resources }: Pick<OrgPlan, 'resources'>): ResourcePlan[] {
  const written = resources.filter(isWritten).toReversed();
  const isTraffic = ({ kind, action }: ResourcePlan): boolean =>
    kind === 'strategy' && action !== 'added';
  return [...written.filter(isTraffic), ...written.filter((resource) => !isTraffic(resource))];
}

/** Collects an org's requests. Once the org could not be read, nothing more is asked of it. */
class OrgByHand {
  readonly requests: ScriptRequest[] = [];
  readonly notes: string[] = [];
  private readable = true;

  constructor(
    private readonly client: OrgClient,
    private readonly records: { readonly snapshot: OrgSnapshot; readonly idOf: IdOf },
    private readonly options: CallOptions,
  ) {}

  async add(resource: ResourcePlan, known: ResourceOutcome | undefined): Promise<void> {
    if (known !== undefined && ['untouched', 'rolledBack', 'failed'].includes(known.state)) return;
    const live = await this.read(resource, known);
    if (live === null) return;
    if (resource.action === 'added' || resource.id === null)
      // Only as Rollcall left it: what somebody made of it since is not to be deleted.
      this.remove(resource, { ...live, version: known?.version ?? null });
    else this.restore(resource, live);
  }

  /** As it is; as Rollcall left it, where the org cannot be read; null where there is nothing to do. */
  private async read(
    resource: ResourcePlan,
    known: ResourceOutcome | undefined,
  ): Promise<LiveResource | null> {
    if (this.readable)
      try {
        return await find(this.client, resource, known?.id ?? resource.id, this.options);
      } catch (error) {
        if (!(error instanceof WireError) || error.facts.kind === 'cancelled') throw error;
        this.readable = false;
      }
    return this.asLeft(resource, known);
  }

  private asLeft(resource: ResourcePlan, known: ResourceOutcome | undefined): LiveResource | null {
    const version = known?.version ?? null;
    const { kind, name } = resource;
    const before = this.records.snapshot.resources.find(
      (one) => one.kind === kind && one.id === resource.id,
    );
    if (before?.secretsLeftOut === true) {
      // A list goes whole: without its secrets it would lose them.
      this.notes.push(`${resource.key} (${kind} ${before.id}): holds secrets; ${BY_ROLLCALL}`);
      return null;
    }
    if (before !== undefined)
      return { ...before, version, body: applyChanges(before.body, this.changesOf(resource)).body };
    const id = known?.id;
    if (id !== undefined) return { kind, id, name, version, body: resource.desired, enabled: true };
    this.notes.push(`${resource.key}: whether the ${kind} "${name}" was created is not known`);
    return null;
  }

  private restore(resource: ResourcePlan, live: LiveResource): void {
    const changes = this.changesOf(resource);
    const { body, applied, skipped } = applyChanges(live.body, invertChanges(changes));
    const where = `${resource.key} (${live.kind} ${live.id})`;
    if (changes.length < resource.changes.length)
      this.notes.push(
        `${where}: paths that name resources whose ids are not on record are not restored here`,
      );
    if (skipped.length > 0)
      this.notes.push(
        `${where}: people changed ${skipped.map(({ path }) => path).join(', ')}; these paths stay`,
      );
    if (applied.length > 0) this.push(where, live, body, applied.map(pathText));
  }

  /** The changes whose ids are on record: the others name what nobody wrote down. */
  private changesOf({ changes }: ResourcePlan): PathChange[] {
    return changes.flatMap((change) => {
      try {
        return resolveChanges([change], this.records.idOf);
      } catch {
        return [];
      }
    });
  }

  private remove(resource: ResourcePlan, live: LiveResource): void {
    const where = `${resource.key} (${live.kind} ${live.id})`;
    this.push(where, live, null, ['created by this rollout: deleted']);
  }

  private push(
    what: string,
    live: LiveResource,
    target: LiveResource['body'] | null,
    paths: readonly string[],
  ): void {
    const request = this.client.byHand?.(live, target) ?? null;
    if (request === null) {
      this.notes.push(`${what}: takes more than one request; ${BY_ROLLCALL}`);
      return;
    }
    const { method, url, condition, json } = request;
    if (json !== undefined && secretFieldsOf(json).length > 0) {
      this.notes.push(`${what}: the request would hold secrets; ${BY_ROLLCALL}`);
      return;
    }
    this.requests.push({
      what,
      method,
      url,
      header: condition?.header ?? null,
      version: condition?.value ?? null,
      ...(json === undefined ? {} : { json }),
      paths,
    });
  }
}

function pathText({ path, from, to }: PathChange): string {
  return `${path}: ${valueText(from)} -> ${valueText(to)}`;
}

function valueText(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length <= VALUE_CHARACTERS ? text : `${text.slice(0, VALUE_CHARACTERS)}…`;
}
