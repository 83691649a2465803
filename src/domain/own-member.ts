/** A record's own member. Names come from files, so that `constructor` must not find what objects inherit. */
export function ownMember<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
