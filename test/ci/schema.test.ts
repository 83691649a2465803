import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { documentOf, templates, type Template } from './templates.js';

describe('CI templates keep to what their vendor published', () => {
  for (const template of templates) {
    describe(template.vendor, () => {
      let validate: ValidateFunction;

      before(() => {
        validate = validatorOf(template);
      });

      it(`accepts ${template.file}`, () => {
        const valid = validate(documentOf(template));
        assert.ok(valid, JSON.stringify(validate.errors?.slice(0, 5), null, 2));
      });

      it('refuses a job that has a member of no vendor', () => {
        const broken = structuredClone(documentOf(template));
        Object.assign(someJob(template, broken), { runs_when: 'mondays' });
        assert.equal(validate(broken), false);
      });
    });
  }
});

// Formats are off, since only GitLab's has any ("uri"); the schemas' patterns are not Unicode ones.
function validatorOf({ schema }: Template): ValidateFunction {
  const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
  const file = path.join('test/ci/schemas', schema);
  return ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object);
}

function someJob({ vendor }: Template, document: object): object {
  const at = { github: ['jobs', 'plan'], gitlab: ['plan'], azure: ['stages', '1', 'jobs', '0'] };
  return at[vendor].reduce<object>(
    (node, key) => (node as Record<string, object>)[key] as object,
    document,
  );
}
