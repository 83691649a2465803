import { componentSchema } from '../schema/component.js';
import type { Documents } from '../documents.js';
import type { Draft } from '../draft.js';
import { namesMeant } from './meant-name.js';

/** Components that no group has, and files below templates/ that no component names: forgotten, or left behind. */
export function checkUnusedFiles(documents: Documents, draft: Draft): void {
  checkComponents(documents, draft);
  checkTemplates(documents);
}

function checkComponents(documents: Documents, draft: Draft): void {
  const entries = documents.inFolder('components');
  const named = draft.groups.flatMap(({ components }) => components);
  const meant = namesMeant(
    named,
    entries.map(({ name }) => name),
  );
  for (const { name, file } of entries)
    if (!meant.has(name))
      documents.report(
        file,
        '',
        'unused: no group of manifest.yaml has this component; name it there or take the file away',
      );
}

function checkTemplates(documents: Documents): void {
  const named: string[] = [];
  for (const { file } of documents.inFolder('components')) {
    const parsed = componentSchema.safeParse(documents.open(file)?.value);
    // What a component that cannot be read names is not known.
    if (!parsed.success) return;
    named.push(...parsed.data.resources.map(({ template }) => template));
  }
  const files = documents.below('templates');
  const meant = namesMeant(named, files);
  for (const file of files)
    if (!meant.has(file) && !documents.isRefused(file))
      documents.report(
        file,
        '',
        'unused: no component names this template; name it in one or take the file away',
      );
}
