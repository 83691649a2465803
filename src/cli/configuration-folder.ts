import { existsSync } from 'node:fs';
import path from 'node:path';
import { BadReleaseError } from '../release/port.js';
import type { Context } from './context.js';

/** The configuration's folder where nobody names one: the current one where it has a manifest, else `config`. */
export function defaultFolder({ settings }: Context): string {
  if (existsSync('manifest.yaml')) return '.';
  return path.join('.', settings.configFolder === '' ? 'config' : settings.configFolder);
}

/** One thing wrong with an option of the command line. */
export function inputFinding(option: string, message: string): BadReleaseError {
  return new BadReleaseError([
    { file: 'input', line: null, column: null, path: `--${option}`, message },
  ]);
}
