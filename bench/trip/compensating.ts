import type { Write } from '../../test/e2e/enterprise.js';

/** The platform's clock against the wall's, at one moment. */
export interface Clock {
  readonly wallMs: number;
  readonly platformMs: number;
  readonly scale: number;
}

/** When it was on the wall's clock, milliseconds since the epoch. */
export function wallTimeOf(platformTime: string, { wallMs, platformMs, scale }: Clock): number {
  return wallMs + (Date.parse(platformTime) - platformMs) / scale;
}

/** The first write after a sequence number that takes something back: a resource's second change, or its end. */
export function compensatingSince(writes: readonly Write[], seq: number): Write | null {
  const written = new Set<string>();
  for (const write of writes) {
    if (!write.clientId.startsWith('rollcall-')) continue;
    const isBack = write.method === 'DELETE' || written.has(write.resourceId);
    if (isBack && write.seq > seq) return write;
    written.add(write.resourceId);
  }
  return null;
}
