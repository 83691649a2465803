import { startSimulator } from '../../src/simulator/server.js';
import { loadWorld } from './load-world.js';

/**
 * The simulator in a process of its own: `orgs scale warmUpMinutes [requests seconds]`, the last two being the limit
 * of each org; tells its figures when asked.
 */
const [orgs = 1, scale = 1, warmUpMinutes = 0, requests, seconds] = process.argv
  .slice(2)
  .map(Number);
const limit = requests === undefined || seconds === undefined ? undefined : { requests, seconds };

const simulator = await startSimulator({
  world: loadWorld(orgs, warmUpMinutes, limit),
  scale,
  frozen: scale === 0,
});

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({
    rssMiB: process.memoryUsage().rss / 2 ** 20,
    peakRssMiB: process.resourceUsage().maxRSS / 1024,
    cpuMs: (user + system) / 1000,
  });
});
process.send?.({ url: simulator.url });
