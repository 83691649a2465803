import type { Json } from './json.js';

/** Members that the platform keeps by itself, at the top of a body. */
const owned: ReadonlySet<string> = new Set([
  'id',
  'version',
  'state',
  'etag',
  'createdBy',
  'modifiedBy',
]);
const dated = /^date[A-Z]|^(created|modified|updated|published|last\w*)(At|On|Date|Time)$/;

/** True for what the platform gives and nobody configures; links to itself anywhere, the rest at the top. */
export function isPlatformOwned(member: string, depth: number): boolean {
  if (member === 'selfUri' || member === '_links') return true;
  return depth === 0 && (owned.has(member) || dated.test(member));
}

const address = /[a-z][a-z0-9+.-]*:\/\/|\b(sips?|tel|mailto):\S/i;
const phoneNumber = /\+\d[\d ()./-]{5,}\d/;
const host = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(:\d+)?$/i;
const ipAddress = /^\d{1,3}(\.\d{1,3}){3}(:\d+)?$/;

/** True for text that belongs to one environment: an address, a host, a telephone number. */
export function isEnvironmentLiteral(text: string): boolean {
  return address.test(text) || phoneNumber.test(text) || host.test(text) || ipAddress.test(text);
}

/** True for text that a template would take for a variable; there is no other way to write it. */
export function looksLikeVariable(text: string): boolean {
  return text.includes('{{');
}

export function isScalar(value: Json): value is string | number | boolean {
  return value !== null && typeof value !== 'object';
}
