import type { Documents } from '../documents.js';

interface Occurrence {
  readonly file: string;
  readonly path: string;
  readonly message: string;
  readonly orgs: Map<string, string[]>;
}

/** The same thing wrong in many orgs: said once, with where it happens. */
export class Occurrences {
  private readonly found = new Map<string, Occurrence>();

  add(where: { environment: string; org: string }, what: Omit<Occurrence, 'orgs'>): void {
    const id = JSON.stringify([what.file, what.path, what.message]);
    const entry = this.found.get(id) ?? { ...what, orgs: new Map<string, string[]>() };
    this.found.set(id, entry);
    const orgs = entry.orgs.get(where.environment) ?? [];
    entry.orgs.set(where.environment, orgs);
    if (!orgs.includes(where.org)) orgs.push(where.org);
  }

  reportTo(documents: Documents): void {
    for (const { file, path, message, orgs } of this.found.values()) {
      const places = [...orgs].map(([environment, names]) => {
        const more = names.length > 1 ? ` and ${names.length - 1} more` : '';
        return `${environment}: ${names[0]}${more}`;
      });
      documents.report(file, path, `${message} (${places.join('; ')})`);
    }
  }
}
