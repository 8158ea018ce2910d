import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALL_PERMISSIONS,
  knownPermissions,
  lacking,
  PERMISSION_GROUPS,
  PERMISSION_LABELS,
  withNeeded,
} from './permissions';
import { BUILT_IN_ROLES, type Role } from './roles';

const somePermissions = fc.subarray([...ALL_PERMISSIONS]);

describe('permissions', () => {
  it('each stand once in the matrix, with a name', () => {
    const shown = PERMISSION_GROUPS.flatMap(({ permissions }) => permissions);
    expect([...shown].sort()).toEqual([...ALL_PERMISSIONS].sort());
    expect(Object.keys(PERMISSION_LABELS).sort()).toEqual([...ALL_PERMISSIONS].sort());
  });

  it('come with what they need, and with nothing else that is not needed', () => {
    fc.assert(
      fc.property(somePermissions, (permissions) => {
        const whole = withNeeded(permissions);
        expect(lacking(whole, permissions)).toEqual([]);
        expect(withNeeded(whole)).toEqual(whole);
        for (const added of lacking(permissions, whole))
          expect(withNeeded(permissions.filter((one) => one !== added))).toEqual(whole);
      }),
    );
  });

  it('that are not known are dropped, and none is named twice', () => {
    expect(knownPermissions(['people:read', 'people:read', 'moon:land'])).toEqual(['people:read']);
  });
});

describe('the roles of Parapet', () => {
  it('have ids and names of their own, and everything that their permissions need', () => {
    expect(new Set(BUILT_IN_ROLES.map(({ id }) => id)).size).toBe(BUILT_IN_ROLES.length);
    expect(new Set(BUILT_IN_ROLES.map(({ label }) => label.toLowerCase())).size).toBe(BUILT_IN_ROLES.length);
    for (const { id, permissions } of BUILT_IN_ROLES)
      expect({ id, permissions: [...withNeeded(permissions)] }).toEqual({
        id,
        permissions: knownPermissions(permissions),
      });
  });

  it('let six configure integrations, and the auditor and the help desk change nothing', () => {
    const configuring = BUILT_IN_ROLES.filter((role: Role) =>
      role.permissions.includes('integrations:write'),
    );
    expect(configuring).toHaveLength(6);
    for (const { id, permissions } of BUILT_IN_ROLES)
      if (id === 'auditor' || id === 'help_desk')
        expect(permissions.filter((permission) => !/:(read|export|names|reveal)$/.test(permission))).toEqual(
          [],
        );
  });
});
