import { existsSync, readFileSync } from 'node:fs';
import { findOnPath } from './cache.mjs';
import { headline, run } from './run.mjs';

const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];
const patienceSeconds = 240;

/** A Chromium for the test of the simulator's page. Without one that test is skipped, so none is no failure. */
export async function ensureChromium() {
  const places = [process.env.CHROMIUM_PATH, ...usualPlaces];
  if (places.some((place) => place && existsSync(place)) || !canInstall()) return;
  const apt = (args, label) =>
    run('apt-get', ['-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=10', ...args], {
      label,
      hint: "for the test of the simulator's page; it is skipped without",
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      keepGoing: (seconds) => (seconds > patienceSeconds ? 'took too long' : undefined),
    });
  try {
    await apt(['update'], 'apt-get update');
    await apt(['install', '-y', '--no-install-recommends', 'chromium'], 'Chromium: install');
  } catch (error) {
    console.log(`setup: going on without Chromium: ${headline(error)}`);
  }
}

// Not on Ubuntu: its package is only a pointer to a snap.
function canInstall() {
  if (process.getuid?.() !== 0 || findOnPath('apt-get') === null) return false;
  const release = '/etc/os-release';
  return existsSync(release) && /^ID=debian$/m.test(readFileSync(release, 'utf8'));
}
