import assert from 'node:assert/strict';
import * as fc from 'fast-check';

import { freezeOf, heldBack } from '../../src/domain/freeze.js';
import type { Frozen } from '../../src/domain/freeze.js';
import { noOperations } from '../../src/domain/operations.js';
import type { BusinessHours, Freeze, Operations } from '../../src/domain/operations.js';

const everywhere = { environments: null, regions: null, groups: null, orgs: null };

function frozen(operations: Partial<Operations>, at: string, timeZone: string): Frozen | null {
  return freezeOf({
    operations: { ...noOperations, ...operations },
    environment: 'production',
    org: { org: 'sub_1', region: 'east', timeZone },
    group: 'region',
    nowMs: Date.parse(at),
  });
}

function freeze(from: string, to: string, more: Partial<Freeze> = {}): Partial<Operations> {
  return { freezes: [{ name: 'quiet', from, to, reason: null, ...everywhere, ...more }] };
}

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;

function hours(
  from: number,
  to: number,
  deploy: 'inside' | 'outside',
  days: BusinessHours['days'] = weekdays,
): BusinessHours {
  return {
    name: 'office',
    days,
    fromMinute: from * 60,
    toMinute: to * 60,
    deploy,
    ...everywhere,
  };
}

function until(result: Frozen | null): string | null {
  return result?.untilMs == null ? null : new Date(result.untilMs).toISOString();
}

/** Asserts from when until when (exclusive) a freeze holds, to the millisecond. */
function assertHolds(
  operations: Partial<Operations>,
  zone: string,
  from: string,
  to: string,
): void {
  const at = (text: string, shift: number): string =>
    new Date(Date.parse(text) + shift).toISOString();
  assert.equal(frozen(operations, at(from, -1), zone), null, 'before');
  assert.equal(until(frozen(operations, at(from, 0), zone)), at(to, 0), 'first instant');
  assert.equal(until(frozen(operations, at(to, -1), zone)), at(to, 0), 'last instant');
  assert.equal(frozen(operations, at(to, 0), zone), null, 'after');
}

describe('freezes', () => {
  it('hold by each org own clock', () => {
    const rule = freeze('2026-11-27T00:00', '2026-12-01');
    assertHolds(rule, 'UTC', '2026-11-27T00:00Z', '2026-12-01T00:00Z');
    assertHolds(rule, 'Asia/Kathmandu', '2026-11-26T18:15Z', '2026-11-30T18:15Z');
    assertHolds(rule, 'America/New_York', '2026-11-27T05:00Z', '2026-12-01T05:00Z');
    assertHolds(rule, 'Pacific/Kiritimati', '2026-11-26T10:00Z', '2026-11-30T10:00Z');
  });

  it('begin and end with the change where clocks skip the time', () => {
    // Berlin: 02:00 becomes 03:00 at 01:00Z.
    assertHolds(
      freeze('2026-03-29T02:30', '2026-03-29T12:00'),
      'Europe/Berlin',
      '2026-03-29T01:00Z',
      '2026-03-29T10:00Z',
    );
    assertHolds(
      freeze('2026-03-28T12:00', '2026-03-29T02:30'),
      'Europe/Berlin',
      '2026-03-28T11:00Z',
      '2026-03-29T01:00Z',
    );
  });

  it('hold through both readings where clocks go back', () => {
    // Berlin: 03:00 becomes 02:00 at 01:00Z, so that 02:30 is 00:30Z and 01:30Z.
    const zone = 'Europe/Berlin';
    assertHolds(
      freeze('2026-10-25T02:30', '2026-10-25T06:00'),
      zone,
      '2026-10-25T00:30Z',
      '2026-10-25T05:00Z',
    );
    assertHolds(
      freeze('2026-10-24T12:00', '2026-10-25T02:30'),
      zone,
      '2026-10-24T10:00Z',
      '2026-10-25T01:30Z',
    );
  });

  it('survive a half-hour change and a day that never was', () => {
    // Lord Howe: 02:00 becomes 01:30 on 2026-04-05 at 15:00Z the day before.
    assertHolds(
      freeze('2026-04-05T01:45', '2026-04-05T04:00'),
      'Australia/Lord_Howe',
      '2026-04-04T14:45Z',
      '2026-04-04T17:30Z',
    );
    // Apia left out 2011-12-30.
    assertHolds(
      freeze('2011-12-29T12:00', '2011-12-30T12:00'),
      'Pacific/Apia',
      '2011-12-29T22:00Z',
      '2011-12-30T10:00Z',
    );
  });

  it('that touch or overlap end together', () => {
    const { freezes: first = [] } = freeze('2026-01-01', '2026-01-03');
    const { freezes: second = [] } = freeze('2026-01-03', '2026-01-05');
    const { freezes: third = [] } = freeze('2026-01-04', '2026-01-06T12:00');
    const all = { freezes: [...third, ...first, ...second] };
    assert.equal(until(frozen(all, '2026-01-02T00:00Z', 'UTC')), '2026-01-06T12:00:00.000Z');
  });

  it('apply within their scope only, and give their reason', () => {
    const at = (more: Partial<Freeze>): Frozen | null =>
      frozen(freeze('2026-01-01', '2026-01-03', more), '2026-01-02T00:00Z', 'UTC');
    for (const [member, mine] of [
      ['environments', 'production'],
      ['regions', 'east'],
      ['groups', 'region'],
      ['orgs', 'sub_1'],
    ] as const) {
      assert.equal(at({ [member]: ['other'] }), null, member);
      assert.equal(at({ [member]: ['other', mine], reason: 'busy' })?.reason, 'busy', member);
    }
    assert.match(at({})?.reason ?? '', /2026-01-01.*2026-01-03.*UTC/);
  });
});

describe('business hours', () => {
  it('to deploy outside of are closed on their days', () => {
    const rule = { businessHours: [hours(8, 18, 'outside')] };
    // 2026-03-27 is a Friday; Berlin is at +1 until the 29th, then at +2.
    assertHolds(rule, 'Europe/Berlin', '2026-03-27T07:00Z', '2026-03-27T17:00Z');
    assertHolds(rule, 'Europe/Berlin', '2026-03-30T06:00Z', '2026-03-30T16:00Z');
    assertHolds(rule, 'Asia/Kathmandu', '2026-03-27T02:15Z', '2026-03-27T12:15Z');
    assert.equal(frozen(rule, '2026-03-28T10:00Z', 'Europe/Berlin'), null, 'Saturday');
  });

  it('may cross midnight into a day that is not named', () => {
    const rule = { businessHours: [hours(22, 6, 'outside', ['fri'])] };
    assertHolds(rule, 'UTC', '2026-03-27T22:00Z', '2026-03-28T06:00Z');
    // The night in which Berlin loses an hour.
    const saturday = { businessHours: [hours(22, 6, 'outside', ['sat'])] };
    assertHolds(saturday, 'Europe/Berlin', '2026-03-28T21:00Z', '2026-03-29T04:00Z');
  });

  it('may end at midnight or last a whole day', () => {
    assertHolds(
      { businessHours: [hours(18, 24, 'outside', ['fri'])] },
      'UTC',
      '2026-03-27T18:00Z',
      '2026-03-28T00:00Z',
    );
    assertHolds(
      { businessHours: [hours(0, 0, 'outside', ['sun'])] },
      'Europe/Berlin',
      '2026-03-28T23:00Z',
      '2026-03-29T22:00Z',
    );
  });

  it('to deploy inside of close everything else', () => {
    const rule = { businessHours: [hours(9, 12, 'inside', ['mon'])] };
    assertHolds(rule, 'Asia/Kathmandu', '2026-03-23T06:15Z', '2026-03-30T03:15Z');
    const more = { businessHours: [...rule.businessHours, hours(9, 12, 'inside', ['tue'])] };
    const result = frozen(more, '2026-03-23T13:00Z', 'UTC');
    assert.equal(until(result), '2026-03-24T09:00:00.000Z');
    assert.match(result?.reason ?? '', /mon 09:00 to 12:00 or tue 09:00 to 12:00 \(UTC\)/);
  });

  it('that leave no time at all have no end', () => {
    const rule = { businessHours: [hours(8, 18, 'inside'), hours(7, 19, 'outside')] };
    assert.equal(frozen(rule, '2026-03-23T03:00Z', 'UTC')?.untilMs, null);
  });

  it('and freezes are waited for together', () => {
    const rule = {
      ...freeze('2026-03-23T00:00', '2026-03-23T10:00'),
      businessHours: [hours(9, 11, 'inside', ['mon', 'wed']), hours(10, 11, 'outside', ['mon'])],
    };
    assert.equal(until(frozen(rule, '2026-03-23T01:00Z', 'UTC')), '2026-03-25T09:00:00.000Z');
  });

  it('never name an instant that is itself forbidden, nor miss an earlier hour', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'Asia/Kathmandu',
      'America/New_York',
      'Australia/Sydney',
    ];
    const days = fc.subarray([...weekdays, 'sat', 'sun'] as const, { minLength: 1 });
    const entry = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 24 }), days, fc.boolean())
      .map(([from, to, on, inside]) => hours(from, to, inside ? 'inside' : 'outside', on));
    const start = Date.parse('2026-01-01T00:00Z');
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 365 * 24 * 60 }),
        (businessHours, zone, minute) => {
          const at = start + minute * 60_000;
          const found = (ms: number): Frozen | null =>
            frozen({ businessHours }, new Date(ms).toISOString(), zone);
          const untilMs = found(at)?.untilMs ?? null;
          if (untilMs === null) return;
          assert.equal(found(untilMs), null);
          assert.notEqual(found(untilMs - 1), null);
          for (let ms = at; ms < untilMs; ms += 3 * 3_600_000) assert.notEqual(found(ms), null);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('orgs held back', () => {
  const entry = { org: 'sub_1', environments: null, reason: 'migration', until: null };
  const ask = (more: Partial<typeof entry & { environments: null | string[] }>, at: string) =>
    heldBack({
      operations: {
        ...noOperations,
        heldBack: [{ ...entry, ...more, until: more.until ?? null }],
      },
      environment: 'production',
      org: { org: 'sub_1', region: 'east', timeZone: 'Asia/Kathmandu' },
      nowMs: Date.parse(at),
    });

  it('stay back until their own midnight, or until the entry goes', () => {
    assert.deepEqual(ask({}, '2026-01-01T00:00Z'), { reason: 'migration', untilMs: null });
    const until = '2026-12-01' as never;
    const endMs = Date.parse('2026-11-30T18:15Z');
    assert.equal(ask({ until }, '2026-11-30T18:14:59.999Z')?.untilMs, endMs);
    assert.equal(ask({ until }, '2026-11-30T18:15Z'), null);
  });

  it('are those named, in the environments named', () => {
    assert.equal(ask({ org: 'sub_2' }, '2026-01-01T00:00Z'), null);
    assert.equal(ask({ environments: ['staging'] as never }, '2026-01-01T00:00Z'), null);
    assert.ok(ask({ environments: ['production'] as never }, '2026-01-01T00:00Z'));
  });
});
