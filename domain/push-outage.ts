/** Pushes of a stretch of time, over the whole integration. */
export interface PushFigures {
  readonly pushes: number;
  /** Of these: nobody answered, or Duo could not deliver. */
  readonly unanswered: number;
  readonly people: number;
  /** People of whom at least one push stayed unanswered. */
  readonly peopleUnanswered: number;
}

/**
 * `outage`: push seems not to reach people; `usual`: it does; `too_few`: too little was pushed in the hour to say.
 */
export type PushState = 'outage' | 'usual' | 'too_few';

const LEAST_PUSHES = 20;
const LEAST_PEOPLE = 10;

/**
 * Whether push fails across the account rather than for a person: in the last hour many people at once left pushes
 * unanswered, at least three times as often as in the day before, and at least three in ten. Without a day to compare
 * with, at least every second. One person under attack, or a few who are asleep, never look like this.
 */
export function judgePush(lastHour: PushFigures, dayBefore: PushFigures): PushState {
  if (lastHour.pushes < LEAST_PUSHES || lastHour.people < LEAST_PEOPLE) return 'too_few';
  const share = lastHour.unanswered / lastHour.pushes;
  const peopleShare = lastHour.peopleUnanswered / lastHour.people;
  const comparable = dayBefore.pushes >= LEAST_PUSHES;
  const usually = comparable ? dayBefore.unanswered / dayBefore.pushes : null;
  const least = usually === null ? 0.5 : Math.max(0.3, 3 * usually);
  return share >= least && peopleShare >= 0.3 && lastHour.peopleUnanswered >= 5 ? 'outage' : 'usual';
}
