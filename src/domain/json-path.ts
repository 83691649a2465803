export type PathSegment = string | number;

const plainName = /^[A-Za-z_][\w-]*$/;

/** A place in a document as findings name it: `deployment_targets[1].components[0]`. */
export function formatPath(segments: readonly PathSegment[]): string {
  let path = '';
  for (const segment of segments) {
    if (typeof segment === 'number') path += `[${segment}]`;
    else if (!plainName.test(segment)) path += `[${JSON.stringify(segment)}]`;
    else path += path === '' ? segment : `.${segment}`;
  }
  return path;
}

const lastSegment = /(?:\.?[A-Za-z_][\w-]*|\[(?:\d+|"(?:[^"\\]|\\.)*")\])$/;

/** The path of what holds the value at `path`; empty for the whole document. */
export function parentPath(path: string): string {
  return path.replace(lastSegment, '');
}
