import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A comment of a merge or pull request. */
export interface Comment {
  readonly id: number;
  readonly author: { readonly id: number };
  body: string;
}

/** The part of GitLab's and Azure DevOps' REST APIs that comments need, in memory. */
export interface VendorApi {
  readonly url: string;
  readonly comments: Comment[];
  /** `METHOD path` of each write, with what authorized it. */
  readonly writes: string[];
  readonly close: () => Promise<void>;
}

/** Who the token of the job belongs to. */
export const JOB_USER = 7;

type Answer = (method: string, url: URL, body: Record<string, unknown>) => unknown;

async function serve(comments: Comment[], answer: Answer): Promise<VendorApi> {
  const writes: string[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', headers } = request;
      const url = new URL(request.url ?? '', 'http://vendor');
      const by = headers.authorization ?? String(headers['private-token']);
      if (method !== 'GET') writes.push(`${method} ${url.pathname} ${by}`);
      const text = Buffer.concat(chunks).toString();
      const answered = answer(method, url, JSON.parse(text || '{}') as Record<string, unknown>);
      response.statusCode = answered === null ? 404 : 200;
      response.end(JSON.stringify(answered));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    comments,
    writes,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function write(comments: Comment[], id: number | null, body: unknown): Comment | null {
  const known = comments.find((comment) => comment.id === id);
  if (id !== null && known === undefined) return null;
  const comment = known ?? { id: comments.length + 1, author: { id: JOB_USER }, body: '' };
  if (known === undefined) comments.push(comment);
  comment.body = String(body);
  return comment;
}

/** Notes of merge request 12 of project 34, oldest first, in pages. */
export function startGitLab(comments: Comment[]): Promise<VendorApi> {
  const notes = '/projects/34/merge_requests/12/notes';
  return serve(comments, (method, url, body) => {
    if (url.pathname === '/user') return { id: JOB_USER };
    if (!url.pathname.startsWith(notes)) return null;
    if (method === 'GET') {
      const size = Number(url.searchParams.get('per_page'));
      const page = Number(url.searchParams.get('page'));
      return comments.slice((page - 1) * size, page * size);
    }
    const id = url.pathname.slice(notes.length + 1);
    return write(comments, method === 'PUT' ? Number(id) : null, body['body']);
  });
}

/** Threads of pull request 12: each has one comment, whose id within it is 1. */
export function startAzure(comments: Comment[]): Promise<VendorApi> {
  const threads = '/project/_apis/git/repositories/repository/pullRequests/12/threads';
  const threadOf = ({ id, author, body }: Comment): object => ({
    id,
    comments: [{ id: 1, author, content: body }],
  });
  return serve(comments, (method, url, body) => {
    if (url.pathname === '/_apis/connectionData') return { authenticatedUser: { id: JOB_USER } };
    if (!url.pathname.startsWith(threads)) return null;
    if (method === 'GET') return { value: comments.map(threadOf) };
    if (method === 'POST') {
      const [first] = body['comments'] as { content: string }[];
      return write(comments, null, first?.content);
    }
    const [, id] = /^\/(\d+)\/comments\/1$/.exec(url.pathname.slice(threads.length)) ?? [];
    return write(comments, Number(id), body['content']);
  });
}
