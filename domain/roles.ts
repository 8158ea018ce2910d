import { ALL_PERMISSIONS, lacking, type Permission } from './permissions';

/** A set of permissions with a name. Those of Parapet are the same in every account; custom ones belong to one. */
export interface Role {
  /** `super_administrator` and the like, or the id of a custom role. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly permissions: readonly Permission[];
}

const EVERYTHING = ALL_PERMISSIONS;
const COMMAND_CENTER: readonly Permission[] = [
  'people:read',
  'people:names',
  'people:reveal',
  'signals:read',
  'events:triage',
  'criticality:write',
  'watchlists:write',
  'evidence:export',
  'risk:import',
];
const INTEGRATIONS: readonly Permission[] = ['integrations:read', 'integrations:write'];
const MEMBERS: readonly Permission[] = ['members:read', 'members:write'];
const NOTIFICATIONS: readonly Permission[] = ['notifications:read', 'notifications:write'];

/**
 * The roles of Parapet, from the one that allows most. Six of them may configure integrations: their names are those
 * that administrators of e-mail security and human risk products know.
 */
export const BUILT_IN_ROLES = [
  {
    id: 'global_sys_admin',
    label: 'Global Sys Admin',
    description:
      'Everything, for whoever guards the installation. Two others allow the same, under names that other products use.',
    permissions: EVERYTHING,
  },
  {
    id: 'sys_admin_sd_full',
    label: 'Sys Admin - SD Full',
    description: 'Everything, for a service desk (SD) that runs Parapet for others.',
    permissions: EVERYTHING,
  },
  {
    id: 'super_administrator',
    label: 'Super Administrator',
    description: 'Everything. Whoever sets Parapet up is one.',
    permissions: EVERYTHING,
  },
  {
    id: 'full_administrator',
    label: 'Full Administrator',
    description: 'Everything but making custom roles.',
    permissions: EVERYTHING.filter((permission) => permission !== 'roles:write'),
  },
  {
    id: 'basic_administrator',
    label: 'Basic Administrator',
    description: 'Runs integrations and sees people. Reads no raw records, and manages no members.',
    permissions: ['people:read', ...INTEGRATIONS, 'members:read', ...NOTIFICATIONS, 'tokens:write'],
  },
  {
    id: 'partner_administrator',
    label: 'Partner Administrator',
    description:
      'Looks after customers: their accounts, members, integrations and events. Changes no scoring.',
    permissions: [
      ...COMMAND_CENTER,
      ...INTEGRATIONS,
      ...MEMBERS,
      'audit:read',
      'privacy:write',
      'customers:read',
      'customers:write',
      ...NOTIFICATIONS,
      'tokens:write',
    ],
  },
  {
    id: 'hrcc_administrator',
    label: 'HRCC Administrator',
    description: 'Everything in the human risk command center (HRCC), scoring included. Sees integrations.',
    permissions: [
      ...COMMAND_CENTER,
      'integrations:read',
      'policy:write',
      'members:read',
      ...NOTIFICATIONS,
      'tokens:write',
      'people:answer',
      'privacy:write',
    ],
  },
  {
    id: 'analyst',
    label: 'Security Analyst',
    description:
      'Triages people and events, down to the raw records. Where names are withheld, reveals one at a time.',
    permissions: [
      'people:read',
      'people:reveal',
      'signals:read',
      'events:triage',
      'criticality:write',
      'watchlists:write',
      'evidence:export',
      'integrations:read',
      ...NOTIFICATIONS,
      'tokens:write',
    ],
  },
  {
    id: 'help_desk',
    label: 'Help Desk',
    description: 'Sees people and scores. No raw records.',
    permissions: ['people:read', 'people:names'],
  },
  {
    id: 'auditor',
    label: 'Auditor',
    description: 'Reads everything, changes nothing. Where names are withheld, reveals one at a time.',
    permissions: [
      'people:read',
      'people:reveal',
      'signals:read',
      'evidence:export',
      'integrations:read',
      'members:read',
      'notifications:read',
      'audit:read',
      'customers:read',
    ],
  },
] as const satisfies readonly Role[];

export type BuiltInRole = (typeof BUILT_IN_ROLES)[number]['id'];

/** The role of Parapet with this id, or null. */
export function builtInRole(id: string): Role | null {
  return BUILT_IN_ROLES.find((role) => role.id === id) ?? null;
}

/** The ids of Parapet's roles that allow something. */
export function builtInRolesAllowing(permission: Permission): string[] {
  return BUILT_IN_ROLES.filter((role: Role) => role.permissions.includes(permission)).map(({ id }) => id);
}

/**
 * Whether who is allowed this can hand an account on: it is all that one of Parapet's roles allows which manages members, so that
 * they can give that role to another.
 */
export function handsOn(permissions: readonly Permission[]): boolean {
  return BUILT_IN_ROLES.some(
    (role: Role) =>
      role.permissions.includes('members:write') && lacking(permissions, role.permissions).length === 0,
  );
}
