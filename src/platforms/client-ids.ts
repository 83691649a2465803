/** An org as the registry tells them apart. */
export interface ClientOwner {
  /** Platform and real org id. */
  readonly key: string;
  /** Logical org id, for the message. */
  readonly org: string;
}

/** Which org uses which OAuth client. */
export interface ClientIdRegistry {
  /** Throws where another org uses the client already. An org that changes its client frees the old one. */
  claim(clientId: string, owner: ClientOwner): void;
}

/** Each org needs credentials of its own: a shared account that is revoked would stop every rollout at once. */
export function createClientIdRegistry(): ClientIdRegistry {
  const owners = new Map<string, ClientOwner>();
  return {
    claim(clientId, owner) {
      const known = owners.get(clientId);
      if (known !== undefined && known.key !== owner.key) {
        throw new Error(
          `${owner.org} and ${known.org} share one OAuth client. Give each org a client of its own.`,
        );
      }
      for (const [id, { key }] of owners) if (key === owner.key) owners.delete(id);
      owners.set(clientId, owner);
    },
  };
}
