import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Null where it is there. */
export const noSipp =
  spawnSync('sipp', ['-v']).error === undefined ? null : 'no sipp: apt-get install sip-tester';

/** Whoever answers calls on the loopback: a real SIPp in the other role. */
export interface UserAgentServer {
  /** `host:port`. */
  readonly target: string;
  /** All that came in so far, as it was sent. */
  messages(): Promise<string>;
  stop(): Promise<void>;
}

/** @param answer `take`: rings and answers; `ignore`: rings for ever; `refuse`: busy */
export async function startUserAgentServer(
  answer: 'take' | 'ignore' | 'refuse',
): Promise<UserAgentServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-uas-'));
  const port = await freePort();
  const scenario = path.join(folder, 'answer.xml');
  const log = path.join(folder, 'messages.log');
  await writeFile(scenario, SCENARIOS[answer]);
  const args = ['-sf', scenario, '-i', '127.0.0.1', '-p', String(port), '-nostdin'];
  const child = spawn('sipp', [...args, '-trace_msg', '-message_file', log], {
    cwd: folder,
    stdio: 'ignore',
  });
  await listening(port, child);
  return {
    target: `127.0.0.1:${port}`,
    messages: () => readFile(log, 'utf8').catch(() => ''),
    stop: async () => {
      if (child.exitCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** Until the port is taken: then it listens. */
async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`sipp ended with ${child.exitCode}`);
    const socket = createSocket('udp4');
    const isTaken = await new Promise<boolean>((resolve) => {
      socket.once('error', () => resolve(true));
      socket.bind(port, '127.0.0.1', () => resolve(false));
    });
    socket.close();
    if (isTaken) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('sipp does not listen');
}

const send = (status: string, sequence = ''): string => `<send><![CDATA[
      SIP/2.0 ${status}
      [last_Via:]
      [last_From:]
      [last_To:];tag=[pid]uas[call_number]
      [last_Call-ID:]
      ${sequence === '' ? '[last_CSeq:]' : `CSeq: ${sequence}`}
      Contact: <sip:[local_ip]:[local_port]>
      Content-Length: 0
    ]]></send>`;

const scenarioOf = (body: string): string =>
  `<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE scenario SYSTEM "sipp.dtd">
<scenario name="uas">
  <recv request="INVITE" />
  ${body}
</scenario>
`;

const SCENARIOS = {
  take: scenarioOf(
    `${send('180 Ringing')}<pause milliseconds="300"/>${send('200 OK')}<recv request="ACK"/><recv request="BYE"/>${send('200 OK')}`,
  ),
  ignore: scenarioOf(
    `${send('180 Ringing')}<recv request="CANCEL"/>${send('200 OK')}${send('487 Request Terminated', '1 INVITE')}<recv request="ACK"/>`,
  ),
  refuse: scenarioOf(`${send('486 Busy Here')}<recv request="ACK"/>`),
} as const;
