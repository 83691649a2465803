import { BadReleaseError } from './port.js';

/** One thing wrong with an input that is no file: a ref, a repository, an environment's name. */
export function badInput(input: string, message: string): BadReleaseError {
  return new BadReleaseError([{ file: input, line: null, column: null, path: '', message }]);
}
