import type { Sighting } from './sighting';

/** What is known of the source of a sign-in, a sentence each: why detectors think of it as they do. */
export function remarksOn(sighting: Sighting): readonly string[] {
  const { baseline, device, network, networkKnown, egress, unfamiliar } = sighting;
  if (!baseline.ready)
    return [
      `Learning: ${baseline.signIns} sign-ins are known of this person, which is too little to call anything unusual.`,
    ];
  return [
    DEVICE[device],
    network === null
      ? 'The address is private or missing, so the network proves nothing.'
      : egress
        ? `The network ${network} is an egress: many people here use it.`
        : networkKnown
          ? `The network ${network} is known to be used by this person.`
          : `The network ${network} is new to this person.`,
    ...(sighting.countryNew && sighting.country !== null
      ? [`${sighting.country} is a country that this person has not signed in from.`]
      : []),
    ...(sighting.phoneAway ? ['The phone that was pushed is in another country.'] : []),
    ...(sighting.phoneBeside ? ['The phone that was pushed is on the same network.'] : []),
    unfamiliar
      ? 'Together: an unfamiliar source, unlike those of this person.'
      : 'Together: a familiar source, or too little that is strange.',
  ];
}

const DEVICE: Readonly<Record<Sighting['device'], string>> = {
  known: 'The device is known to be used by this person.',
  new: 'The device is new to this person.',
  unknown: 'The device cannot be told: it has no key, or keys come and go.',
};
