import type { LiteralRules } from '../domain/extract-rules.js';
import { hostIn, phoneNumberIn } from './checks/address.js';
import { PlatformIds, typeNamesHolder } from './checks/platform-id.js';
import { secretIn } from './checks/secret.js';
import type { Draft } from './draft.js';

/** What the checks of templates would find in a value, for those who write templates. */
export function literalRules(draft: Pick<Draft, 'environments'>): LiteralRules {
  const ids = new PlatformIds(draft);
  return {
    isLocal: (member, value) =>
      ids.in(member, value) !== null ||
      phoneNumberIn(member, String(value)) !== null ||
      hostIn(member, String(value)) !== null,
    isSecret: (member, value) => secretIn(member, value) !== null,
    idMember: (type) => (typeNamesHolder(type) ? 'orgId' : 'id'),
  };
}
