import { type EventKind, EVENT_CATALOGUE, EVENT_KINDS } from '@/domain/event-catalogue';
import { DAY_MS, HOUR_MS } from '@/domain/detection/derived/terms';
import { CAMPAIGNS, type CampaignFacts } from './campaigns';
import type { Organisation, Person } from './organisation';
import type { Random } from './random';
import type { SignIn } from './sign-in';
import { Stage } from './stage';

/** One person of one attack, with what must and what may be raised of it. */
export interface Instance {
  readonly campaign: string;
  readonly gotIn: boolean;
  readonly person: string;
  /** Epoch milliseconds of the first and the last act. */
  readonly from: number;
  readonly to: number;
  /** When the attack itself was over. */
  readonly doneAt: number;
  readonly must: ReadonlySet<EventKind>;
  readonly mustWithDuo: ReadonlySet<EventKind>;
  readonly may: ReadonlySet<EventKind>;
}

export interface Staged {
  readonly acts: readonly SignIn[];
  readonly instances: readonly Instance[];
}

/** Kinds that tell of places, habits and Duo's own opinion: each attack may raise them as well. */
const CONTEXT: readonly EventKind[] = EVENT_KINDS.filter((kind) =>
  ['place', 'habit', 'verdict'].includes(EVENT_CATALOGUE[kind].family),
);

/** Of a victim whose devices show no lasting keys, nothing can be said by them. */
const BY_DEVICE: ReadonlySet<EventKind> = new Set(['unusual_device', 'unusual_network']);

/** The hours after the last act in which an event still belongs to the attack. */
export const AFTERWARDS_MS = HOUR_MS;

/**
 * Attacks people who have been there from the beginning, each once, on days chosen at random.
 *
 * @param from epoch milliseconds of the first day on which there are attacks
 */
export function stageCampaigns(
  organisation: Organisation,
  from: number,
  days: number,
  random: Random,
): Staged {
  const left = random.sample(
    organisation.people.filter(({ joins }) => joins === 0),
    organisation.people.length,
  );
  const acts: SignIn[] = [];
  const instances: Instance[] = [];
  let attacks = 0;
  for (const campaign of CAMPAIGNS) {
    const wanted = Math.max(
      campaign.together,
      Math.round((campaign.victims * organisation.people.length) / 5_000),
    );
    for (let done = 0; done < wanted; done += campaign.together) {
      const victims = take(left, campaign.together, campaign.who ?? (() => true));
      const [first, ...rest] = victims;
      if (first === undefined) continue;
      attacks += 1;
      const at = from + random.between(0, days - 8) * DAY_MS;
      const stage = new Stage(organisation, [first, ...rest], at, random.branch(), String(attacks), left);
      campaign.stage(stage);
      acts.push(...stage.acts);
      instances.push(...instancesOf(campaign, stage, victims));
      const touched = new Set(stage.acts.map(({ person }) => person));
      left.splice(0, left.length, ...left.filter(({ id }) => !touched.has(id)));
    }
  }
  return { acts, instances };
}

function take(left: Person[], count: number, who: (person: Person) => boolean): Person[] {
  const taken = left.filter(who).slice(0, count);
  for (const person of taken) left.splice(left.indexOf(person), 1);
  return taken;
}

function instancesOf(campaign: CampaignFacts, stage: Stage, victims: readonly Person[]): Instance[] {
  const byPerson = new Map<string, SignIn[]>();
  for (const act of stage.acts) {
    if (act.person !== null) byPerson.set(act.person, [...(byPerson.get(act.person) ?? []), act]);
  }
  return [...byPerson].map(([person, acts]): Instance => {
    const victim = victims.find(({ id }) => id === person);
    const times = acts.map(({ at }) => at);
    const rests = victim !== undefined && (victim.contractor || victim.privateWindows);
    const must: readonly EventKind[] = victim === undefined ? ['push_spray'] : campaign.must;
    return {
      campaign: victim === undefined ? `${campaign.name}: the others` : campaign.name,
      gotIn: victim !== undefined && campaign.gotIn,
      person,
      from: Math.min(...times),
      to: Math.max(...times),
      doneAt: victim !== undefined && victims.length === 1 ? stage.doneAt : Math.max(...times),
      must: new Set(must.filter((kind) => !rests || !BY_DEVICE.has(kind))),
      mustWithDuo: new Set(victim === undefined ? [] : campaign.mustWithDuo),
      may: new Set([...CONTEXT, ...campaign.may]),
    };
  });
}
