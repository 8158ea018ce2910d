import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from './detector-settings';
import { egressSpan } from './egress-span';
import { NO_GEOGRAPHY } from './geography';
import { surroundingsOf } from './surroundings';
import { DAY_MS, HOUR_MS } from './terms';
import { DEFAULT_THRESHOLDS } from './thresholds';

const { egressDays, egressPeople } = DEFAULT_THRESHOLDS;
const NETWORK = '203.0.113.0/24';

describe('the span of an egress', () => {
  it('begins two days after the day that completes it, and ends when too few days are left in a month', () => {
    const span = (busy: readonly number[], day: number) => egressSpan({ busy, sprays: [] }, 3, day * DAY_MS);
    expect(span([100, 101, 102], 104)).toEqual({ since: 104, until: 132 });
    expect(span([100, 101, 102, 120], 125)).toEqual({ since: 104, until: 133 });
    expect(span([10, 11, 12, 100, 101, 102], 110)).toEqual({ since: 104, until: 132 });
  });

  it('is what the detectors say on each of its days, and on the days around it', () => {
    const people = new Set(Array.from({ length: egressPeople }, (_, index) => `person ${index}`));
    const busy = [100, 107, 109, 131, 150, 160, 161, 162, 170];
    const sprays = [{ firstAt: 112.3 * DAY_MS, lastAt: 112.4 * DAY_MS }];
    const { isEgress } = surroundingsOf(
      {
        use: new Map([[NETWORK, new Map(busy.map((day) => [day, people]))]]),
        sprays: new Map([[NETWORK, sprays]]),
        pushes: new Map(),
      },
      NO_GEOGRAPHY,
      DEFAULT_SETTINGS,
    );
    const instants = Array.from({ length: 24 * 110 }, (_, hour) => 95 * DAY_MS + hour * HOUR_MS);
    const held = instants.filter((at) => isEgress(NETWORK, at));
    expect(held.length).toBeGreaterThan(24 * 20);
    for (const at of held) {
      const { since, until } = egressSpan({ busy, sprays }, egressDays, at);
      expect(isEgress(NETWORK, (since - 1) * DAY_MS)).toBe(false);
      expect(isEgress(NETWORK, until * DAY_MS)).toBe(false);
      for (let day = since + 1; day < until; day += 1) expect(isEgress(NETWORK, day * DAY_MS)).toBe(true);
    }
  });
});
