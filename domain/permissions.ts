/**
 * Everything a member may be allowed to do, and what it means for those who give it. The list is closed: a permission
 * that no role names is held by nobody, so forgetting one fails shut. In the order of the page of roles.
 */
export const PERMISSIONS = {
  'people:read': 'See people, both scores, behaviors, campaigns and identity events',
  'people:names': 'See who people are where the account withholds names',
  'people:reveal': 'See for an hour who one person is where names are withheld, with a reason that is kept',
  'signals:read': 'Search raw records, and open those behind an identity event',
  'events:triage': 'Decide of identity events and campaigns: confirmed, benign, false positive',
  'criticality:write': 'Set how critical people and groups are',
  'watchlists:write': 'Make watchlists, and say who is on them',
  'evidence:export': 'Take the evidence of a score out as a file, with its raw records',
  'risk:import': 'Import what other systems say of people’s conduct',
  'integrations:read': 'See integrations, their status and their runs',
  'integrations:write': 'Connect, test, run, pause, change and delete integrations',
  'policy:write': 'Try, save and restore scoring policies, and change thresholds of detectors',
  'members:read': 'See who may sign in to this account, and what each role allows',
  'members:write':
    'Invite members, change their roles, switch their access off, make links for new passwords, ask a second factor of everybody, set up single sign-on',
  'roles:write': 'Make, change and remove custom roles',
  'audit:read': 'Read and export the audit log, and see in profiles who looked at them',
  'customers:read': 'See the accounts of customers, and a roll-up of those one is let into',
  'customers:write': 'Make accounts of customers, and let members of this account into them',
  'notifications:read': 'See notification rules, whom they tell, and what became of each notification',
  'notifications:write':
    'Make, change, switch off and delete notification rules, of what one’s own role shows, and choose which members are told',
  'tokens:write': 'Make API tokens, with which programs do what their maker may',
  'people:answer': 'Take out everything that is held on one person, and erase them, to answer their requests',
  'privacy:write':
    'Accept and change the notice on monitoring, before which nobody is shown, withhold names, and set how long data is kept',
} as const;

export type Permission = keyof typeof PERMISSIONS;

const NAMES: ReadonlySet<string> = new Set(Object.keys(PERMISSIONS));

function isPermission(name: string): name is Permission {
  return NAMES.has(name);
}

/** All of them, in the order of `PERMISSIONS`. */
export const ALL_PERMISSIONS: readonly Permission[] = Object.keys(PERMISSIONS).filter(isPermission);

/** Permissions as they are stored: known ones only, each once, in the order of `PERMISSIONS`. */
export function knownPermissions(names: readonly string[]): Permission[] {
  return ALL_PERMISSIONS.filter((permission) => names.includes(permission));
}

/** What cannot be done without another: to change a thing one must be able to see it. */
const NEEDS: Readonly<Partial<Record<Permission, Permission>>> = {
  'people:names': 'people:read',
  'people:reveal': 'people:read',
  'signals:read': 'people:read',
  'events:triage': 'people:read',
  'criticality:write': 'people:read',
  'watchlists:write': 'people:read',
  'notifications:write': 'notifications:read',
  'evidence:export': 'signals:read',
  'risk:import': 'people:read',
  'people:answer': 'signals:read',
  'policy:write': 'people:read',
  'integrations:write': 'integrations:read',
  'members:write': 'members:read',
  'roles:write': 'members:read',
  'customers:write': 'customers:read',
};

/** Permissions together with those that they need. */
export function withNeeded(permissions: readonly Permission[]): Permission[] {
  const whole = knownPermissions(permissions.flatMap((one) => [one, NEEDS[one] ?? one]));
  return whole.length === new Set(permissions).size ? whole : withNeeded(whole);
}

/** What shows people, or acts on them: closed until the account's notice on monitoring is accepted. */
const SHOWS_PEOPLE: ReadonlySet<Permission> = new Set<Permission>([
  'people:read',
  'people:reveal',
  'signals:read',
  'events:triage',
  'criticality:write',
  'watchlists:write',
  'evidence:export',
  'risk:import',
  'policy:write',
  'people:answer',
  'audit:read',
]);

/** Whether what this allows waits for the account's notice on monitoring. */
export function showsPeople(permission: Permission): boolean {
  return SHOWS_PEOPLE.has(permission);
}

/** What of `wanted` is not among `held`. */
export function lacking(held: readonly Permission[], wanted: readonly Permission[]): Permission[] {
  return wanted.filter((permission) => !held.includes(permission));
}

/** A part of the matrix of roles: what concerns one thing. */
export const PERMISSION_GROUPS: readonly {
  readonly label: string;
  readonly permissions: readonly Permission[];
}[] = [
  {
    label: 'Human Risk Command Center',
    permissions: [
      'people:read',
      'people:names',
      'people:reveal',
      'signals:read',
      'events:triage',
      'criticality:write',
      'watchlists:write',
      'evidence:export',
      'risk:import',
    ],
  },
  { label: 'Integrations Marketplace', permissions: ['integrations:read', 'integrations:write'] },
  { label: 'Scoring', permissions: ['policy:write'] },
  {
    label: 'Administration',
    permissions: [
      'members:read',
      'members:write',
      'roles:write',
      'audit:read',
      'notifications:read',
      'notifications:write',
      'tokens:write',
      'people:answer',
      'privacy:write',
    ],
  },
  { label: 'Customers', permissions: ['customers:read', 'customers:write'] },
];

/** Short names, for the rows of a matrix and for sentences. */
export const PERMISSION_LABELS: Readonly<Record<Permission, string>> = {
  'people:read': 'People and scores',
  'people:names': 'Names of people',
  'people:reveal': 'Reveal of one name',
  'signals:read': 'Raw records',
  'events:triage': 'Triage',
  'criticality:write': 'Criticality',
  'watchlists:write': 'Watchlists',
  'notifications:read': 'See notification rules',
  'notifications:write': 'Notification rules',
  'evidence:export': 'Export of evidence',
  'risk:import': 'Import of conduct',
  'integrations:read': 'Read',
  'integrations:write': 'Read/Write',
  'policy:write': 'Policies and detectors',
  'members:read': 'See members and roles',
  'members:write': 'Manage members',
  'roles:write': 'Manage roles',
  'customers:read': 'See customers',
  'customers:write': 'Manage customers',
  'audit:read': 'Audit log',
  'tokens:write': 'API tokens',
  'people:answer': 'Requests of people',
  'privacy:write': 'Privacy',
};
