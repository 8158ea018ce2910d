import type { LearningView } from '@/domain/views/learning';
import { formatDate } from './format/moment';
import { formatCount, formatCountOf } from './format/number';

/** What is known of somebody's habits, and when it will be enough. Days are UTC days, as detectors count them. */
export function learningWords({ ready, since, signIns, activeDays, readyOn, needs }: LearningView): string {
  const day = (iso: string) => formatDate(Date.parse(iso), 'UTC');
  if (since === null)
    return `Learning has not begun: no sign-in is known that is two days old and not part of an attack. It takes ${needed(needs)}.`;
  const known = `${formatCountOf(signIns, 'sign-in', 'sign-ins')} on ${formatCountOf(activeDays, 'day', 'days')} since ${day(since)}`;
  if (ready)
    return `Habits are known: ${known}. They reach back ${formatCount(needs.baselineDays)} days at most.`;
  const when =
    readyOn === null ? 'It goes on until there are enough' : `On ${day(readyOn)} it will be enough`;
  return `Learning: ${known}. It takes ${needed(needs)}. ${when}.`;
}

function needed({ signIns, activeDays, days }: LearningView['needs']): string {
  return `${formatCountOf(signIns, 'sign-in', 'sign-ins')} on ${formatCountOf(activeDays, 'day', 'days')}, and ${formatCountOf(days, 'day', 'days')}`;
}
