import { Checkbox } from '@mantine/core';
import {
  type Permission,
  PERMISSION_GROUPS,
  PERMISSION_LABELS,
  PERMISSIONS,
  withNeeded,
} from '@/domain/permissions';
import styles from './roles.module.css';

/** Every permission, to be chosen from what the reader has. What one needs is chosen with it. */
export function PermissionChoices({
  held,
  chosen,
  onChange,
}: {
  /** What the reader may do, and so may give. */
  held: readonly string[];
  chosen: readonly Permission[];
  onChange: (chosen: readonly Permission[]) => void;
}) {
  const needed = withNeeded(chosen);
  return PERMISSION_GROUPS.map(({ label, permissions }) => (
    <fieldset key={label} className={styles.choices}>
      <legend>{label}</legend>
      {permissions.map((permission) => (
        <Checkbox
          key={permission}
          label={PERMISSION_LABELS[permission]}
          description={
            held.includes(permission)
              ? PERMISSIONS[permission]
              : `${PERMISSIONS[permission]}. You may not do this yourself.`
          }
          checked={needed.includes(permission)}
          disabled={
            !held.includes(permission) || (needed.includes(permission) && !chosen.includes(permission))
          }
          onChange={(event) => {
            const { checked } = event.currentTarget;
            onChange(checked ? [...chosen, permission] : chosen.filter((one) => one !== permission));
          }}
        />
      ))}
    </fieldset>
  ));
}
