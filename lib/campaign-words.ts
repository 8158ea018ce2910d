import type { AftermathView } from '@/domain/views/aftermath';
import type { CampaignDetail, CampaignListed, CampaignState } from '@/domain/views/campaign';
import { formatCount, formatCountOf } from '@/lib/format/number';
import type { Tone } from '@/lib/status-words';

export const STATE_FACTS: Readonly<Record<CampaignState, { readonly label: string; readonly tone: Tone }>> = {
  open: { label: 'Open', tone: 'warn' },
  acknowledged: { label: 'Acknowledged', tone: 'quiet' },
  closed: { label: 'Closed', tone: 'quiet' },
};

/** How a campaign stands, in a word: nothing of it counts any more where all its events were dismissed. */
export function standingWords({ state, endedAt }: Pick<CampaignListed, 'state' | 'endedAt'>): string {
  return endedAt !== null ? 'Dismissed' : STATE_FACTS[state].label;
}

/** The first thing to know of a campaign, as a sentence: "They got in as Ada, 1 of 6 people." */
export function outcomeSentence({ campaign, people, unknownNames }: CampaignDetail): string {
  const all = people.length;
  if (all === 0)
    return `Nobody was let in: ${formatCountOf(unknownNames.length, 'name was', 'names were')} tried that Duo does not know.`;
  const entered = people.filter(({ outcome }) => outcome === 'got_in').map(({ person }) => person.name);
  if (entered.length > 0)
    return `They got in as ${namesOf(entered)}, ${formatCount(entered.length)} of ${formatCountOf(all, 'person', 'people')}.`;
  return campaign.outcome === 'refused'
    ? `Nobody was let in: ${formatCountOf(all, 'person was', 'people were')} tried.`
    : `Whether they got in is not known: ${formatCountOf(all, 'person was', 'people were')} tried.`;
}

/** "Ada", "Ada and Bob", "Ada, Bob and 3 more". */
function namesOf(names: readonly string[]): string {
  const [first = '', second] = names;
  if (second === undefined) return first;
  return names.length === 2
    ? `${first} and ${second}`
    : `${first}, ${second} and ${formatCount(names.length - 2)} more`;
}

/** What happened after an approval, in parts that stand one after the other. */
export function aftermathWords({ applications, steps }: AftermathView): string[] {
  const devices = steps.filter(({ what }) => what === 'device').length;
  const bypasses = steps.filter(({ what }) => what === 'bypass').length;
  const names = applications.map(({ name, signIns }) =>
    signIns > 1 ? `${name} (${formatCount(signIns)} sign-ins)` : name,
  );
  return [
    names.length === 0 ? 'reached no application that is recorded' : `reached ${names.join(', ')}`,
    ...(devices > 0 ? [`${formatCountOf(devices, 'device', 'devices')} enrolled`] : []),
    ...(bypasses > 0 ? [`${formatCountOf(bypasses, 'bypass', 'bypasses')} given`] : []),
  ];
}
