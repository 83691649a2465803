import { readCredentialReference } from '../../domain/credential-reference.js';
import { formatPath } from '../../domain/json-path.js';
import type { OrgBinding } from '../../domain/release-model.js';
import type { Documents } from '../documents.js';
import type { Draft } from '../draft.js';

interface Holder {
  readonly environment: string;
  readonly org: string;
  readonly realOrg: string;
}

/**
 * Every reference to credentials: readable, and of one real org only. A client that two orgs share would stop both when
 * it is revoked. The same real org may be mapped in several environments.
 */
export function checkCredentials(documents: Documents, draft: Draft): void {
  const holders = new Map<string, Holder>();
  for (const { name, file } of documents.inFolder('environments')) {
    const orgs = Object.hasOwn(draft.environments, name) ? draft.environments[name]?.orgs : {};
    for (const binding of Object.values(orgs ?? {})) {
      const { org, credentials } = binding;
      const report = (message: string): void =>
        documents.report(file, formatPath(['orgs', org, 'credentials']), message);
      const read = readCredentialReference(credentials);
      if (!read.ok) report(read.problem);
      const holder: Holder = { environment: name, org, realOrg: realOrgOf(binding) };
      const other = holders.get(credentials);
      if (other === undefined) holders.set(credentials, holder);
      else if (other.realOrg !== holder.realOrg) report(sharedWith(other, name));
    }
  }
}

/** Without the address: an org that moved is the same org. */
function realOrgOf({ platform, realOrgId }: OrgBinding): string {
  return `${platform}/${realOrgId}`;
}

function sharedWith({ environment, org }: Holder, here: string): string {
  const where = environment === here ? '' : ` of ${environment}`;
  return `are those of "${org}"${where}, too: give each org an OAuth client of its own`;
}
