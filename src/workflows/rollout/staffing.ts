import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { CapacityCheck } from '../../activities/types.js';
import { GateName } from '../../domain/operations.js';
import { gateWord } from '../../domain/policy-words.js';
import type { PlannedWave } from '../../domain/rollout-plan.js';
import { passGate } from './gate.js';
import { orgsOf } from './record.js';
import type { Run } from './run.js';
import { steadfast } from './step.js';

/** Agents come and go by the minute, shifts by the hour; a wait may last over a weekend, and every look costs history. */
const LOOKS = [
  { upTo: 12, minutes: 5 },
  { upTo: 12 + 4 * 24, minutes: 15 },
  { upTo: Infinity, minutes: 60 },
];

/** `back`: agents were short, and are not any more. */
export type Staffing = 'enough' | 'back' | 'overruled';

/**
 * Waits until a wave's orgs have the agents for what is to come, where the policy asks for it, or until a person overrules
 * that. An emergency waits for nobody.
 */
export async function untilStaffed(run: Run, wave: PlannedWave): Promise<Staffing> {
  const { capacity } = run.resolved.policy;
  const word = gateWord(capacity?.gate ?? 'never', run.input.environment);
  if (word === 'never' || run.input.emergency) return 'enough';
  const first = await look(run, wave);
  if (first.open) return 'enough';
  const watch = new Watch(run, wave, first);
  const looking = new CancellationScope({ cancellable: true });
  const looks = looking.run(() => watch.untilOver());
  try {
    await passGate(run, watch.gate());
  } finally {
    looking.cancel();
    await looks;
  }
  if (watch.failure !== null) throw watch.failure;
  if (!watch.isOver) return 'overruled';
  run.record.notice(`wave ${wave.name}: ${BACK}`);
  return 'back';
}

const BACK = 'there are enough agents again';

/** Looks at the agents while people may say that it goes on without them. */
class Watch {
  /** What looking ended with, where it could not go on. */
  failure: Error | null = null;

  constructor(
    private readonly run: Run,
    private readonly wave: PlannedWave,
    private latest: CapacityCheck,
  ) {}

  get isOver(): boolean {
    return this.latest.open;
  }

  async untilOver(): Promise<void> {
    const { run, wave } = this;
    try {
      for (let looks = 1; !this.isOver; looks += 1) {
        const { heard } = run.wake;
        const minutes = LOOKS.find(({ upTo }) => looks <= upTo)?.minutes ?? 60;
        await run.wake.since(heard, run.wallMs(minutes), `agents for wave ${wave.name}`);
        this.latest = await look(run, wave);
      }
    } catch (error) {
      if (!isCancellation(error)) this.failure = error instanceof Error ? error : new Error('?');
    }
  }

  gate(): Parameters<typeof passGate>[1] {
    const { wave } = this;
    // Read at every look: the shortages change while the gate waits.
    const shortages = (): readonly string[] => this.latest.shortages;
    return {
      name: wave.gate.replace(/^expand/, 'capacity'),
      kind: GateName.capacity,
      what: `agents for wave ${wave.name}: there are too few for the calls that are to come`,
      get flags() {
        return shortages();
      },
      orgs: orgsOf(wave),
      opensItself: () => this.isOver || this.failure !== null,
      wait: {
        state: 'awaitingClearance',
        begins: 'capacityShort',
        ends: () =>
          this.isOver
            ? { kind: 'capacityBack', text: `wave ${wave.name}: ${BACK}` }
            : { kind: 'answered', text: `the agents for wave ${wave.name} cannot be looked at` },
      },
    };
  }
}

function look(run: Run, wave: PlannedWave): Promise<CapacityCheck> {
  const { scope } = run;
  const summary = `agents for wave ${wave.name}`;
  return steadfast(run, summary, (a) =>
    a.checkCapacity.executeWithOptions({ summary }, [{ scope, orgs: orgsOf(wave) }]),
  );
}
