import { hashText } from '../random';
import { asciiJson } from './ascii-json';
import type { Act, Actor, Target } from './act';
import type { Entry } from './log';
import { isoMicros } from './write-record';

const detailsOf = ({ details }: Actor | Target): string | null => (details ? asciiJson(details) : null);

const targetOf = (target: Target | null) =>
  target && { details: detailsOf(target), key: target.key, name: target.name, type: target.type };

/** The record of `/admin/v2/logs/activity`; null for an act that this log does not have. */
export function writeActivity(act: Act, accountKey: string): Entry | null {
  const { activity, actor, from } = act;
  if (!activity) return null;
  const variety = hashText(act.id);
  const json = asciiJson({
    access_device: from && {
      browser: from.computer.browser,
      browser_version: from.computer.browserVersion,
      epkey: from.computer.epkey,
      ip: { address: from.ip },
      location: { city: from.place.city, country: from.place.country, state: from.place.state },
      os: from.computer.os,
      os_version: from.computer.osVersion,
    },
    // Older records of this log have a plain text here.
    action: variety % 20 === 0 ? activity.name : { details: null, name: activity.name },
    activity_id: act.id,
    actor: { details: detailsOf(actor), key: actor.key, name: actor.name, type: actor.type },
    akey: accountKey,
    application: null,
    old_target: targetOf(activity.oldTarget),
    outcome: activity.outcome && { result: activity.outcome },
    target: targetOf(activity.target),
    ts: isoMicros(act.micros),
  });
  return { ms: Math.floor(act.micros / 1000), txid: act.id, json };
}

/** The name that the administrator log has for an actor. */
function usernameOf({ type, name }: Actor): string {
  if (type === 'system') return 'System';
  if (type === 'ldapsync') return `AD Sync: ${name}`;
  return type === 'adminapi' ? `API (${name})` : name;
}

/** A time as the logs of version 1 have it: whole seconds, twice. */
export function wholeSecond(micros: number): { isotimestamp: string; timestamp: number } {
  const timestamp = Math.floor(micros / 1_000_000);
  return { isotimestamp: isoMicros(timestamp * 1_000_000).replace('.000000', ''), timestamp };
}

/** The record of `/admin/v1/logs/administrator`, which has no id; null for an act that this log does not have. */
export function writeAdministrator(act: Act): Entry | null {
  const { administrator } = act;
  if (!administrator) return null;
  const { description } = administrator;
  // Nearly always a JSON text, but collectors have met the object itself. Equal deeds of one second stay equal.
  const variety = hashText(`${administrator.action} ${Math.floor(act.micros / 1_000_000)}`);
  const asText = typeof description === 'object' && description && variety % 40 !== 0;
  const time = wholeSecond(act.micros);
  const json = asciiJson({
    action: administrator.action,
    description: asText ? asciiJson(description) : description,
    isotimestamp: time.isotimestamp,
    object: administrator.object,
    timestamp: time.timestamp,
    username: usernameOf(act.actor),
  });
  return { ms: time.timestamp * 1000, txid: act.id, json };
}
