import assert from 'node:assert/strict';

import type { JsonObject } from '../../src/domain/json.js';
import type { ConflictPolicy } from '../../src/domain/release-model.js';
import { containerOf, readSlots, wholeOf, type Slots } from './slots.js';

/** What is known of a rollout of one resource between its plan and its end. */
interface Window {
  readonly planned: Slots;
  readonly want: Slots;
  readonly isCreation: boolean;
  readonly claimed: ReadonlySet<string>;
  before: Slots;
  after: Slots;
  /** The body as JSON text, after the writes. */
  written: string | undefined;
}

/**
 * Judges, by slots alone, what Rollcall did to one resource: an oracle for the law that a person's edit survives
 * what the release does not touch. A claim is a slot, a removed target (`t.a`) or a reshaped `o` or `t`, whose last
 * writer is a person. Claims of the race are made while the window is open and are nobody's to overwrite.
 */
export class ManualEdits {
  private claims = new Set<string>();
  private base = new Map<string, string>();
  private race = new Set<string>();
  private window: Window | null = null;

  edited(before: JsonObject | undefined, after: JsonObject | undefined): void {
    const [was, now] = [readSlots(before), readSlots(after)];
    for (const slot of union(was, now)) {
      if (was.get(slot) === now.get(slot)) continue;
      const whole = wholeOf(slot);
      const isThere = now.has(slot) || now.has(`${whole}.id`);
      for (const claims of this.window === null ? [this.claims] : [this.claims, this.race]) {
        claims.add(slot);
        if (whole !== slot)
          if (isThere) claims.delete(whole);
          else claims.add(whole);
      }
    }
    // There and back again is no edit that anybody could see.
    for (const slot of this.race)
      if (!this.isReshaped(slot, now) && this.isAsWritten(slot, now)) this.race.delete(slot);
    // Who makes one value of several takes away all that were there, and all that a rollback would put back.
    for (const container of ['o', 't'])
      if (now.has(container) && !was.has(container))
        for (const [slot] of within(container, this.base))
          for (const claims of this.window === null ? [this.claims] : [this.claims, this.race])
            claims.add(slot).add(wholeOf(slot));
    this.forgetSatisfied(now);
  }

  lostLedger(): void {
    this.base.clear();
  }

  adopted(body: JsonObject | undefined, target: JsonObject): void {
    const live = readSlots(body);
    for (const named of readSlots(target).keys()) {
      const there = within(named, live);
      if (there.length === 0) continue;
      for (const [slot] of within(named, this.base)) this.base.delete(slot);
      for (const [slot, value] of there) this.base.set(slot, value);
      this.release(named);
    }
  }

  planned(body: JsonObject | undefined, target: JsonObject): void {
    this.race.clear();
    const planned = readSlots(body);
    this.window = {
      planned,
      want: readSlots(target),
      isCreation: body === undefined,
      claimed: new Set(this.claims),
      before: planned,
      after: planned,
      written: undefined,
    };
  }

  deployed(
    bodies: { readonly before: JsonObject | undefined; readonly after: JsonObject | undefined },
    onConflict: ConflictPolicy,
    saysUnbased: boolean,
  ): void {
    const window = this.open();
    const before = (window.before = readSlots(bodies.before));
    const after = (window.after = readSlots(bodies.after));
    window.written = JSON.stringify(bodies.after);
    if (window.isCreation) return this.created(window);
    for (const slot of union(before, after, window.want, this.base)) {
      const [was, now] = [before.get(slot), after.get(slot)];
      const say = `${slot}: ${was} → ${now}, wanted ${window.want.get(slot)}, base ${this.base.get(slot)}`;
      if (this.isRaced(slot, before)) assert.equal(now, was, `in the race: ${say}`);
      else if (!this.isRacedAround(slot))
        assert.equal(now, this.expected(slot, window, onConflict), say);
      if (was === now) continue;
      if (was !== undefined && this.isUnknown(this.placeOf(slot, window)))
        assert.ok(saysUnbased, `unsaid: ${say}`);
      const isRemade = !before.has(`${wholeOf(slot)}.id`) && after.has(`${wholeOf(slot)}.id`);
      this.release(isRemade ? wholeOf(slot) : this.placeOf(slot, window));
    }
  }

  /** What is as Rollcall wrote it cannot be told from what Rollcall wrote. */
  private forgetSatisfied(live: Slots): void {
    for (const claim of this.claims) {
      const isThere = isSlot(claim) ? live.has(claim) : live.has(`${claim}.id`);
      if (isThere && live.get(claim) === this.base.get(claim)) this.claims.delete(claim);
    }
  }

  /** Rollcall is the last writer again. */
  private release(place: string): void {
    for (const claim of this.claims)
      if (claim === place || claim.startsWith(`${place}.`)) this.claims.delete(claim);
  }

  /** The race begins anew: what is edited from here on is edited after the writes. */
  private open(): Window {
    assert.ok(this.window, 'no window is open');
    return this.window;
  }

  settled(): void {
    this.open();
    this.raceBefore = new Set(this.race);
    this.race.clear();
  }

  private raceBefore = new Set<string>();

  reverted(bodies: {
    readonly before: JsonObject | undefined;
    readonly after: JsonObject | undefined;
  }): void {
    const window = this.open();
    const [was, now] = [readSlots(bodies.before), readSlots(bodies.after)];
    const { before: original, after: written } = window;
    if (window.isCreation && !this.creationStays(bodies, window)) assert.equal(now.size, 0);
    for (const slot of union(was, now, original, written)) {
      const [left, value] = [was.get(slot), now.get(slot)];
      const say = `${slot}: ${original.get(slot)} → ${written.get(slot)} → ${left} ⇒ ${value}`;
      const isWritten = original.get(slot) !== written.get(slot);
      if (window.isCreation) assert.ok(value === left || bodies.after === undefined, say);
      else if (
        this.isRacedBefore(slot) ||
        (!this.isRaced(slot, was) && this.mayGoEitherWay(slot, window))
      )
        assert.ok([left, original.get(slot), window.planned.get(slot)].includes(value), say);
      else if (this.isRaced(slot, was)) assert.equal(value, left, `edited since: ${say}`);
      else assert.equal(value, isWritten ? original.get(slot) : left, say);
    }
    this.claims = new Set([...window.claimed, ...this.raceBefore, ...this.race]);
    this.forgetSatisfied(now);
    this.window = null;
    this.race.clear();
  }

  closed(body: JsonObject | undefined): void {
    const { want } = this.open();
    const live = readSlots(body);
    for (const slot of this.base.keys()) {
      const container = containerOf(slot);
      const inContainer = [...live.keys()].some((other) => containerOf(other) === container);
      const isOpen =
        (live.has(container) || want.has(container)) &&
        [...want].some(([at, value]) => containerOf(at) === container && live.get(at) !== value);
      const isAround = slot === container && inContainer && !this.isNamed(container, want);
      const isThere = live.has(slot) || isAround;
      if (!want.has(slot) && !isThere && !isOpen) this.base.delete(slot);
    }
    for (const [slot, value] of want) if (live.get(slot) === value) this.base.set(slot, value);
    this.window = null;
    this.race.clear();
  }

  /** Edited since, or in a way that no slot shows: then it may stay. */
  private creationStays(
    bodies: { readonly before: JsonObject | undefined; readonly after: JsonObject | undefined },
    { written }: Window,
  ): boolean {
    if (this.race.size > 0) assert.ok(bodies.after, 'an edited resource was deleted');
    return JSON.stringify(bodies.before) !== written;
  }

  private created({ before, after, want }: Window): void {
    for (const slot of union(after, want))
      assert.equal(after.get(slot), before.size > 0 ? before.get(slot) : want.get(slot), slot);
  }

  /** The law. */
  private expected(slot: string, window: Window, onConflict: ConflictPolicy): string | undefined {
    const { before, want } = window;
    const was = before.get(slot);
    const place = this.placeOf(slot, window);
    if (!this.isNamed(place, want)) return this.mayGo(slot, window) ? undefined : was;
    if (this.isUnknown(place)) return want.get(slot);
    if (place !== containerOf(slot) && this.isRemovedTarget(slot, before)) return was;
    if (!this.isClaimed(place, before)) return want.get(slot);
    return onConflict === 'useRelease' && this.isChanged(place, want) ? want.get(slot) : was;
  }

  /** Where both have a value of another shape, the whole of it is decided at once. */
  private placeOf(slot: string, { planned, want }: Window): string {
    const container = containerOf(slot);
    const isDemanded = [...want.keys()].some((other) => containerOf(other) === container);
    const isReshaped = planned.has(container) !== want.has(container);
    const isEmpty = ![...planned.keys()].some((other) => containerOf(other) === container);
    return isDemanded && isReshaped && !isEmpty ? container : slot;
  }

  private isNamed(place: string, want: Slots): boolean {
    return within(place, want).length > 0;
  }

  private isUnknown(place: string): boolean {
    const whole = wholeOf(place);
    if (whole !== place && within(whole, this.base).length > 0)
      return !this.base.has(place) && !this.claims.has(whole);
    return within(place, this.base).length === 0;
  }

  private isChanged(place: string, slots: Slots): boolean {
    const text = (some: Slots): string =>
      within(place, some)
        .map((entry) => entry.join('='))
        .sort()
        .join();
    return text(slots) !== text(this.base);
  }

  private isClaimed(place: string, live: Slots): boolean {
    // Of a whole, whatever is not of the base is somebody's.
    if (place === 'o' || place === 't') return this.isChanged(place, live);
    return this.claims.has(place) || this.isRemovedTarget(place, live);
  }

  private isRemovedTarget(slot: string, live: Slots): boolean {
    const whole = wholeOf(slot);
    return whole !== slot && this.claims.has(whole) && !live.has(`${whole}.id`);
  }

  /** What the release no longer names goes where it is as Rollcall left it; a target goes as a whole. */
  private mayGo(slot: string, { before, want }: Window): boolean {
    const whole = wholeOf(slot);
    const parts = whole === slot || want.has(`${whole}.id`) ? [slot] : [...before.keys()];
    return parts
      .filter((part) => part === slot || part.startsWith(`${whole}.`))
      .every((part) => this.base.has(part) && before.get(part) === this.base.get(part));
  }

  /**
   * A write left out for an edit is in the recorded inverse all the same, which tells by value alone: what a person
   * takes away later than the plan would have, a rollback may put back.
   */
  private isRacedBefore(slot: string): boolean {
    return [...this.raceBefore].some((at) => wholeOf(at) === wholeOf(slot));
  }

  private isReshaped(slot: string, now: Slots): boolean {
    return containerOf(slot) !== slot && now.has(containerOf(slot));
  }

  private isAsWritten(claim: string, now: Slots): boolean {
    const slot = isSlot(claim) ? claim : `${claim}.id`;
    return this.window !== null && now.get(slot) === this.window.after.get(slot);
  }

  private isRaced(slot: string, live: Slots): boolean {
    const whole = wholeOf(slot);
    const container = containerOf(slot);
    return (
      this.race.has(slot) ||
      (this.race.has(whole) && !live.has(`${whole}.id`)) ||
      (this.race.has(container) && live.has(container))
    );
  }

  private isRacedAround(slot: string): boolean {
    return [...this.race, ...this.raceBefore].some((at) => containerOf(at) === containerOf(slot));
  }

  /** An edit inside a whole that Rollcall made or took away: part of that whole may have to stay. */
  private mayGoEitherWay(slot: string, { before, after }: Window): boolean {
    const container = containerOf(slot);
    const isReshaped = before.has(container) !== after.has(container);
    const whole = wholeOf(slot);
    const isMade = whole !== slot && before.has(`${whole}.id`) !== after.has(`${whole}.id`);
    return (isReshaped || isMade || this.raceBefore.size > 0) && this.isRacedAround(slot);
  }
}

/** False for the claim on a target that was removed. */
function isSlot(claim: string): boolean {
  return !claim.startsWith('t.') || claim !== wholeOf(claim);
}

function within(place: string, slots: Slots): [string, string][] {
  return [...slots].filter(([slot]) => slot === place || slot.startsWith(`${place}.`));
}

function union(...all: readonly Slots[]): string[] {
  return [...new Set(all.flatMap((slots) => [...slots.keys()]))];
}
