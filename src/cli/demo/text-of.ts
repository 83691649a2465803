import type { Json } from '../../domain/json.js';

/** A member that should be a text; empty where it is none. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
