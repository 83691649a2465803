import {
  readCredentialReference,
  type CredentialReference,
  type CredentialScheme,
} from '../domain/credential-reference.js';
import { SecretError } from './errors.js';

type ReferenceOf<Scheme extends CredentialScheme> = Extract<
  CredentialReference,
  { readonly scheme: Scheme }
>;

/** A reference as its provider needs it. Throws a SecretError where it is none of that scheme. */
export function referenceOf<Scheme extends CredentialScheme>(
  scheme: Scheme,
  text: string,
): ReferenceOf<Scheme> {
  const read = readCredentialReference(text);
  if (!read.ok) throw new SecretError(`The credentials reference "${text}" ${read.problem}.`);
  if (read.reference.scheme !== scheme)
    throw new SecretError(`The credentials reference "${text}" is none of ${scheme}:.`);
  return read.reference as ReferenceOf<Scheme>;
}
