import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { malformed } from '../../http/answer.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions } from '../port.js';
import type { Context } from './context.js';

const PAGE_SIZE = 100;

const pageSchema = z.object({
  entities: z.array(z.record(z.string(), z.json())),
  pageCount: z.number().int().nonnegative(),
});

/** One page as it came. */
export interface EntityPage {
  readonly entities: readonly JsonObject[];
  readonly pagesLeft: number;
}

/** The pages of a list, asked for as they are taken. */
export async function* entityPages(
  { org, api }: Context,
  path: string,
  query: Readonly<Record<string, string>>,
  options: CallOptions,
): AsyncGenerator<EntityPage> {
  const source = { org, method: 'GET', path } as const;
  for (let pageNumber = 1, pageCount = 1; pageNumber <= pageCount; pageNumber += 1) {
    const paged = { ...query, pageSize: String(PAGE_SIZE), pageNumber: String(pageNumber) };
    const request = { ...options, method: 'GET', path, query: paged } as const;
    const page = parseBody(pageSchema, (await api.send(request)).body, source);
    pageCount = page.pageCount;
    yield {
      entities: page.entities,
      pagesLeft: Math.max(0, pageCount - pageNumber),
    };
  }
}

/** All that a list has. */
export async function allEntities(
  context: Context,
  path: string,
  query: Readonly<Record<string, string>>,
  options: CallOptions,
): Promise<readonly JsonObject[]> {
  const found: JsonObject[] = [];
  // One by one: a page may hold more than a call takes arguments.
  for await (const { entities } of entityPages(context, path, query, options))
    for (const entity of entities) found.push(entity);
  return found;
}

/** Something that a list has under a name. */
export interface Named {
  readonly id: string;
  readonly name: string;
  /** As the list has it. */
  readonly entity: JsonObject;
}

/** Those whose names are the same but for case. Deleted ones, which some lists go on telling of, have no name any more. */
export async function alike(
  context: Context,
  path: string,
  name: string,
  options: CallOptions,
): Promise<readonly Named[]> {
  const found = new Map<string, Named>();
  for (const entity of await allEntities(context, path, { name }, options)) {
    const { id, name: its, state, deleted } = entity;
    if (typeof id !== 'string' || typeof its !== 'string') continue;
    if (state === 'deleted' || deleted === true || !isSameName(its, name)) continue;
    found.set(id, { id, name: its, entity });
  }
  return [...found.values()];
}

function isSameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** The one of a name; null where there is none. Throws `malformed` where there are several. */
export async function idNamed(
  context: Context,
  path: string,
  name: string,
  options: CallOptions,
): Promise<string | null> {
  const found = await alike(context, path, name, options);
  return onlyOne(
    context,
    path,
    found.filter((one) => one.name === name),
  );
}

/** Throws `malformed` where there are several. */
export function onlyOne(context: Context, path: string, found: readonly Named[]): string | null {
  const [{ id } = { id: null }, ...others] = found;
  if (others.length > 0)
    throw malformed({ org: context.org, method: 'GET', path }, 'has several resources of one name');
  return id;
}
