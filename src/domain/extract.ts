import { cycleEdges } from './extract-references.js';
import type { Extraction, ExtractRequest, LeftOut, Shared } from './extract-model.js';
import { extractTemplate } from './extract-template.js';
import { VariableNames } from './extract-variables.js';
import { keyNameOf, unique } from './identifiers.js';

/**
 * Templates that, rendered for each org, ask for exactly what the org has: equal values stay as they are, scalars
 * that differ become variables, ids become references. What cannot be said so is left out and listed.
 */
export function extract(request: ExtractRequest): Extraction {
  const leftOut: LeftOut[] = [];
  const shared = alignByName(request, leftOut);
  const names = new VariableNames(request.orgs);
  const keys = request.orgs.map((org, at) => {
    const own = shared.map(({ kind, name, lives }): [string, string] => [
      lives[at]?.id ?? '',
      `${request.group}/${kind}/${name}`,
    ]);
    return new Map([...org.known, ...own]);
  });
  const cut = new Set<string>();
  for (;;) {
    const made = shared.map((one) => extractTemplate(request, one, { names, keys, cut }));
    const cycle = cycleEdges(made.map(({ key, bodies }) => ({ key, body: [...bodies] })));
    if (cycle !== null) {
      cut.add(cycle);
      names.clear();
      continue;
    }
    leftOut.push(...made.flatMap((one) => one.leftOut));
    const resources = made.map(({ resource }) => resource);
    return { resources, variables: names.used(resources.map((one) => one.template)), leftOut };
  }
}

function alignByName(request: ExtractRequest, leftOut: LeftOut[]): Shared[] {
  const taken = new Set(request.taken);
  const { orgs } = request;
  return request.kinds.flatMap((kind) => {
    const of = orgs.map(({ resources, known }) =>
      resources.filter((live) => live.kind === kind && !known.has(live.id)),
    );
    const all = [...new Set(of.flat().map(({ name }) => name))].sort();
    return all.flatMap((name): Shared[] => {
      const lives = of.map((list) => list.filter((live) => live.name === name));
      const holders = orgs.filter((_, at) => (lives[at] ?? []).length > 0).map(({ org }) => org);
      const leave = (reason: string): Shared[] => {
        leftOut.push({ resource: `${kind}/${name}`, path: '', reason });
        return [];
      };
      if (lives.some((list) => list.length > 1)) return leave('is there twice in one org');
      if (name.includes('{{')) return leave('its name would be taken for a variable');
      if (lives.flat().some(({ body }) => Object.hasOwn(body, 'ref')))
        return leave('has a member `ref`, which templates keep for references');
      if (holders.length < orgs.length) return leave(`is only in ${holders.join(', ')}`);
      const key = unique(`${kind}/${keyNameOf(name)}`, taken).slice(kind.length + 1);
      return [{ kind, name: key, lives: lives.flat() }];
    });
  });
}
