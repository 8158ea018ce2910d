import { aliasToken, type HeldName, ownerOf, type PersonClaim } from './claim';

/** Who holds a name in an integration. */
export interface NameHolder extends HeldName {
  /** Epoch milliseconds of their newest record. */
  readonly lastSeenAt: number;
}

/** Claims and known people that are one person. */
export interface JoinedPerson {
  readonly claims: readonly PersonClaim[];
  /** Known people among them: none for somebody new, several for people who turned out to be one. */
  readonly personIds: readonly string[];
  /** Usernames that are theirs from now on by a key, in lower case. */
  readonly usernames: readonly string[];
  /** Names that stand alone: nobody with a key has them. */
  readonly names: readonly string[];
}

/** Which addresses are current for whom, beside what the claims themselves say. */
export interface CurrentAddresses {
  /** The integration of the claims. */
  readonly integrationId: string;
  /** People of any integration by an address that is current for one of their keys or names. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
  /** The addresses of the keys of known people, by person id. */
  readonly ofKeys: ReadonlyMap<string, readonly KeyAddress[]>;
}

/** The current address of one key, of whichever name it is. */
export interface KeyAddress {
  readonly integrationId: string;
  readonly email: string;
}

/**
 * Who is who. Equal keys are one person, and equal current e-mail addresses: an address that somebody had before joins
 * nobody. A name that stood alone joins its person with whoever first has a key and that name; two keys are never
 * joined by a name, and two keys of one integration never while their current addresses differ. People who were joined
 * while they shared an address stay joined when one of them gets another.
 *
 * @param claims each with the address that is current for it, which may be newer than the claim
 * @param holders by `aliasToken`, of every name in `namesToFind`
 * @param current whether the claims say what is so now (a directory does): a name is then theirs whoever had it
 */
export function joinClaims(
  claims: readonly PersonClaim[],
  holders: ReadonlyMap<string, NameHolder>,
  addresses: CurrentAddresses,
  current: boolean,
): readonly JoinedPerson[] {
  const sets = new Sets();
  const taken = namesTaken(claims, holders, current);
  const byAlias = new Map(claims.flatMap((claim) => claim.aliases.map((alias) => [alias, claim] as const)));
  const keyedClaimOf = (name: string) => taken.get(name) ?? byAlias.get(name);
  for (const [personId, ofKeys] of addresses.ofKeys) {
    for (const address of ofKeys) sets.giveAddress(personNode(personId), address);
  }
  for (const claim of claims) {
    const self = claimNode(claim);
    sets.add(self);
    const { integrationId } = addresses;
    if (claim.key !== null && claim.email !== null)
      sets.giveAddress(self, { integrationId, email: claim.email });
    const owner = ownerOf(claim, holders);
    if (owner !== undefined) sets.join(self, personNode(owner.personId));
  }
  for (const claim of claims) {
    if (claim.key !== null || ownerOf(claim, holders) !== undefined) continue;
    const keyed = keyedClaimOf(claim.usernames[0] ?? '');
    if (keyed !== undefined) sets.join(claimNode(claim), claimNode(keyed));
  }
  for (const [name, claim] of taken) {
    const alone = standsAlone(name, holders);
    if (alone !== null) sets.joinIfAgreed(claimNode(claim), personNode(alone));
  }
  for (const claim of claims) {
    for (const alias of claim.aliases) {
      const alone = taken.has(alias) ? null : standsAlone(alias, holders);
      if (alone !== null) sets.joinIfAgreed(claimNode(claim), personNode(alone));
    }
  }
  joinByAddress(sets, claims, addresses);
  const placeOf = new Map(claims.map((claim, place) => [claimNode(claim), place]));
  return sets.groups().map((nodes) => {
    const places = nodes.flatMap((node) => placeOf.get(node) ?? []).sort((a, b) => a - b);
    const own = places.flatMap((place) => claims[place] ?? []);
    return {
      claims: own,
      personIds: nodes.flatMap((node) => (node.startsWith('person ') ? [node.slice(7)] : [])).sort(),
      usernames: own.flatMap((claim) => claim.usernames.filter((name) => taken.get(name) === claim)),
      names: own.flatMap((claim) =>
        claim.key !== null || ownerOf(claim, holders) !== undefined
          ? []
          : claim.usernames.filter((name) => keyedClaimOf(name) === undefined),
      ),
    };
  });
}

function joinByAddress(sets: Sets, claims: readonly PersonClaim[], addresses: CurrentAddresses): void {
  const sharers = new Map<string, string[]>();
  for (const claim of claims) {
    if (claim.email === null) continue;
    // What records without a key say of a username counts until a key that has it says something else.
    const told = sets.addressesOf(claimNode(claim), addresses.integrationId);
    if (claim.key === null && told.size > 0 && !told.has(claim.email)) continue;
    sharers.set(claim.email, [...(sharers.get(claim.email) ?? []), claimNode(claim)]);
  }
  for (const [email, nodes] of sharers) {
    const hubs: string[] = [];
    for (const node of [...nodes, ...[...(addresses.owners.get(email) ?? [])].sort().map(personNode)]) {
      if (!hubs.some((hub) => sets.joinIfAgreed(hub, node))) hubs.push(node);
    }
  }
}

/** The person of a name that nobody with a key has claimed; null where there is none. */
function standsAlone(name: string, holders: ReadonlyMap<string, NameHolder>): string | null {
  if (holders.has(aliasToken('username', name)) || holders.has(aliasToken('alias', name))) return null;
  return holders.get(aliasToken('name', name))?.personId ?? null;
}

/** The keyed claim to which each username goes; a name that a newer person holds stays where it is. */
function namesTaken(
  claims: readonly PersonClaim[],
  holders: ReadonlyMap<string, NameHolder>,
  current: boolean,
): Map<string, PersonClaim> {
  const taken = new Map<string, PersonClaim>();
  for (const claim of claims) {
    if (claim.key === null) continue;
    const own = holders.get(aliasToken('key', claim.key))?.personId;
    for (const name of claim.usernames) {
      const holder = holders.get(aliasToken('username', name));
      const free =
        holder === undefined || holder.personId === own || current || claim.seenAt > holder.lastSeenAt;
      const rival = taken.get(name);
      if (free && (rival === undefined || comesAfter(claim, rival))) taken.set(name, claim);
    }
  }
  return taken;
}

function comesAfter(a: PersonClaim, b: PersonClaim): boolean {
  return a.seenAt === b.seenAt ? (a.key ?? '') < (b.key ?? '') : a.seenAt > b.seenAt;
}

function claimNode(claim: PersonClaim): string {
  return claim.key === null ? `name ${claim.usernames[0] ?? ''}` : `key ${claim.key}`;
}

function personNode(personId: string): string {
  return `person ${personId}`;
}

/** Disjoint sets of names, and the addresses of the keys in each by integration. */
class Sets {
  private readonly parents = new Map<string, string>();
  private readonly addresses = new Map<string, Map<string, Set<string>>>();

  add(node: string): void {
    if (!this.parents.has(node)) this.parents.set(node, node);
  }

  giveAddress(node: string, { integrationId, email }: KeyAddress): void {
    const root = this.rootOf(node);
    const own = this.addresses.get(root) ?? new Map<string, Set<string>>();
    own.set(integrationId, new Set([...(own.get(integrationId) ?? []), email]));
    this.addresses.set(root, own);
  }

  addressesOf(node: string, integrationId: string): ReadonlySet<string> {
    return this.addresses.get(this.rootOf(node))?.get(integrationId) ?? new Set();
  }

  join(a: string, b: string): void {
    this.add(a);
    this.add(b);
    const [from, to] = [this.rootOf(a), this.rootOf(b)];
    if (from === to) return;
    const moving = this.addresses.get(from) ?? new Map<string, Set<string>>();
    this.parents.set(from, to);
    for (const [integrationId, emails] of moving) {
      for (const email of emails) this.giveAddress(to, { integrationId, email });
    }
  }

  /** Joins them unless keys of one integration would come together whose addresses differ. Returns whether it did. */
  joinIfAgreed(a: string, b: string): boolean {
    const [from, to] = [this.rootOf(a), this.rootOf(b)];
    if (from !== to) {
      for (const [integrationId, emails] of this.addresses.get(from) ?? []) {
        const others = this.addressesOf(to, integrationId);
        if (others.size > 0 && new Set([...emails, ...others]).size > 1) return false;
      }
    }
    this.join(a, b);
    return true;
  }

  groups(): string[][] {
    const groups = new Map<string, string[]>();
    for (const node of this.parents.keys()) {
      const root = this.rootOf(node);
      const group = groups.get(root);
      if (group === undefined) groups.set(root, [node]);
      else group.push(node);
    }
    return [...groups.values()];
  }

  private rootOf(node: string): string {
    let root = node;
    for (let parent = this.parents.get(root); parent !== undefined && parent !== root;) {
      root = parent;
      parent = this.parents.get(root);
    }
    if (root !== node) this.parents.set(node, root);
    return root;
  }
}
