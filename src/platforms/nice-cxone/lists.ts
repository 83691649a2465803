import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { malformed } from '../../http/answer.js';
import type { CallContext } from '../kind-calls.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions } from '../port.js';

/** The most that every list gives at once. */
const PAGE_SIZE = 100;

/** Not every list says how many there are; and one may give fewer at once than it is asked for. */
const pageSchema = z.looseObject({
  totalRecords: z.number().int().nonnegative().nullish(),
  _links: z.looseObject({ next: z.string().nullish() }).nullish().catch(null),
});
const itemsSchema = z.array(z.record(z.string(), z.json()));

/** A list: where it is, and the member of its pages that has the items. */
export interface ListRoute {
  readonly path: string;
  readonly member: string;
  readonly query?: Readonly<Record<string, string>>;
}

export interface ItemPage {
  readonly items: readonly JsonObject[];
  readonly pagesLeft: number;
}

/** The pages of a list, asked for as they are taken. */
export async function* itemPages(
  { org, api }: CallContext,
  { path, member, query = {} }: ListRoute,
  options: CallOptions,
): AsyncGenerator<ItemPage> {
  const source = { org, method: 'GET', path } as const;
  let before = '';
  for (let skip = 0, isLast = false; !isLast;) {
    const paged = { ...query, skip: String(skip), top: String(PAGE_SIZE) };
    const answer = await api.send({ ...options, method: 'GET', path, query: paged });
    const page = parseBody(pageSchema, answer.body, source);
    const items = itemsSchema.safeParse(page[member] ?? []);
    if (!items.success) throw malformed(source, `is not as promised at "${member}"`);
    const begins = JSON.stringify(items.data[0] ?? null);
    if (begins === before) throw malformed(source, 'has the same page twice');
    before = begins;
    skip += items.data.length;
    const goesOn = items.data.length >= PAGE_SIZE || (page._links?.next ?? '') !== '';
    const total = page.totalRecords ?? (goesOn ? skip + 1 : skip);
    const left = items.data.length === 0 ? 0 : Math.max(0, total - skip);
    isLast = left === 0;
    yield { items: items.data, pagesLeft: Math.ceil(left / PAGE_SIZE) };
  }
}
