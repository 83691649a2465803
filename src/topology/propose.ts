import { parse } from 'yaml';
import { isJsonObject, type Json } from '../domain/json.js';
import type { FileEdit, Proposal } from './proposal.js';
import { editYaml } from './yaml-edit.js';
import { lineOf } from './yaml-place.js';

/** Names that an environment file gives its orgs, by logical id. */
export function namesIn(environmentText: string): Record<string, string> {
  const document = parse(environmentText) as Json;
  const orgs = isJsonObject(document) ? document['orgs'] : null;
  if (!isJsonObject(orgs)) return {};
  return Object.fromEntries(
    Object.entries(orgs).flatMap(([org, entry]) => {
      const name = isJsonObject(entry) ? entry['name'] : null;
      return typeof name === 'string' ? [[org, name]] : [];
    }),
  );
}

/** The files with all proposed edits in them; only those that change. */
export function applyProposals(
  proposals: readonly Proposal[],
  texts: ReadonlyMap<string, string | null>,
): ReadonlyMap<string, string> {
  return applyEdits(
    proposals.flatMap(({ edits }) => edits),
    texts,
  );
}

/** The files with the edits in them, in order; only those that change. */
export function applyEdits(
  edits: readonly FileEdit[],
  texts: ReadonlyMap<string, string | null>,
): ReadonlyMap<string, string> {
  const edited = new Map<string, string>();
  for (const { file, edit } of edits) {
    const text = edited.get(file) ?? texts.get(file);
    if (text === null || text === undefined) throw new Error(`${file} was not read`);
    edited.set(file, editYaml(text, [edit]));
  }
  return edited;
}

/** Line of a proposal in its file as it is, from 1. */
export function placeOf(
  { file, path }: Pick<Proposal, 'file' | 'path'>,
  texts: ReadonlyMap<string, string | null>,
): number {
  return lineOf(texts.get(file) ?? '', path);
}
