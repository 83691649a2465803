import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { evidenceJsonSchema } from '../../ledger/evidence-file.js';
import { jsonSchemas } from '../../release/json-schemas.js';
import { act, printJson, type CommonOptions, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';

interface SchemaOptions extends CommonOptions {
  readonly out: string;
}

/** `rollcall schema`: JSON Schemas by which an editor completes and checks the configuration's files. */
export function addSchema(program: Command, context: Context): void {
  program
    .command('schema')
    .description('write JSON Schemas of the configuration files, for editors')
    .option('--out <folder>', 'where to write them', 'schemas')
    .option('--json', 'one JSON object as the last line')
    .action(
      act(context, async ({ out, json }: SchemaOptions) => {
        const { terminal } = context;
        await mkdir(out, { recursive: true });
        const files: { file: string; describes: string }[] = [];
        for (const { file, describes, schema } of published()) {
          const written = path.join(out, file);
          await writeFile(written, `${JSON.stringify(schema, null, 2)}\n`);
          files.push({ file: written, describes });
          terminal.out(`${written}: ${describes}`);
        }
        for (const line of usage) terminal.out(line);
        if (json === true) printJson(context, { files });
        return ExitCode.succeeded;
      }),
    );
}

/** Of the configuration's files, and of the evidence that `rollcall judge` reads. */
function published(): ReturnType<typeof jsonSchemas> {
  const file = 'evidence.schema.json';
  const describes = 'evidence for rollcall judge';
  return [...jsonSchemas(), { file, describes, schema: evidenceJsonSchema() }];
}

const usage = [
  '',
  'An editor with the YAML language server uses one where the first line of a file names it:',
  '  # yaml-language-server: $schema=../schemas/manifest.schema.json',
  '(the path is relative to the file), or by its settings: yaml.schemas, from a schema to a pattern.',
];
