import { layerProgress } from '../failure-text.js';
import { step, type Forward } from './forward-step.js';
import { shiftTraffic } from './shift.js';

/** Token, snapshot with the whole plan's inverse, then the writes, one dependency layer after the other. */
export async function writeForward(work: Forward): Promise<void> {
  const { input, begun, tracker } = work;
  const { org } = input.org;
  await step(work, 'acquiring a token', (a) =>
    a.acquireToken.executeWithOptions({ summary: `${org}: token` }, [input]),
  );
  const snapshot = await step(work, 'the snapshot', (a) =>
    a.takeSnapshot.executeWithOptions({ summary: `${org}: snapshot` }, [input]),
  );
  begun.orgPlanDigest = snapshot.planDigest;
  begun.weightInverse = snapshot.weightInverse;
  begun.removals = snapshot.removals;
  if (snapshot.balance !== undefined) begun.balance = snapshot.balance;
  tracker.expect(snapshot.resources);
  for (let layer = 0; layer < snapshot.layers; layer += 1) {
    begun.layers = Math.max(begun.layers, layer + 1);
    tracker.begin(layer);
    await writeLayer(work, layer, `layer ${layer + 1} of ${snapshot.layers}`);
  }
  if (snapshot.shift !== undefined) await shiftTraffic(work, snapshot.shift);
}

async function writeLayer(work: Forward, layer: number, name: string): Promise<void> {
  const { input, tracker, progress } = work;
  try {
    const result = await step(work, name, (a) =>
      a.deployLayer.executeWithOptions({ summary: `${input.org.org}: ${name}` }, [
        { ...input, layer },
      ]),
    );
    tracker.take(result.resources);
    progress.writes += result.writes;
    progress.kept += result.kept;
    progress.platformTimeMs = Math.max(progress.platformTimeMs, result.platformTimeMs);
  } catch (error) {
    tracker.take(layerProgress(error)?.resources ?? []);
    throw error;
  }
}
