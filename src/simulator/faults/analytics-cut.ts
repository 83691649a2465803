import { isJsonObject, type Json, type JsonObject } from '../json.js';

type Body = Json | undefined;

/**
 * Analytics with less in them. Every dialect has a shape of its own: the guide's `intervals` with
 * their `results`, Genesys Cloud's `results` with their `data`, NICE CXone's lists of summaries.
 */
export function withoutAnalytics(body: Body): Body {
  return sparseAnalytics(body, () => false);
}

/** Keeps the rows that the test keeps, which is given what tells a row from others. */
export function sparseAnalytics(body: Body, keeps: (row: string) => boolean): Body {
  if (!isJsonObject(body)) return body;
  if (Array.isArray(body['intervals'])) {
    return onIntervals(body, (interval) => thinned(interval, keeps));
  }
  if (Array.isArray(body['results'])) {
    return onGroups(body, (group, point) => keeps(group + keyOf(point)));
  }
  return mapLists(body, (rows) => rows.filter((row) => keeps(keyOf(row))));
}

/** Leaves out every interval that ends after the given instant. */
export function analyticsUntil(body: Body, untilMs: number): Body {
  if (!isJsonObject(body)) return body;
  const isKnown = (interval: Json | undefined): boolean => endOf(interval) <= untilMs;
  if (!Array.isArray(body['intervals'])) {
    // A point without an interval is an observation of now, which no report delays.
    const isShown = ({ interval }: JsonObject): boolean =>
      interval === undefined || isKnown(interval);
    return Array.isArray(body['results']) ? onGroups(body, (_, point) => isShown(point)) : body;
  }
  const cut = onIntervals(body, (interval) =>
    isKnown(interval['interval']) ? interval : thinned(interval, () => false),
  );
  const { freshUntil } = body;
  const isFresher = typeof freshUntil === 'string' && Date.parse(freshUntil) > untilMs;
  return isFresher ? { ...cut, freshUntil: new Date(untilMs).toISOString() } : cut;
}

function onIntervals(body: JsonObject, change: (interval: JsonObject) => JsonObject): JsonObject {
  return { ...body, intervals: listOf(body['intervals']).map(change) };
}

/** An interval of the guide's, each of its lists thinned. */
function thinned(interval: JsonObject, keeps: (row: string) => boolean): JsonObject {
  const from = JSON.stringify(interval['interval'] ?? null);
  return mapLists(interval, (rows) => rows.filter((row) => keeps(from + keyOf(row))));
}

/** Genesys Cloud leaves out groups that have no data. */
function onGroups(
  body: JsonObject,
  keeps: (group: string, point: JsonObject) => boolean,
): JsonObject {
  const results = listOf(body['results']).map((result) => {
    const group = keyOf({ group: result['group'] ?? null });
    const data = listOf(result['data']).filter((point) => keeps(group, point));
    return { ...result, data };
  });
  return { ...body, results: results.filter(({ data }) => data.length > 0) };
}

function mapLists(body: JsonObject, change: (rows: JsonObject[]) => JsonObject[]): JsonObject {
  const entries = Object.entries(body).map(([name, value]) => [
    name,
    Array.isArray(value) ? change(listOf(value)) : value,
  ]);
  return Object.fromEntries(entries) as JsonObject;
}

/** What a row is about, without what was measured, so that it is the same row at the next query. */
function keyOf(row: JsonObject): string {
  const names = Object.entries(row).filter(([name]) =>
    /(id|code|skill|group|metric|qualifier|interval)$/i.test(name),
  );
  return JSON.stringify(names);
}

/** The end of `from/to`; of anything else, never. */
function endOf(interval: Json | undefined): number {
  const [, to = ''] = typeof interval === 'string' ? interval.split('/') : [];
  return to === '' ? Infinity : Date.parse(to);
}

function listOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
