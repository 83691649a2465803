import { nameOf, type Resource } from '../world/resource.js';
import type { ResourceStore } from '../world/resource-store.js';
import type { ResourceKind } from '../world-file.js';
import { isNative, versionsOf, type NativeKind, type ScriptVersion } from './bodies.js';
import type { SkillReference } from './studio-compile.js';

const neutralKinds: Record<NativeKind, ResourceKind> = {
  skill: 'queue',
  script: 'flow',
  point_of_contact: 'flow',
  hours_of_operation: 'directory',
};

export function neutralKindOf(kind: NativeKind): ResourceKind {
  return neutralKinds[kind];
}

/** What is configured in one tenant, in CXone's terms. */
export class Configuration {
  readonly #store: ResourceStore;
  readonly #orgId: string;

  constructor(store: ResourceStore, orgId: string) {
    this.#store = store;
    this.#orgId = orgId;
  }

  list(kind: NativeKind): Resource[] {
    return this.#store
      .list(this.#orgId, neutralKindOf(kind))
      .filter((resource) => isNative(resource, kind));
  }

  get(kind: NativeKind, id: string): Resource | undefined {
    const resource = this.#store.get(id);
    if (resource === undefined || resource.orgId !== this.#orgId) return undefined;
    return isNative(resource, kind) ? resource : undefined;
  }

  named(kind: NativeKind, name: string): Resource | undefined {
    return this.list(kind).find((resource) => nameOf(resource) === name);
  }

  skillReferences(): SkillReference[] {
    return this.list('skill').map((skill) => ({ id: skill.id, skillName: nameOf(skill) }));
  }

  /** What a script name stands for now. */
  currentVersion(scriptName: string): ScriptVersion | undefined {
    const script = this.named('script', scriptName);
    return script === undefined ? undefined : versionsOf(script).at(-1);
  }

  /** The script that was once saved under this id. */
  scriptOfVersion(scriptId: number): { script: Resource; version: ScriptVersion } | undefined {
    for (const script of this.list('script')) {
      const version = versionsOf(script).find((one) => one.scriptId === scriptId);
      if (version !== undefined) return { script, version };
    }
    return undefined;
  }
}
