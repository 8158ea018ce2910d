/** A person as a record or a directory names them: by the vendor's key, or by a username alone. */
export interface SeenPerson {
  readonly key: string | null;
  readonly username: string | null;
  /** Lower case. */
  readonly email: string | null;
  /** Null where nothing is said of groups. */
  readonly groups: readonly string[] | null;
  /** Epoch milliseconds. */
  readonly seenAt: number;
  /** When the address was said to be theirs, where that is not `seenAt`. Epoch milliseconds. */
  readonly statedAt?: number;
  /** Other names that a directory knows them by. */
  readonly aliases?: readonly string[];
}

/** What all that is read at once says of one person. Names and addresses are in lower case, for comparing. */
export interface PersonClaim {
  readonly key: string | null;
  /** As the newest record writes it. */
  readonly username: string | null;
  readonly usernames: readonly string[];
  readonly aliases: readonly string[];
  /** The newest that is said, and when; null and 0 where none is. */
  readonly email: string | null;
  readonly emailAt: number;
  readonly groups: readonly string[] | null;
  /** Epoch milliseconds of the oldest record and of the newest. */
  readonly firstAt: number;
  readonly seenAt: number;
}

/** An e-mail address and when it was last said to be somebody's, in epoch milliseconds; null and 0 for none. */
export type AddressStatement = Pick<PersonClaim, 'email' | 'emailAt'>;

/** What is stored of a name: whose it is, and the address that is current for it. */
export interface HeldName extends AddressStatement {
  readonly personId: string;
}

/**
 * A name by which people are found in one integration. A `name` is a username that stands alone: records give it, but
 * nobody with a key has claimed it yet. Then it becomes their `username`. An `email` leads to who last had the address:
 * it finds the owner of a device, and joins nobody.
 */
export type AliasKind = 'key' | 'username' | 'alias' | 'name' | 'email';

/** What names a person in what was read: the vendor's key, else the username. Null where there is neither. */
export function tokenOf(named: {
  readonly key: string | null;
  readonly username: string | null;
}): string | null {
  if (named.key !== null) return aliasToken('key', named.key);
  return named.username === null ? null : aliasToken('username', named.username.toLowerCase());
}

/** One kind of name and its value, as a key of maps. */
export function aliasToken(kind: AliasKind, value: string): string {
  return `${kind} ${value}`;
}

/** One claim for each person named, by `tokenOf`: the newest gives the name and the groups. */
export function mergeClaims(seen: readonly SeenPerson[]): Map<string, PersonClaim> {
  const claims = new Map<string, PersonClaim>();
  for (const person of [...seen].sort((a, b) => a.seenAt - b.seenAt)) {
    const token = tokenOf(person);
    if (token === null) continue;
    const before = claims.get(token);
    claims.set(token, {
      key: person.key,
      username: person.username ?? before?.username ?? null,
      usernames: withLast(before?.usernames, person.username?.toLowerCase()),
      aliases: (person.aliases ?? []).reduce(
        (aliases, alias) => withLast(aliases, alias.toLowerCase()),
        before?.aliases ?? [],
      ),
      ...newerStatement(before ?? NO_ADDRESS, statementOf(person)),
      groups: person.groups ?? before?.groups ?? null,
      firstAt: before?.firstAt ?? person.seenAt,
      seenAt: person.seenAt,
    });
  }
  return claims;
}

const NO_ADDRESS: AddressStatement = { email: null, emailAt: 0 };

function statementOf({ email, statedAt, seenAt }: SeenPerson): AddressStatement {
  return email === null || email === '' ? NO_ADDRESS : { email, emailAt: statedAt ?? seenAt };
}

/** The statement that counts: the newer; of two of one instant the greater address, whichever came first. */
export function newerStatement(a: AddressStatement, b: AddressStatement): AddressStatement {
  const older =
    a.email === null || a.emailAt < b.emailAt || (a.emailAt === b.emailAt && a.email < (b.email ?? ''));
  const { email, emailAt } = older && b.email !== null ? b : a;
  return { email, emailAt };
}

/** The values with this one as the last, once. */
function withLast(values: readonly string[] = [], value: string | null | undefined): readonly string[] {
  if (value === null || value === undefined || value === '') return values;
  if (values.at(-1) === value) return values;
  return [...values.filter((known) => known !== value), value];
}

const USERNAMES = ['username', 'alias', 'name'] as const;

/** The names by which a claim is found; where who is who is `open`, also those that only tell whom it may be. */
export function namesToFind(
  claim: PersonClaim,
  open: boolean,
): readonly { kind: AliasKind; value: string }[] {
  const of = (kind: AliasKind, values: readonly string[]) => values.map((value) => ({ kind, value }));
  const ofEach = (values: readonly string[]) => USERNAMES.flatMap((kind) => of(kind, values));
  const emails = claim.email === null ? [] : of('email', [claim.email]);
  if (claim.key === null) return [...ofEach(claim.usernames), ...emails];
  const keys = of('key', [claim.key]);
  if (open) return [...keys, ...ofEach([...claim.usernames, ...claim.aliases]), ...emails];
  return [...keys, ...of('username', claim.usernames), ...of('alias', claim.aliases), ...emails];
}

/**
 * Whether a claim says something that the stored names do not: a person nobody has met, a new name or address, or a
 * name that points to another person. An address that is older than the one that is stored is no news.
 *
 * @param holders by `aliasToken`, of every name in `namesToFind`
 */
export function isNews(claim: PersonClaim, holders: ReadonlyMap<string, HeldName>): boolean {
  const holder = (kind: AliasKind, value: string) => holders.get(aliasToken(kind, value))?.personId;
  const held = ownerOf(claim, holders);
  if (held === undefined) return true;
  const own = held.personId;
  if (claim.email !== null) {
    if (newerStatement(held, claim).email !== held.email) return true;
    if (claim.email === held.email && holder('email', claim.email) !== own) return true;
  }
  if (claim.key === null) return false;
  return (
    claim.usernames.some((username) => holder('username', username) !== own) ||
    claim.aliases.some((alias) => holder('alias', alias) !== own)
  );
}

/** The stored name that says whom a claim is; undefined for nobody. */
export function ownerOf<T>(claim: PersonClaim, holders: ReadonlyMap<string, T>): T | undefined {
  if (claim.key !== null) return holders.get(aliasToken('key', claim.key));
  const [username = ''] = claim.usernames;
  const kind = usernameKind(username, holders);
  return kind === undefined ? undefined : holders.get(aliasToken(kind, username));
}

/** As what a username is stored; undefined where it is not. */
export function usernameKind(
  username: string,
  holders: ReadonlyMap<string, unknown>,
): (typeof USERNAMES)[number] | undefined {
  return USERNAMES.find((kind) => holders.has(aliasToken(kind, username)));
}

/** The claims that are chosen, with all that share a name or an address with one of them, and so on from these. */
export function withRelated(
  claims: ReadonlyMap<string, PersonClaim>,
  isChosen: (claim: PersonClaim) => boolean,
): Map<string, PersonClaim> {
  const chosen = new Map([...claims].filter(([, claim]) => isChosen(claim)));
  if (chosen.size === 0 || chosen.size === claims.size) return chosen;
  const byName = new Map<string, string[]>();
  for (const [token, claim] of claims) {
    for (const name of namesOf(claim)) byName.set(name, [...(byName.get(name) ?? []), token]);
  }
  const waiting = [...chosen.values()];
  for (let claim = waiting.pop(); claim !== undefined; claim = waiting.pop()) {
    for (const token of namesOf(claim).flatMap((name) => byName.get(name) ?? [])) {
      const related = claims.get(token);
      if (related === undefined || chosen.has(token)) continue;
      chosen.set(token, related);
      waiting.push(related);
    }
  }
  return new Map([...claims].filter(([token]) => chosen.has(token)));
}

function namesOf({ usernames, aliases, email }: PersonClaim): readonly string[] {
  return [...usernames, ...aliases, ...(email === null ? [] : [email])];
}
