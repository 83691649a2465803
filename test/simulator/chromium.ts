import { spawnSync } from 'node:child_process';
import { chromium, type Browser } from 'playwright-core';

const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** The Chromium of this machine that runs (some packages are only a pointer elsewhere), or undefined. */
export const chromiumPath: string | undefined = [
  process.env['CHROMIUM_PATH'] ?? '',
  ...usualPlaces,
].find((path) => path !== '' && spawnSync(path, ['--version']).status === 0);

export const whySkipped = 'skipped: no Chromium at CHROMIUM_PATH or in /usr/bin';

/** A headless browser that also starts as root, in a container and with little shared memory. */
export async function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(whySkipped);
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];
  return chromium.launch({ executablePath: chromiumPath, args });
}
