import type { JsonObject } from './json.js';
import { remediateCommand, shellWord } from './remediation-words.js';

/** One conditional request that takes a resource back. */
export interface ScriptRequest {
  /** For people: `global_shared/queue/support (queue q-1)`. */
  readonly what: string;
  readonly method: string;
  readonly url: string;
  /** The header that makes it conditional; null where the platform has none for the kind. */
  readonly header: string | null;
  /** What the header is to say; null: nobody knows, and the script does not guess unless told to. */
  readonly version: string | null;
  readonly json?: JsonObject;
  /** What changes, a line each. */
  readonly paths: readonly string[];
}

export interface ScriptOrg {
  readonly org: string;
  /** In the order in which they are to be sent. */
  readonly requests: readonly ScriptRequest[];
  /** What no request can do, for people. */
  readonly notes: readonly string[];
}

export interface ScriptInput {
  readonly rolloutId: string;
  /** ISO 8601. */
  readonly madeAt: string;
  readonly orgs: readonly ScriptOrg[];
}

/**
 * A POSIX shell script that takes back by hand what a rollout left in trouble. It holds no secret: tokens come from
 * the environment. Each request is conditional on the version that Rollcall's write left, so what a person changed
 * since is left alone.
 */
export function remediationScript(input: ScriptInput): string {
  const variables = tokenVariables(input.orgs.map(({ org }) => org));
  return [
    '#!/bin/sh',
    ...heading(input, variables),
    FUNCTIONS,
    ...input.orgs.flatMap((org, at) => orgLines(org, variables[at] ?? '')),
    ENDING,
    '',
  ].join('\n');
}

/** Where the script looks for the orgs' tokens, in their order: no two orgs share a variable. */
function tokenVariables(orgs: readonly string[]): string[] {
  const taken = new Set<string>();
  return orgs.map((org) => {
    const plain = `TOKEN_${org.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
    let variable = plain;
    for (let next = 2; taken.has(variable); next += 1) variable = `${plain}__${next}`;
    taken.add(variable);
    return variable;
  });
}

function heading(
  { rolloutId, madeAt, orgs }: ScriptInput,
  [variable = '']: readonly string[],
): string[] {
  const [first] = orgs;
  const example = first === undefined ? [] : usage(first.org, variable);
  return [
    `# Takes back by hand what rollout ${oneLine(rolloutId)} left in ${orgs.length} org(s). Made ${oneLine(madeAt)}.`,
    '#',
    '# Where Rollcall can be run, it does the same, and tells values apart path by path:',
    ...orgs.map(({ org }) => `#   ${oneLine(remediateCommand(rolloutId, 'takeBack', org))}`),
    '#',
    '# Each request is conditional on the version that Rollcall left the resource in. Where somebody changed it since,',
    '# the platform refuses (412), and the resource is left alone and listed. The script holds no secret: get a token',
    '# from the OAuth client of each org, and hand it over in the environment:',
    ...example,
  ];
}

function usage(org: string, variable: string): string[] {
  return [
    `#   ${variable}=... sh remediation.sh`,
    '#',
    '#   DRY_RUN=1      says what it would send, and sends nothing',
    `#   ONLY="${oneLine(org)}"   only these orgs, separated by spaces`,
    '#   UNVERIFIED=1   writes also where nobody knows which version Rollcall left: look at the resource first',
    '#',
    '# Exit code: 0 everything is back; 1 something is left, and listed.',
  ];
}

function orgLines({ org, requests, notes }: ScriptOrg, variable: string): string[] {
  const word = shellWord(org);
  return [
    '',
    `# ---- ${oneLine(org)} ----`,
    `token="\${${variable}:-}"`,
    `if wanted ${word}; then`,
    ...(requests.length + notes.length === 0 ? [`  say 'NOTHING  ' ${word}`] : []),
    ...notes.map((note) => `  leave ${quoted(`${org}: ${note}`)}`),
    ...requests.flatMap((request) => requestLines(org, request)),
    'fi',
  ];
}

function requestLines(org: string, request: ScriptRequest): string[] {
  const { what, method, url, header, version, json, paths } = request;
  const words = [`${org}: ${what}`, method, url, header ?? '', version ?? ''].map(quoted);
  const body =
    json === undefined
      ? ['  : > "$work/body"']
      : [`  cat > "$work/body" <<'${DELIMITER}'`, JSON.stringify(json, null, 2), DELIMITER];
  return [
    '',
    `  # ${oneLine(what)}`,
    ...paths.map((path) => `  #   ${oneLine(path)}`),
    ...body,
    `  send ${words.join(' ')}`,
  ];
}

/** No line of printed JSON is this word. */
const DELIMITER = 'ROLLCALL_BODY';

function quoted(text: string): string {
  return text === '' ? "''" : shellWord(text);
}

/** A comment ends with its line, whatever a name holds. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, ' ');
}

const FUNCTIONS = String.raw`
set -u
umask 077
command -v curl > /dev/null || { echo 'curl is needed' >&2; exit 2; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
left=0
token=''

say() { printf '%s %s\n' "$1" "$2"; }

leave() {
  say 'LEFT     ' "$1"
  left=$((left + 1))
}

# wanted ORG: is it asked for, and is there a token?
wanted() {
  case " ${'${ONLY:-$1}'} " in *" $1 "*) ;; *) return 1 ;; esac
  if [ -z "$token" ] && [ -z "${'${DRY_RUN:-}'}" ]; then
    leave "$1: there is no token for it in the environment"
    return 1
  fi
}

# current URL HEADER: the version that the resource has now
current() {
  curl -sS -f -K "$work/auth" -D "$work/headers" -o "$work/answer" "$1" || return 1
  tr -d '\r' < "$work/headers" | sed -n 's/^[Ee][Tt][Aa][Gg]: *//p'
}

# send WHAT METHOD URL HEADER VERSION: the body is in $work/body
send() {
  what=$1 method=$2 url=$3 header=$4 version=$5
  if [ -n "${'${DRY_RUN:-}'}" ]; then
    say 'WOULD DO ' "$what: $method $url"
    return
  fi
  printf 'header = "Authorization: Bearer %s"\n' "$token" > "$work/auth"
  if [ -n "$header" ] && [ -z "$version" ]; then
    if [ -z "${'${UNVERIFIED:-}'}" ]; then
      leave "$what: nobody knows which version Rollcall left; look at $url, then run this with UNVERIFIED=1"
      return
    fi
    version=$(current "$url") || {
      leave "$what: $url cannot be read"
      return
    }
    if [ -z "$version" ]; then
      leave "$what: $url does not state its version; nothing would guard the write"
      return
    fi
  fi
  set -- -sS -K "$work/auth" -o "$work/answer" -w '%{http_code}' -X "$method"
  if [ -n "$header" ]; then set -- "$@" -H "$header: $version"; fi
  if [ "$method" != DELETE ]; then
    set -- "$@" -H 'Content-Type: application/json' --data-binary "@$work/body"
  fi
  code=$(curl "$@" "$url") || {
    leave "$what: no answer; look whether it landed"
    return
  }
  case "$method $code" in
    *' 2'??) say 'BACK     ' "$what" ;;
    'DELETE 404') say 'GONE     ' "$what" ;;
    *' 412') leave "$what: changed since Rollcall wrote it (or taken back already); look at $url" ;;
    *) leave "$what: answered with $code" ;;
  esac
}`;

const ENDING = String.raw`
if [ "$left" -gt 0 ]; then
  echo "$left left: see above" >&2
  exit 1
fi`;
