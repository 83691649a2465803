import { closestNames } from '../domain/closest-name.js';
import { ownMember } from '../domain/own-member.js';
import type { Environment, Release } from '../domain/release-model.js';
import { badInput } from './bad-input.js';

/** A release's environment by name; BadReleaseError that lists the known ones where there is none. */
export function environmentOf(release: Pick<Release, 'environments'>, name: string): Environment {
  const environment = ownMember(release.environments, name);
  if (environment) return environment;
  const known = Object.keys(release.environments);
  const listed = closestNames(name, known, known.length).join(', ') || 'none';
  throw badInput('environment', `unknown environment "${name}". Known: ${listed}`);
}
