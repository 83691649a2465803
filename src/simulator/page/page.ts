import type { Answer } from '../http/answer.js';
import type { SimulatorRequest } from '../http/request.js';
import { html } from './html.js';
import { appScript } from './scripts/app.js';
import { domScript } from './scripts/dom.js';
import { figuresScript } from './scripts/figures.js';
import { orgsScript } from './scripts/orgs.js';
import { panelsScript } from './scripts/panels.js';
import { sparklineScript } from './scripts/sparkline.js';
import { style } from './style.js';

interface PageFile {
  mediaType: string;
  text: string;
}

const javascript = 'text/javascript; charset=utf-8';

/** The page's files are texts in code: the compiler copies no others. */
const files: ReadonlyMap<string, PageFile> = new Map([
  ['/', { mediaType: 'text/html; charset=utf-8', text: html }],
  ['/_sim/page/style.css', { mediaType: 'text/css; charset=utf-8', text: style }],
  ['/_sim/page/app.js', { mediaType: javascript, text: appScript }],
  ['/_sim/page/dom.js', { mediaType: javascript, text: domScript }],
  ['/_sim/page/figures.js', { mediaType: javascript, text: figuresScript }],
  ['/_sim/page/orgs.js', { mediaType: javascript, text: orgsScript }],
  ['/_sim/page/panels.js', { mediaType: javascript, text: panelsScript }],
  ['/_sim/page/sparkline.js', { mediaType: javascript, text: sparklineScript }],
]);

const headers = {
  'Cache-Control': 'no-cache',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'",
  'X-Content-Type-Options': 'nosniff',
};

/** The page for people, or one of its parts; undefined for any other request. */
export function pageAnswer({ method, path }: SimulatorRequest): Answer | undefined {
  const file = method === 'GET' ? files.get(path) : undefined;
  if (file === undefined) return undefined;
  return { status: 200, headers, body: file.text, mediaType: file.mediaType };
}
