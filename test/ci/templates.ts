import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A template as a user copies it. */
export interface Template {
  readonly vendor: 'github' | 'gitlab' | 'azure';
  readonly file: string;
  readonly schema: string;
}

export const templates: readonly Template[] = [
  { vendor: 'github', file: 'templates/ci/github/rollcall.yml', schema: 'github-workflows.json' },
  { vendor: 'gitlab', file: 'templates/ci/gitlab/.gitlab-ci.yml', schema: 'gitlab-ci.json' },
  {
    vendor: 'azure',
    file: 'templates/ci/azure/azure-pipelines.yml',
    schema: 'azure-pipelines.json',
  },
];

/** One script of a template, as the vendor would hand it to bash. */
export interface Script {
  readonly job: string;
  /** What the step is called; in GitLab, which has no steps: `script` or `before_script`. */
  readonly step: string;
  readonly text: string;
}

type Node = Readonly<Record<string, unknown>>;

export const textOf = ({ file }: Template): string => readFileSync(file, 'utf8');

/** The document as its vendor reads it: to Azure every scalar is a string. */
export function documentOf(template: Template): Node {
  const schema = template.vendor === 'azure' ? 'failsafe' : 'core';
  return parse(textOf(template), { schema }) as Node;
}

/** Every script, in the order of the file. */
export function scriptsOf(template: Template): readonly Script[] {
  return jobsOf(template).flatMap(([job, node]) => scriptsIn(node, job));
}

/** The script of a job that has this step, for one that exists. */
export function scriptOf(vendor: Template['vendor'], job: string, step: string): string {
  const template = templates.find((template) => template.vendor === vendor) as Template;
  const found = scriptsOf(template).find((script) => script.job === job && script.step === step);
  if (found === undefined) throw new Error(`${template.file}: no "${step}" in ${job}`);
  return found.text;
}

function jobsOf(template: Template): [string, Node][] {
  const document = documentOf(template);
  if (template.vendor === 'github') return entriesOf(document['jobs']);
  if (template.vendor === 'azure')
    return (document['stages'] as Node[]).map((stage) => [String(stage['stage']), stage]);
  return entriesOf(document).filter(([, node]) => 'script' in node || 'before_script' in node);
}

const entriesOf = (node: unknown): [string, Node][] => Object.entries(node as Record<string, Node>);

function scriptsIn(node: unknown, job: string): Script[] {
  if (Array.isArray(node)) return node.flatMap((item) => scriptsIn(item, job));
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    if ((key === 'run' || key === 'bash') && typeof value === 'string') {
      const { name, displayName } = node as Node;
      return [{ job, step: String(name ?? displayName), text: value }];
    }
    if (key === 'script' || key === 'before_script')
      return [{ job, step: key, text: (value as string[]).join('\n') }];
    return scriptsIn(value, job);
  });
}
