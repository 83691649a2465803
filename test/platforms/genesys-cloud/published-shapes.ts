import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../release/fixture.js';

/** An operation as the vendor's own SDK has it (the package's version is that of package.json). */
export interface Operation {
  readonly name: string;
  readonly method: string;
  /** Of the path, with parameters as `{}`. */
  readonly path: RegExp;
  /** How many parts of the path it takes as parameters. */
  readonly parameters: number;
  readonly query: ReadonlySet<string>;
  /** Members of the body's model; null where it has no model, or takes any object. */
  readonly body: ReadonlySet<string> | null;
}

const SDK = path.join(projectRoot, 'node_modules/purecloud-platform-client-v2');

/** Every operation that the SDK has. */
export function publishedOperations(): readonly Operation[] {
  const types = readFileSync(path.join(SDK, 'index.d.ts'), 'utf8');
  const models = modelsOf(types);
  const membersIn = (model: string | undefined): ReadonlySet<string> | null =>
    model === undefined ? null : membersOf(types, model);
  const folder = path.join(SDK, 'src/purecloud-platform-client-v2/api');
  return readdirSync(folder).flatMap((file) => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    const calls = text.matchAll(
      /\n\t(\w+)\([^)]*\) ?\{(?:(?!\n\t\}\n)[\s\S])*?callApi\(\s*'([^']+)',\s*'(\w+)',\s*(\{[^}]*\}),\s*(\{[^}]*\})/g,
    );
    return [...calls].map(([, name = '', route = '', method = '', , query = '']) => ({
      name,
      method,
      path: patternOf(route),
      parameters: route.split('{').length - 1,
      query: new Set([...query.matchAll(/'(\w+)':/g)].map(([, one = '']) => one)),
      body: membersIn(models.get(name)),
    }));
  });
}

/** The operation of a request; one that names a path's last part goes before one that takes any. */
export function operationOf(
  operations: readonly Operation[],
  { method, path }: { readonly method: string; readonly path: string },
): Operation | undefined {
  const fitting = operations.filter((one) => one.method === method && one.path.test(path));
  return fitting.toSorted((a, b) => a.parameters - b.parameters)[0];
}

function patternOf(route: string): RegExp {
  const escaped = route.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}

/** The model of each operation's body, by the operation's name. */
function modelsOf(types: string): ReadonlyMap<string, string> {
  const signatures = types.matchAll(/\n\s+(\w+)\([^\n]*?body\??: Models\.(\w+)[^\n]*\): Promise/g);
  return new Map([...signatures].map(([, name = '', model = '']) => [name, model]));
}

function membersOf(types: string, model: string): ReadonlySet<string> {
  const from = types.indexOf(`export interface ${model} {`);
  const text = types.slice(from, types.indexOf('\n\t}', from));
  return new Set([...text.matchAll(/"(\w+)"\??:/g)].map(([, one = '']) => one));
}
