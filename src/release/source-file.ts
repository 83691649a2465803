/** Larger files are refused unread: a template of a megabyte is a mistake. */
export const maximumFileBytes = 1024 * 1024;

/** A file of the configuration: its bytes, or why they were not read. */
export type SourceFile =
  { readonly bytes: Uint8Array } | { readonly bytes: null; readonly refused: string };

/** Files by path below the configuration root. */
export type SourceFiles = ReadonlyMap<string, SourceFile>;

export const tooLarge: SourceFile = { bytes: null, refused: 'is larger than 1 MiB' };
export const notRegular: SourceFile = { bytes: null, refused: 'is not a regular file' };

const roots = ['components/', 'environments/', 'templates/'];

/** True for files that a release is made of; operations.yaml and all else is left alone. */
export function isReleaseFile(path: string): boolean {
  if (path === 'manifest.yaml' || path === 'policy.yaml') return true;
  return roots.some((root) => path.startsWith(root)) && /\.(ya?ml|json)$/.test(path);
}
