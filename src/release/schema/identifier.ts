import { z } from 'zod';

/** Names of groups, components, resources, orgs and environments: they become parts of keys and ids. */
export const identifier = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/, 'must be made of letters, digits, "_" and "-"');
