/** What Duo's explanations of a risky registration say of the device. Source: Trust Monitor, `device_registration`. */
const REGISTRATION_WORDS: Readonly<Record<string, string>> = {
  register_os_outdated: 'its operating system is out of date',
  register_tampered: 'it has been tampered with',
};

/** Why a registration is risky, inside a sentence; a name that is not known stays as it is, as Duo's word. */
export function registrationWords(name: string): string {
  const key = name.toLowerCase();
  const known = Object.hasOwn(REGISTRATION_WORDS, key) ? REGISTRATION_WORDS[key] : undefined;
  return known ?? duoCalls(name);
}

/** "country: VN", as the account's risk profile in Duo has it. */
const WATCHED_COUNTRY = /^country: ([A-Z]{2})$/;

/** Why Trust Monitor gives an event priority, inside a sentence; what is not known stays as it is, as Duo's word. */
export function priorityWords(reason: string): string {
  const code = WATCHED_COUNTRY.exec(reason)?.[1];
  const country = code === undefined ? undefined : COUNTRIES.of(code);
  return country === undefined ? duoCalls(reason) : `${country} is in the risk profile`;
}

const COUNTRIES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** A name of Duo's that has no words here, said to be Duo's. */
export function duoCalls(name: string): string {
  return `what Duo calls ${name}`;
}
