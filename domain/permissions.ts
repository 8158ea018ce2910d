import { z } from 'zod';

/**
 * Everything a member may be allowed to do. The list is closed: a permission that no role names is held by
 * nobody, so forgetting one fails shut.
 */
export const PERMISSIONS = {
  'people:read': 'See people, their attack factors and identity events',
  'signals:read': 'Search raw records, and open those behind an identity event',
  'events:triage': 'Decide of identity events: confirmed, benign, false positive',
  'criticality:write': 'Set how critical people and groups are',
  'watchlists:write': 'Make watchlists, and say who is on them',
  'integrations:read': 'See integrations, their status and their runs',
  'integrations:write': 'Connect, test, run, pause and change integrations',
  'policy:write': 'Try, save and restore scoring policies',
  'evidence:export': 'Take the evidence of a score out as a file, with its raw records',
  'audit:read': 'Read what members did, and who viewed whose profile and raw records',
  'risk:import': 'Import what other systems say of people’s conduct',
} as const;

export type Permission = keyof typeof PERMISSIONS;

export const ROLES = {
  administrator: {
    label: 'Administrator',
    permissions: [
      'people:read',
      'signals:read',
      'events:triage',
      'criticality:write',
      'watchlists:write',
      'integrations:read',
      'integrations:write',
      'policy:write',
      'evidence:export',
      'audit:read',
      'risk:import',
    ],
  },
  analyst: {
    label: 'Security Analyst',
    permissions: [
      'people:read',
      'signals:read',
      'events:triage',
      'criticality:write',
      'watchlists:write',
      'integrations:read',
      'evidence:export',
    ],
  },
  auditor: {
    label: 'Auditor',
    permissions: ['people:read', 'signals:read', 'integrations:read', 'evidence:export', 'audit:read'],
  },
  help_desk: { label: 'Help Desk', permissions: ['people:read'] },
} as const satisfies Record<string, { label: string; permissions: readonly Permission[] }>;

export const roleSchema = z.enum(['administrator', 'analyst', 'auditor', 'help_desk']);
export type Role = z.infer<typeof roleSchema>;

/** What a role allows, and nothing else: an unknown pair is refused. */
export function roleAllows(role: Role, permission: Permission): boolean {
  const allowed: readonly Permission[] = ROLES[role].permissions;
  return allowed.includes(permission);
}

/** The roles that allow something. */
export function rolesAllowing(permission: Permission): Role[] {
  return roleSchema.options.filter((role) => roleAllows(role, permission));
}
