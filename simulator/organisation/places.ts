/** A place as Duo prints it, with what the generator needs: time zone, ISO country code, first octets of its networks. */
export interface Place {
  readonly city: string;
  readonly state: string;
  readonly country: string;
  readonly code: string;
  readonly zone: string;
  readonly networks: readonly number[];
}

/** Which list of names people of an office are drawn from. */
export type Naming = 'english' | 'german' | 'indian' | 'portuguese' | 'singaporean';

export interface OfficePlace extends Place {
  readonly naming: Naming;
  /** Share of the organisation that works here. */
  readonly share: number;
  /** A city of the same country far away, or null in a country without one. */
  readonly farCity: Place | null;
  /** Telephone number with # for digits, from ranges that are set aside for fiction where there are any. */
  readonly phoneFormat: string;
}

const place = (
  city: string,
  state: string,
  country: string,
  code: string,
  zone: string,
  networks: readonly number[],
): Place => ({ city, state, country, code, zone, networks });

const US = [24, 50, 68, 71, 73, 96, 98, 174] as const;

export const OFFICES: readonly OfficePlace[] = [
  {
    ...place('Boston', 'Massachusetts', 'United States', 'US', 'America/New_York', US),
    naming: 'english',
    share: 26,
    farCity: place('Seattle', 'Washington', 'United States', 'US', 'America/Los_Angeles', US),
    phoneFormat: '617-555-01##',
  },
  {
    ...place('Austin', 'Texas', 'United States', 'US', 'America/Chicago', US),
    naming: 'english',
    share: 16,
    farCity: place('Anchorage', 'Alaska', 'United States', 'US', 'America/Anchorage', US),
    phoneFormat: '512-555-01##',
  },
  {
    ...place('London', 'England', 'United Kingdom', 'GB', 'Europe/London', [81, 82, 86, 90]),
    naming: 'english',
    share: 18,
    farCity: place('Lerwick', 'Shetland Islands', 'United Kingdom', 'GB', 'Europe/London', [81, 86]),
    phoneFormat: '+44 7700 900###',
  },
  {
    ...place('Berlin', 'Berlin', 'Germany', 'DE', 'Europe/Berlin', [78, 79, 84, 91]),
    naming: 'german',
    share: 12,
    farCity: place('Konstanz', 'Baden-Württemberg', 'Germany', 'DE', 'Europe/Berlin', [79, 84]),
    phoneFormat: '+49 1512 34567##',
  },
  {
    ...place('Bengaluru', 'Karnataka', 'India', 'IN', 'Asia/Kolkata', [49, 59, 106, 117]),
    naming: 'indian',
    share: 12,
    farCity: place('Guwahati', 'Assam', 'India', 'IN', 'Asia/Kolkata', [106, 117]),
    phoneFormat: '+91 98450 12###',
  },
  {
    ...place('Singapore', 'Central Singapore', 'Singapore', 'SG', 'Asia/Singapore', [116, 119, 175]),
    naming: 'singaporean',
    share: 6,
    farCity: null,
    phoneFormat: '+65 9123 4###',
  },
  {
    ...place('Sydney', 'New South Wales', 'Australia', 'AU', 'Australia/Sydney', [101, 110, 121, 144]),
    naming: 'english',
    share: 5,
    farCity: place('Perth', 'Western Australia', 'Australia', 'AU', 'Australia/Perth', [110, 124]),
    phoneFormat: '+61 491 570 ###',
  },
  {
    ...place('São Paulo', 'São Paulo', 'Brazil', 'BR', 'America/Sao_Paulo', [177, 179, 187, 189]),
    naming: 'portuguese',
    share: 5,
    farCity: place('Manaus', 'Amazonas', 'Brazil', 'BR', 'America/Manaus', [177, 189]),
    phoneFormat: '+55 11 91234-5###',
  },
];

/** Where attackers come from: hosting providers and broken-into home lines all over the world. */
export const ATTACKER_PLACES: readonly Place[] = [
  place('Amsterdam', 'North Holland', 'Netherlands', 'NL', 'Europe/Amsterdam', [45, 89, 185]),
  place('Bucharest', 'Bucharest', 'Romania', 'RO', 'Europe/Bucharest', [86, 89, 188]),
  place('Chisinau', 'Chisinau', 'Moldova', 'MD', 'Europe/Chisinau', [91, 176]),
  place('Dallas', 'Texas', 'United States', 'US', 'America/Chicago', [23, 45, 104]),
  place('Frankfurt am Main', 'Hesse', 'Germany', 'DE', 'Europe/Berlin', [45, 167, 193]),
  place('Hanoi', 'Hanoi', 'Vietnam', 'VN', 'Asia/Ho_Chi_Minh', [14, 113, 171]),
  place('Istanbul', 'Istanbul', 'Turkey', 'TR', 'Europe/Istanbul', [78, 88, 176]),
  place('Lagos', 'Lagos', 'Nigeria', 'NG', 'Africa/Lagos', [102, 105, 197]),
  place('Limassol', 'Limassol', 'Cyprus', 'CY', 'Asia/Nicosia', [31, 46, 213]),
  place('Manila', 'Metro Manila', 'Philippines', 'PH', 'Asia/Manila', [112, 120, 180]),
  place('Saint Petersburg', 'St.-Petersburg', 'Russia', 'RU', 'Europe/Moscow', [5, 77, 95]),
  place('Warsaw', 'Mazovia', 'Poland', 'PL', 'Europe/Warsaw', [31, 37, 83]),
];

const offsets = new Map<string, Map<number, number>>();

/** Minutes that a zone's clocks are ahead of UTC at noon UTC of a day (days since 1970), summer time included. */
export function zoneOffsetMinutes(zone: string, day: number): number {
  const ofZone = offsets.get(zone) ?? new Map<number, number>();
  offsets.set(zone, ofZone);
  const known = ofZone.get(day);
  if (known !== undefined) return known;
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    timeZoneName: 'longOffset',
  }).formatToParts(day * 86_400_000 + 43_200_000);
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const match = /([+-])(\d{2}):(\d{2})/.exec(name);
  const minutes = match ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : 0;
  ofZone.set(day, minutes);
  return minutes;
}
