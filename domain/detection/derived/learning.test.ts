import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Habits } from './habits';
import { learningOn } from './learning';
import { learntBy } from './learnt';
import { CITIES_ONLY, signIn, thresholds } from './records-for-tests';
import { DAY_MS } from './terms';

const TODAY = 20_000;
const daily = (from: number, to: number, count = 1) =>
  new Map(Array.from({ length: to - from + 1 }, (_, index) => [from + index, count]));

describe('how far habits are known', () => {
  it('says since when, how much of what is needed, and the day on which it is enough', () => {
    expect(learningOn(daily(TODAY - 6, TODAY), TODAY, thresholds())).toEqual({
      ...{ ready: false, signIns: 5, activeDays: 5, since: TODAY - 6, readyOn: null },
    });
    expect(learningOn(daily(TODAY - 6, TODAY, 2), TODAY, thresholds())).toMatchObject({
      signIns: 10,
      readyOn: TODAY + 8,
    });
    // Enough by tomorrow, when what happened yesterday counts.
    expect(
      learningOn(
        daily(TODAY - 20, TODAY - 20, 9).set(TODAY - 1, 1),
        TODAY,
        thresholds({ readyActiveDays: 2 }),
      ),
    ).toMatchObject({
      ready: false,
      readyOn: TODAY + 1,
    });
  });

  it('is done, or has not begun', () => {
    expect(learningOn(daily(TODAY - 30, TODAY), TODAY, thresholds())).toMatchObject({
      ready: true,
      signIns: 29,
      readyOn: null,
    });
    expect(learningOn(new Map(), TODAY, thresholds())).toEqual({
      ...{ ready: false, signIns: 0, activeDays: 0, since: null, readyOn: null },
    });
    expect(learningOn(daily(TODAY - 200, TODAY - 100), TODAY, thresholds())).toMatchObject({ since: null });
  });

  it('is what detectors go by, on every day, and comes true when it said so', () => {
    const day = fc.integer({ min: TODAY - 100, max: TODAY });
    fc.assert(
      fc.property(fc.array(day, { maxLength: 40 }), (successes) => {
        const habits = Habits.empty();
        const days = new Map<number, number>();
        for (const at of successes) {
          habits.add(signIn(at * DAY_MS).record, CITIES_ONLY);
          days.set(at, (days.get(at) ?? 0) + 1);
        }
        const { ready, signIns, readyOn } = learningOn(days, TODAY, thresholds());
        const baseline = habits.baselineOf(TODAY, thresholds());
        expect([ready, signIns]).toEqual([baseline.ready, baseline.signIns]);
        if (readyOn === null) return;
        expect(habits.baselineOf(readyOn, thresholds()).ready).toBe(true);
        expect(learntBy(days, readyOn - 1, thresholds()).ready).toBe(false);
      }),
    );
  });
});
