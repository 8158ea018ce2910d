import { aliasToken, ownerOf, type PersonClaim } from './claim';

/** Who holds a name in an integration. */
export interface NameHolder {
  readonly personId: string;
  /** Whether the integration knows them by a key. Who has none may turn out to be somebody who has. */
  readonly keyed: boolean;
  /** Epoch milliseconds of their newest record. */
  readonly lastSeenAt: number;
}

/** Claims and known people that are one person. */
export interface JoinedPerson {
  readonly claims: readonly PersonClaim[];
  /** Known people among them: none for somebody new, several for people who turned out to be one. */
  readonly personIds: readonly string[];
  /** Usernames that are theirs from now on, in lower case. */
  readonly usernames: readonly string[];
}

/**
 * Who is who. Equal keys are one person, and equal e-mail addresses; a username joins only somebody whom the
 * integration knows by nothing but that name. Two people with keys are never joined by a name.
 *
 * @param holders by `aliasToken`, of every name in `namesToFind`
 * @param emailOwners people of any integration by e-mail address
 * @param current whether the claims say what is so now (a directory does): a name is then theirs whoever had it
 */
export function joinClaims(
  claims: readonly PersonClaim[],
  holders: ReadonlyMap<string, NameHolder>,
  emailOwners: ReadonlyMap<string, readonly string[]>,
  current: boolean,
): readonly JoinedPerson[] {
  const sets = new Sets();
  const taken = namesTaken(claims, holders, current);
  for (const claim of claims) {
    const self = claimNode(claim);
    sets.add(self);
    const owner = ownerOf(claim, holders);
    if (owner !== undefined) sets.join(self, personNode(owner.personId));
    for (const email of claim.emails) {
      sets.join(self, `email ${email}`);
      for (const personId of emailOwners.get(email) ?? []) sets.join(self, personNode(personId));
    }
    if (claim.key === null && owner === undefined) {
      const [username = ''] = claim.usernames;
      const keyed = taken.get(username) ?? claims.find((other) => other.aliases.includes(username));
      if (keyed !== undefined) sets.join(self, claimNode(keyed));
    }
  }
  for (const [name, claim] of taken) {
    const holder = holders.get(aliasToken('username', name));
    if (holder !== undefined && !holder.keyed) sets.join(claimNode(claim), personNode(holder.personId));
  }
  for (const claim of claims) {
    for (const alias of claim.aliases) {
      const holder = holders.get(aliasToken('username', alias));
      if (holder !== undefined && !holder.keyed && !taken.has(alias)) {
        sets.join(claimNode(claim), personNode(holder.personId));
      }
    }
  }
  const placeOf = new Map(claims.map((claim, place) => [claimNode(claim), place]));
  return sets.groups().map((nodes) => {
    const places = nodes.flatMap((node) => placeOf.get(node) ?? []).sort((a, b) => a - b);
    const own = places.flatMap((place) => claims[place] ?? []);
    return {
      claims: own,
      personIds: nodes.flatMap((node) => (node.startsWith('person ') ? [node.slice(7)] : [])).sort(),
      usernames: own.flatMap((claim) =>
        claim.key === null
          ? claim.usernames.filter((name) => !taken.has(name) && !holders.has(aliasToken('username', name)))
          : claim.usernames.filter((name) => taken.get(name) === claim),
      ),
    };
  });
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
        holder === undefined ||
        holder.personId === own ||
        !holder.keyed ||
        current ||
        claim.seenAt > holder.lastSeenAt;
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

/** Disjoint sets of names. */
class Sets {
  private readonly parents = new Map<string, string>();

  add(node: string): void {
    if (!this.parents.has(node)) this.parents.set(node, node);
  }

  join(a: string, b: string): void {
    this.add(a);
    this.add(b);
    this.parents.set(this.rootOf(a), this.rootOf(b));
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
