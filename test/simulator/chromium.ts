import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** The Chromium of this machine, or undefined. */
export const chromiumPath: string | undefined = [process.env['CHROMIUM_PATH'], ...usualPlaces].find(
  (path): path is string => path !== undefined && existsSync(path),
);

export const whySkipped = 'skipped: no Chromium at CHROMIUM_PATH or in /usr/bin';

/** A headless browser that also starts as root, in a container and with little shared memory. */
export async function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(whySkipped);
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];
  return chromium.launch({ executablePath: chromiumPath, args });
}
