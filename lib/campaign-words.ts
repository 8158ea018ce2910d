import type { AftermathView, EntryAftermathView } from '@/domain/views/aftermath';
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
  return [
    reachedWords(applications),
    ...(devices > 0 ? [`${formatCountOf(devices, 'device', 'devices')} enrolled`] : []),
    ...(bypasses > 0 ? [`${formatCountOf(bypasses, 'bypass', 'bypasses')} given`] : []),
  ];
}

/** Which applications were reached after an approval, as in "reached VPN, Mail (3 sign-ins)". */
function reachedWords(applications: AftermathView['applications']): string {
  if (applications.length === 0) return 'reached no application that is recorded';
  const names = applications.map(({ name, signIns }) =>
    signIns > 1 ? `${name} (${formatCount(signIns)} sign-ins)` : name,
  );
  return `reached ${names.join(', ')}`;
}

/** What was reached after one approval, as a sentence: nothing can be told where it is not known where they came from. */
export function reachedSentence({ applications, network }: EntryAftermathView): string {
  if (network === null && applications.length === 0)
    return 'What they reached cannot be told: no address is known that they came from.';
  const words = reachedWords(applications);
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
}

/** How many more signed in from the source of an approval than are named; null where all are. */
export function furtherWords({ people, total, isLeast }: EntryAftermathView['elsewhere']): string | null {
  const further = total - people.length;
  if (further === 0) return isLeast ? 'and perhaps more' : null;
  return `and ${isLeast ? 'at least ' : ''}${formatCount(further)} more`;
}
