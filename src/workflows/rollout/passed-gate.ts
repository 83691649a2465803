import type { AlertKind } from '../../domain/alert-kinds.js';
import type { GateName } from '../../domain/operations.js';
import type { PlannedWave } from '../../domain/rollout-plan.js';
import type { RolloutState } from '../../domain/rollout-status.js';
import type { ReceivedApproval } from './received-approvals.js';

/** A gate that people are asked at. */
export interface GateToPass {
  /** As people name it. */
  readonly name: string;
  /** By which operations.yaml says who approves. */
  readonly kind: GateName;
  readonly what: string;
  /** What the person who decides should look at. */
  readonly flags: readonly string[];
  /** Logical ids of what opens with it: their regions say who approves. */
  readonly orgs: readonly string[];
  /** The wave whose verdict the decision is about. Absent: none. */
  readonly wave?: PlannedWave;
  /** True as soon as nobody has to decide any more. Absent: a person always does. */
  readonly opensItself?: () => boolean;
  /** Where it is a wait that people may cut short rather than a decision that is due. Absent: it is not. */
  readonly wait?: GateWait;
}

/** A wait that ends by itself, or at once where a person says so, and why. */
export interface GateWait {
  /** What the board says meanwhile. */
  readonly state: RolloutState;
  readonly begins: AlertKind;
  /** What people are told where it ended by itself. */
  readonly ends: () => { readonly kind: AlertKind; readonly text: string };
}

/** A gate that was opened, with what opened it. */
export interface PassedGate {
  readonly gate: GateToPass;
  /** The plan that the approvals were given for. */
  readonly planDigest: string;
  readonly approvals: readonly ReceivedApproval[];
  /** When they were judged last; milliseconds since the epoch, the workflow's clock. */
  readonly judgedAtMs: number;
  /** The wave that it opened the way to; null until that begins. */
  readonly wave: number | null;
}
