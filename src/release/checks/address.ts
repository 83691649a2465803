import { isIPv6 } from 'node:net';

import { wordsOf } from './member-name.js';

const phoneNames: ReadonlySet<string> = new Set(
  'phone phones telephone tel mobile fax msisdn number numbers ani dnis did dids caller dial destination'.split(
    ' ',
  ),
);
const hostNames: ReadonlySet<string> = new Set(
  'host hosts hostname fqdn domain proxy proxies registrar endpoint server servers url urls uri uris address'.split(
    ' ',
  ),
);

const phonePatterns = [
  /(?<![\w.+-])\+[1-9][\d\s().-]{5,20}\d/g,
  /(?<![\w.-])00[1-9]\d{7,13}(?!\w)/g,
  /(?<![\w.-])(?:1[-. ])?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\w-])/g,
  /\b(?:tel|sips?):[^\s\uFFFC@]*\d[^\s\uFFFC]*/gi,
];

/** A phone number or telephone URI in a text, null where there is none. Variables are left out of it. */
export function phoneNumberIn(name: string, text: string): string | null {
  for (const pattern of phonePatterns)
    for (const [found] of text.matchAll(pattern))
      if (/^(?:tel|sips?):/i.test(found) || isPhoneLength(found)) return found;
  const named = wordsOf(name).some((word) => phoneNames.has(word));
  return named && /^[\d\s()./-]+$/.test(text) && isPhoneLength(text) ? text : null;
}

function isPhoneLength(text: string): boolean {
  const digits = text.replace(/\D/g, '').length;
  return digits >= 7 && digits <= 15;
}

const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const hostPatterns = [
  /(?<![\w+.-])[a-z][a-z0-9+.-]{1,15}:\/\/[\w[][^\s\uFFFC]*/i,
  /\bsips?:[^\s\uFFFC@]*@[^\s\uFFFC]+/i,
  // Ends of names that are no words, so that `call.queue.id` or `Caller.name` is not taken for a host.
  /(?<![\w.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|net|org|edu|gov|mil|biz|cloud|local|internal|lan|corp|test|example|invalid|localdomain)(?![\w-]|\.\w)/,
  /(?<![\w.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.){2,}(?:ai|app|au|br|ca|ch|cn|cz|de|dev|dk|es|eu|fi|fr|hk|ie|info|io|jp|kr|mx|nl|nz|pl|pt|se|sg|uk|us|za)(?![\w-]|\.\w)/,
  /(?<![\w.-])localhost(?![\w-]|\.\w)/,
];
const ipv4 = new RegExp(`(?<![\\w.-])(?:${octet}\\.){3}${octet}(?![\\w-]|\\.\\w)`);

/** A host, URL or IP address in a text, null where there is none. Variables are left out of it. */
export function hostIn(name: string, text: string): string | null {
  for (const pattern of hostPatterns) {
    const found = pattern.exec(text);
    if (found) return found[0];
  }
  const words = wordsOf(name);
  const address = words.includes('version') ? null : ipv4.exec(text);
  if (address) return address[0];
  const tokens = text.split(/[\s,;"'()[\]\uFFFC]+/);
  const v6 = tokens.find((token) => /[0-9a-f]/i.test(token) && isIPv6(token));
  if (v6 !== undefined) return v6;
  const named = words.some((word) => hostNames.has(word));
  return named && /^[\w-]+(?:\.[\w-]+)+(?::\d+)?$/.test(text) ? text : null;
}
