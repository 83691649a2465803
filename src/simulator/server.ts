import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerControl, controlPrefix } from './control/control.js';
import { answerWithFaults } from './faults/faulty-api.js';
import { answering, noAnswer, type Answer } from './http/answer.js';
import { listen } from './http/listen.js';
import { readRequest, type SimulatorRequest } from './http/request.js';
import { send } from './http/send.js';
import { Simulation } from './simulation.js';
import { worldFileSchema, type WorldFile } from './world-file.js';

const tickMs = 1000;

export interface SimulatorOptions {
  /** 0 or absent: any free port. A given port that is taken is stepped over. */
  port?: number | undefined;
  host?: string | undefined;
  /** Without a world the API answers 503 until one is posted. */
  world?: WorldFile | undefined;
  /** How much faster than the wall's clock the platform's runs. */
  scale?: number | undefined;
  /** Takes the place of the world's seed. */
  seed?: number | undefined;
  frozen?: boolean | undefined;
  /** Platform time at the start; else the world's, else the wall's. */
  startAt?: string | undefined;
}

export interface RunningSimulator {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Starts a simulated contact-centre platform that answers HTTP. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<RunningSimulator> {
  const { scale = 1, frozen = false, startAt, seed, host = '127.0.0.1' } = options;
  const simulation = new Simulation({ scale, frozen, startAt, seed });
  const world = options.world === undefined ? undefined : worldFileSchema.parse(options.world);
  const server = createServer((incoming, response) => void serve(simulation, incoming, response));
  await listen(server, host, options.port ?? 0);
  // Loaded once the port is open: what passes before is no platform time.
  if (world !== undefined) simulation.load(world);
  // Playing the traffic along keeps a rarely asked simulator from having hours to catch up on.
  const tick = setInterval(() => simulation.advance(), tickMs).unref();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}`,
    port,
    close: async () => {
      clearInterval(tick);
      await closed(server);
    },
  };
}

async function serve(
  simulation: Simulation,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = await answerTo(simulation, incoming);
  try {
    if (answer === noAnswer) incoming.socket.destroy();
    else send(response, answer, simulation.clock.nowMs());
  } catch {
    // An answer that HTTP cannot carry, such as a fault's malformed header, must not end the process.
    incoming.socket.destroy();
  }
}

async function answerTo(
  simulation: Simulation,
  incoming: IncomingMessage,
): Promise<Answer | typeof noAnswer> {
  try {
    const request = await readRequest(incoming);
    return await route(simulation, request);
  } catch (error) {
    return answering(() => {
      throw error;
    });
  }
}

async function route(
  simulation: Simulation,
  request: SimulatorRequest,
): Promise<Answer | typeof noAnswer> {
  if (request.path.startsWith(controlPrefix)) return answerControl(request, simulation);
  return answerWithFaults(request, simulation);
}

async function closed(server: Server): Promise<void> {
  const done = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await done;
}
