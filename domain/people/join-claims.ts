import { aliasToken, ownerOf, type PersonClaim } from './claim';

/** Who holds a name in an integration. */
export interface NameHolder {
  readonly personId: string;
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

/**
 * Who is who. Equal keys are one person, and equal e-mail addresses. A name that stood alone joins its person with
 * whoever first has a key and that name; two keys are never joined by a name.
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
  const byAlias = new Map(claims.flatMap((claim) => claim.aliases.map((alias) => [alias, claim] as const)));
  const keyedClaimOf = (name: string) => taken.get(name) ?? byAlias.get(name);
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
      const keyed = keyedClaimOf(claim.usernames[0] ?? '');
      if (keyed !== undefined) sets.join(self, claimNode(keyed));
    }
  }
  for (const [name, claim] of taken) {
    const alone = standsAlone(name, holders);
    if (alone !== null) sets.join(claimNode(claim), personNode(alone));
  }
  for (const claim of claims) {
    for (const alias of claim.aliases) {
      const alone = taken.has(alias) ? null : standsAlone(alias, holders);
      if (alone !== null) sets.join(claimNode(claim), personNode(alone));
    }
  }
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
