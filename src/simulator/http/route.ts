import { Problem } from './problem.js';

/** A method and a path whose `:name` segments match anything. */
export interface Route<Handler> {
  method: string;
  path: string;
  handle: Handler;
}

/** A route found for a request, with what its `:name` segments matched. */
export interface RouteMatch<Handler> {
  handle: Handler;
  params: string[];
}

/** Finds the route of a request, or refuses with 404 or 405. */
export function matchRoute<Handler>(
  routes: Route<Handler>[],
  method: string,
  path: string,
): RouteMatch<Handler> {
  const atPath = routes.filter((route) => paramsOf(route.path, path) !== undefined);
  const route = atPath.find((one) => one.method === method);
  if (route !== undefined)
    return { handle: route.handle, params: paramsOf(route.path, path) ?? [] };
  if (atPath.length === 0) throw Problem.notFound(`nothing at ${path}`);
  const allowed = atPath.map((one) => one.method).join(', ');
  throw new Problem(405, 'method.not.allowed', `${method} is not possible at ${path}`, [], {
    Allow: allowed,
  });
}

function paramsOf(pattern: string, path: string): string[] | undefined {
  const expected = pattern.split('/');
  const actual = path.split('/');
  if (expected.length !== actual.length) return undefined;
  const params: string[] = [];
  for (const [index, segment] of expected.entries()) {
    const value = actual[index] ?? '';
    if (segment.startsWith(':') && value !== '') params.push(decoded(value));
    else if (segment !== value) return undefined;
  }
  return params;
}

/** A path segment in clear; one that is wrongly encoded stands for itself. */
export function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
