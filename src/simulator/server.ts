import { answerControl, controlPrefix } from './control/control.js';
import { attachDialects, openDialects, prepareDialects, type DialectUrls } from './dialects.js';
import type { Dialect } from './faults/dialect.js';
import type { Fault } from './faults/fault.js';
import { answerWithFaults } from './faults/faulty-api.js';
import { guideDialect } from './guide/dialect.js';
import { noAnswer } from './http/answer.js';
import { startListener, type Listener, type RequestHandler } from './http/listener.js';
import { pageAnswer } from './page/page.js';
import { Simulation } from './simulation.js';
import { platforms, worldFileSchema, type PlatformName, type WorldFile } from './world-file.js';

const tickMs = 1000;

export interface SimulatorOptions {
  /** 0 or absent: any free ports. The dialects take those after a given one; taken ones are stepped over. */
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
  /** In place in every world from its start on. */
  faults?: readonly Fault[] | undefined;
  /** The vendors' dialects to serve beside the guide's contract; all by default. */
  dialects?: readonly PlatformName[] | undefined;
}

export interface RunningSimulator extends DialectUrls {
  /** The guide's contract and the simulator's own API. */
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Starts a simulated contact-centre platform that answers HTTP. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<RunningSimulator> {
  const { scale = 1, frozen = false, startAt, seed, faults, host = '127.0.0.1' } = options;
  const simulation = new Simulation({
    scale,
    frozen,
    startAt,
    seed,
    faults,
    prepare: prepareDialects,
    attach: attachDialects,
  });
  const world = options.world === undefined ? undefined : worldFileSchema.parse(options.world);
  // Where a port is given, each origin takes the next free one, so that clients know it beforehand.
  let port = options.port ?? 0;
  const open = async (dialect: Dialect): Promise<Listener> => {
    const handle = handlerOf(simulation, dialect);
    const listener = await startListener(host, port, () => simulation.clock.nowMs(), handle);
    if (port !== 0) port = listener.port + 1;
    return listener;
  };
  const guide = await open(guideDialect);
  const { urls, listeners } = await openDialects(options.dialects ?? platforms, open);
  // Loaded once the port is open: what passes before is no platform time.
  if (world !== undefined) simulation.load(world);
  // Playing the traffic along keeps a rarely asked simulator from having hours to catch up on.
  const tick = setInterval(() => simulation.advance(), tickMs).unref();
  return {
    ...urls,
    url: guide.url,
    port: guide.port,
    close: async () => {
      clearInterval(tick);
      await Promise.all([guide, ...listeners].map((listener) => listener.close()));
    },
  };
}

/** Every origin also answers for the simulator itself. */
function handlerOf(simulation: Simulation, dialect: Dialect): RequestHandler {
  return async (request) => {
    const page = pageAnswer(request);
    if (page !== undefined) return page;
    if (request.path.startsWith(controlPrefix)) return answerControl(request, simulation);
    const answer = await answerWithFaults(request, simulation, dialect);
    return answer === noAnswer ? noAnswer : (dialect.finish?.(answer) ?? answer);
  };
}
