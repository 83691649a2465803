import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ExitCode } from '../../src/cli/exit-code.js';
import { documentOf, scriptsOf, templates, textOf, type Template } from './templates.js';

type Node = Readonly<Record<string, unknown>>;

const documentOfVendor = (vendor: Template['vendor']): Node =>
  documentOf(templates.find((template) => template.vendor === vendor) as Template);

describe('the CI template of github', () => {
  const document = documentOfVendor('github');
  const jobs = document['jobs'] as Record<string, Node>;

  it('runs what others wrote without secrets', () => {
    assert.deepEqual(Object.keys(document['on'] as Node), ['pull_request', 'push', 'release']);
    const { plan, validate } = jobs;
    assert.equal(
      plan?.['if'],
      'github.event.pull_request.head.repo.full_name == github.repository',
    );
    assert.equal(validate?.['environment'], undefined);
    assert.equal(validate?.['env'], undefined);
  });

  it('has no right that it does not need', () => {
    assert.deepEqual(document['permissions'], {});
    const permissions = Object.entries(jobs).map(([name, job]) => [name, job['permissions']]);
    assert.deepEqual(Object.fromEntries(permissions), {
      validate: { contents: 'read' },
      plan: { contents: 'read', 'pull-requests': 'write' },
      staging: { contents: 'read' },
      production: { contents: 'read' },
    });
  });

  it('pins its actions, and leaves no token behind in a checkout', () => {
    const steps = Object.values(jobs).flatMap((job) => job['steps'] as Node[]);
    const used = steps.filter((step) => 'uses' in step);
    assert.equal(used.length, 11);
    for (const { uses, with: given } of used) {
      assert.match(String(uses), /^actions\/[a-z-]+@v\d+$/);
      if (String(uses).startsWith('actions/checkout@'))
        assert.equal((given as Node)['persist-credentials'], false);
    }
  });

  it('rolls out to an environment one after the other, under its protection', () => {
    for (const name of ['staging', 'production']) {
      const concurrency = { group: `rollcall-${name}`, 'cancel-in-progress': false };
      assert.deepEqual(jobs[name]?.['concurrency'], concurrency);
      assert.equal(jobs[name]?.['environment'], name);
    }
  });
});

describe('the CI template of gitlab', () => {
  const document = documentOfVendor('gitlab');
  const job = (name: string): Node => document[name] as Node;
  const conditionOf = (name: string): string =>
    (job(name)['rules'] as { if: string }[]).map((rule) => rule.if).join();

  it('plans only merge requests of the project itself', () => {
    const own = /\$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == \$CI_MERGE_REQUEST_PROJECT_ID$/;
    assert.match(conditionOf('plan'), own);
    assert.equal(job('validate')['environment'], undefined);
  });

  it('takes a protected tag only, and a person to run it', () => {
    const { rules } = document['workflow'] as { rules: { if: string }[] };
    const ofTags = rules.filter((rule) => rule.if.includes('CI_COMMIT_TAG'));
    assert.equal(ofTags.length, 1);
    assert.match(ofTags[0]?.if ?? '', /=~ \/\^v\/ && \$CI_COMMIT_REF_PROTECTED == "true"/);
    const [rule] = job('production')['rules'] as Node[];
    assert.equal(rule?.['when'], 'manual');
  });

  it('rolls out to an environment one after the other, under its protection', () => {
    for (const name of ['staging', 'production']) {
      assert.equal(job(name)['resource_group'], `rollcall-${name}`);
      assert.equal(job(name)['environment'], name);
    }
  });
});

describe('the CI template of azure', () => {
  const stages = documentOfVendor('azure')['stages'] as Node[];
  const stage = (name: string): Node => stages.find((node) => node['stage'] === name) as Node;

  it('plans only pull requests that are from no fork', () => {
    const own = /ne\(variables\['System\.PullRequest\.IsFork'\], 'True'\)/;
    assert.match(String(stage('plan')['condition']), own);
    assert.equal(stage('validate')['variables'], undefined);
  });

  it('rolls out to an environment one after the other, under its protection', () => {
    for (const name of ['staging', 'production']) {
      assert.equal(stage(name)['lockBehavior'], 'sequential');
      assert.deepEqual(stage(name)['variables'], [{ group: `rollcall-${name}` }]);
      const [job] = stage(name)['jobs'] as Node[];
      assert.equal(job?.['environment'], name);
    }
  });

  // Azure Pipelines knows no anchors, so it is written out four times.
  it('installs Rollcall in every job the same way', () => {
    const template = templates.find(({ vendor }) => vendor === 'azure') as Template;
    const installs = scriptsOf(template).filter(({ step }) => step === 'Install Rollcall');
    assert.equal(installs.length, 4);
    assert.equal(new Set(installs.map(({ text }) => text)).size, 1);
  });
});

describe('docs/ci.md', () => {
  const page = readFileSync('docs/ci.md', 'utf8');
  const known = page + readFileSync('docs/settings.md', 'utf8');

  it('has every exit code', () => {
    for (const code of Object.values(ExitCode))
      assert.match(page, new RegExp(`^\\| ${code} `, 'm'));
  });

  it('has every variable of Rollcall and Temporal that a template uses', () => {
    for (const template of templates) {
      const names = new Set(textOf(template).match(/\b(ROLLCALL|TEMPORAL)_[A-Z_]*[A-Z]\b/g));
      assert.ok(names.size > 0);
      for (const name of names) assert.ok(isKnown(name), `${template.file}: ${name}`);
    }
  });

  function isKnown(name: string): boolean {
    return known.includes(`\`${name}\``) || name.startsWith('TEMPORAL_TLS');
  }

  it('names every template and every environment', () => {
    const names = ['production-plan', 'rollcall-plan', 'rollcall-staging', 'rollcall-production'];
    for (const { file } of templates) assert.ok(page.includes(`../${file}`), file);
    for (const name of names) assert.ok(page.includes(`\`${name}\``), name);
  });
});
