import { createServer, request as forward, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';

/** One use of a token, as the wire saw it. */
export interface TokenUse {
  readonly token: string;
  readonly path: string;
  /** By the platform's own clock, the answers' `Date`: whole seconds. */
  readonly ageMs: number;
}

/** Stands between a worker and its platform, and knows nothing of either's code. */
export interface RecordingProxy {
  readonly url: string;
  readonly uses: readonly TokenUse[];
  /** When each token was given, platform time. */
  readonly given: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

/** Passes everything on, and writes down how old each token is when it is used. */
export async function startRecordingProxy(platformUrl: string): Promise<RecordingProxy> {
  const uses: TokenUse[] = [];
  const given = new Map<string, number>();
  const server = createServer((asked, answered) => {
    const { method, headers, url = '/' } = asked;
    const onward = forward(`${platformUrl}${url}`, { method, headers }, (answer) => {
      const nowMs = Date.parse(answer.headers.date ?? '');
      const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
      if (token !== undefined)
        uses.push({ token, path: url, ageMs: nowMs - (given.get(token) ?? Number.NaN) });
      answered.writeHead(answer.statusCode ?? 502, answer.headers);
      // An answer that breaks off breaks off here, too.
      if (url !== '/oauth/token') pipeline(answer, answered, () => undefined);
      else
        read(answer).then(
          (body) => {
            const { access_token: fresh } = JSON.parse(body) as { access_token?: string };
            if (fresh !== undefined) given.set(fresh, nowMs);
            answered.end(body);
          },
          () => answered.destroy(),
        );
    });
    onward.on('error', () => answered.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    uses,
    given,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function read(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
