import type { CountCheck, PushView, VolumeView } from '@/domain/views/feed-quality';
import { formatCount, formatCountOf, formatShare } from '@/lib/format/number';
import type { Tone } from '@/lib/status-words';

/** A judgement as people read it: a short word, how serious it is, and the sentence behind it. */
export interface Verdict {
  readonly tone: Tone;
  readonly word: string;
  readonly sentence: string;
}

type Judgement = VolumeView['hour'];

const VOLUME_WORDS: Readonly<Record<Judgement['state'], { readonly tone: Tone; readonly word: string }>> = {
  usual: { tone: 'good', word: 'As usual' },
  quiet_as_usual: { tone: 'good', word: 'Quiet as usual' },
  quieter: { tone: 'warn', word: 'Quieter than usual' },
  silent: { tone: 'bad', word: 'Silent' },
  busier: { tone: 'accent', word: 'Busier than usual' },
  not_known: { tone: 'quiet', word: 'Not known yet' },
};

/** A volume against usual. `span` is what was counted: "hour" or "day". */
export function volumeVerdict(
  view: Pick<VolumeView, 'hour' | 'day' | 'dayRead'>,
  span: 'hour' | 'day',
): Verdict {
  const judged = view[span];
  const { state, signals, usual, low, high, weeks } = judged;
  const facts = VOLUME_WORDS[state];
  if (span === 'day' && !view.dayRead)
    return {
      ...facts,
      sentence: `${formatCountOf(signals, 'record', 'records')}; part of the day was not read, so it is not compared.`,
    };
  if (usual === null)
    return {
      ...facts,
      sentence: `${formatCountOf(signals, 'record', 'records')}; what is usual is known after four weeks, and ${weeks === 0 ? 'none is' : `${formatCount(weeks)} ${weeks === 1 ? 'is' : 'are'}`} known so far.`,
    };
  return {
    ...facts,
    sentence: `${formatCountOf(signals, 'record', 'records')}; this ${span} of the week usually brings ${formatCount(usual)} (between ${formatCount(low ?? 0)} and ${formatCount(high ?? 0)}, over ${formatCount(weeks)} weeks).`,
  };
}

/** Whether push reaches people, across the account. */
export function pushVerdict(push: PushView): Verdict {
  const share = push.pushes === 0 ? 0 : push.unanswered / push.pushes;
  const counted = `${formatCount(push.unanswered)} of ${formatCountOf(push.pushes, 'push', 'pushes')} in the last hour stayed unanswered or failed, for ${formatCount(push.peopleUnanswered)} of ${formatCountOf(push.people, 'person', 'people')}`;
  switch (push.state) {
    case 'outage':
      return {
        tone: 'bad',
        word: 'Push seems to be down',
        sentence: `${counted}: ${formatShare(share)}${push.usualShare === null ? '' : ` against ${formatShare(push.usualShare)} the day before`}. So many at once is no attack on one of them: look at the status page of the vendor, and expect push harassment to be reported that is none.`,
      };
    case 'usual':
      return { tone: 'good', word: 'Push reaches people', sentence: `${counted}.` };
    case 'too_few':
      return {
        tone: 'quiet',
        word: 'Too few pushes to say',
        sentence: `${formatCountOf(push.pushes, 'push', 'pushes')} to ${formatCountOf(push.people, 'person', 'people')} in the last hour; an outage is told apart from 20 pushes to 10 people on.`,
      };
  }
}

/** The vendor's count of sign-ins beside ours. */
export function countVerdict({ state, vendor, ours, erased }: CountCheck): Verdict {
  const sum = ({ success, failure, fraud, error }: CountCheck['ours']) => success + failure + fraud + error;
  const [theirs, here] = [sum(vendor), sum(ours)];
  const off = formatCountOf(Math.abs(theirs - here - erased), 'sign-in', 'sign-ins');
  switch (state) {
    case 'agrees':
      return {
        tone: 'good',
        word: 'The counts agree',
        sentence:
          erased === 0
            ? `Duo and Parapet both count ${formatCountOf(here, 'sign-in', 'sign-ins')}.`
            : `Duo counts ${formatCountOf(theirs, 'sign-in', 'sign-ins')}; ${formatCountOf(erased, 'of them was', 'of them were')} erased on request, and all others are here.`,
      };
    case 'fewer_here':
      return {
        tone: 'warn',
        word: 'Fewer here than Duo counts',
        sentence: `${off} of ${formatCount(theirs)} are not here. Records that come late are caught by the re-reads; if the difference stays, re-pull the day.`,
      };
    case 'more_here':
      return {
        tone: 'quiet',
        word: 'More here than Duo counts',
        sentence: `${off} more are here than Duo’s ${formatCount(theirs)}: Duo does not count enrolments and some tries that its log holds.`,
      };
    case 'ended_otherwise':
      return {
        tone: 'quiet',
        word: 'As many as Duo counts, ended otherwise',
        sentence: `Both count ${formatCountOf(here, 'sign-in', 'sign-ins')}, but not alike by how they ended: Duo’s log and its count name some endings differently.`,
      };
    case 'not_covered':
      return {
        tone: 'quiet',
        word: 'Not to be compared yet',
        sentence:
          'Not all of the time that Duo counted has been read here, so a difference would say nothing.',
      };
  }
}
