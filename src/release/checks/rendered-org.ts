import type { Environment, RenderedResource } from '../../domain/release-model.js';

/** One org's rendering while it is checked. */
export interface RenderedOrg {
  readonly environment: Environment;
  readonly org: string;
  readonly resources: readonly RenderedResource[];
  /** The template of a resource. */
  readonly templateOf: (key: string) => string;
  readonly add: (file: string, path: string, message: string) => void;
}
