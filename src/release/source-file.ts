/** Larger files are refused unread: a template of a megabyte is a mistake. */
export const maximumFileBytes = 1024 * 1024;

/** A file of the configuration: its bytes, or why they were not read. */
export type SourceFile =
  { readonly bytes: Uint8Array } | { readonly bytes: null; readonly refused: string };

/** Files by path below the configuration root. */
export type SourceFiles = ReadonlyMap<string, SourceFile>;

export const tooLarge: SourceFile = { bytes: null, refused: 'is larger than 1 MiB' };
export const notRegular: SourceFile = {
  bytes: null,
  refused: 'is not a regular file: links and submodules are not followed',
};

/** All files of a release together. */
export const maximumReleaseBytes = 64 * 1024 * 1024;

/** More files than this are no configuration but an accident. */
export const maximumFiles = 10_000;

/** Folders whose files a release is made of. */
export const releaseFolders = ['components', 'environments', 'templates'] as const;

/** True for files that a release is made of; operations.yaml and all else is left alone. */
export function isReleaseFile(path: string): boolean {
  if (path === 'manifest.yaml' || path === 'policy.yaml') return true;
  if (misnamed.test(path)) return true;
  return isBelow(path) && /\.(ya?ml|json)$/.test(path);
}

/** True for links and submodules that stand where files of a release are expected. */
export function isReleasePlace(path: string): boolean {
  return isReleaseFile(path) || isBelow(path) || releaseFolders.some((folder) => folder === path);
}

/** Files beside the manifest that only look as if they were read. */
export const misnamed = /^(?:manifest|policy|operations)\.(?:yml|json)$/;

function isBelow(path: string): boolean {
  return releaseFolders.some((folder) => path.startsWith(`${folder}/`));
}
