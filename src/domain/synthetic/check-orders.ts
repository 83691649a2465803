import type { LoadFinding } from './finding.js';
import type { LoadOrder, LoadPlan, PlacedCall } from './load.js';

/**
 * Of every call that was ordered it is known how it came out, or which queue it waits in: those of which nothing is known are
 * no part of what the other checks see.
 */
export function checkOrders(
  { orders }: Pick<LoadPlan, 'orders'>,
  callsOf: (order: LoadOrder) => readonly PlacedCall[],
): LoadFinding[] {
  return orders.flatMap((order) => {
    const calls = callsOf(order);
    const absent = Math.max(0, order.count - calls.length);
    const open = calls.filter(({ settled, queueId }) => !settled && queueId === null).length;
    if (absent + open === 0) return [];
    const { org, entry, count } = order;
    const text = `of ${count} calls ${absent} are not to be found and ${open} have come to neither a queue nor an end`;
    return [{ kind: 'unknown', org, key: entry.key, text }] as const;
  });
}
