/** What a caller needs an agent to be able to do: a skill, a language, both or nothing. */
export interface Demand {
  /** Callers with the same key wait in the same line. */
  readonly key: string;
  readonly skills: readonly string[];
}

export const noDemand: Demand = { key: '', skills: [] };

/** To the agents a language is a skill like any other. */
export function demandOf(...wanted: (string | null | undefined)[]): Demand {
  const skills = wanted.filter((skill) => typeof skill === 'string' && skill !== '') as string[];
  return skills.length === 0 ? noDemand : { key: JSON.stringify(skills), skills };
}
