'use client';

import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ListPageBones } from '@/components/ui/skeleton';
import { Card } from '@/components/ui/card';
import { NotInList } from '@/components/ui/not-in-list';
import beside from '@/components/ui/more-beside.module.css';
import { PageHead } from '@/components/ui/page-head';
import { FailedState } from '@/components/ui/states';
import { PERMISSION_GROUPS, PERMISSION_LABELS, PERMISSIONS } from '@/domain/permissions';
import type { RoleView } from '@/domain/views/members';
import { formatCountOf } from '@/lib/format/number';
import { useMoreBeside } from '@/lib/more-beside';
import { sessionQuery } from '@/lib/queries/frame';
import { rolesQuery } from '@/lib/queries/members';
import { selectedRow, useSelected } from '@/lib/use-selected';
import { RoleSheet } from './role-sheet';
import styles from './roles.module.css';

/** What each role lets its members do, as one matrix; custom roles are made and changed here. */
export function RolesScreen() {
  const { data, error, refetch } = useQuery(rolesQuery());
  const { data: session } = useQuery(sessionQuery());
  const [making, setMaking] = useState(false);
  const selected = useSelected(data?.roles);
  if (data === undefined && error === null) return <ListPageBones />;
  const held = session?.permissions ?? [];
  const mayChange = held.includes('roles:write');
  const { item } = selected;
  const role = item !== null && mayChange && !item.builtIn && item.mayGive ? item : null;
  return (
    <>
      <PageHead
        title="Roles"
        note="What each role allows. Nobody can give what they may not do themselves."
        actions={mayChange && <Button onClick={() => setMaking(true)}>Make a custom role</Button>}
      />
      {data === undefined ? (
        <FailedState what="The roles could not be read." error={error} retry={() => void refetch()} />
      ) : (
        <div className={styles.cards}>
          <Card title="Who may do what">
            <Matrix
              roles={data.roles}
              selected={selected.id}
              {...(mayChange && { onChange: selected.select })}
            />
          </Card>
          <Card title="What each role is for">
            <dl className={styles.purposes}>
              {data.roles.map(({ id, label, description }) => (
                <div key={id}>
                  <dt>{label}</dt>
                  <dd>{description === '' ? 'Made here. Nothing is written of it.' : description}</dd>
                </div>
              ))}
            </dl>
          </Card>
        </div>
      )}
      <RoleSheet
        role={making ? 'new' : role}
        held={held}
        onClose={() => {
          setMaking(false);
          if (selected.id !== null) selected.close();
        }}
      />
      <NotInList what="role" open={selected.isMissing && !making} onClose={selected.close} />
    </>
  );
}

/** Moves the matrix sideways to a column, and the page not at all: somebody else may have made the role. */
function bringIn(strip: HTMLElement | null, column: HTMLElement): void {
  const beyond = column.getBoundingClientRect().right - (strip?.getBoundingClientRect().right ?? 0);
  if (beyond > 0) strip?.scrollBy({ left: beyond });
}

function Matrix({
  roles,
  selected,
  onChange,
}: {
  roles: readonly RoleView[];
  selected: string | null;
  onChange?: (id: string) => void;
}) {
  const strip = useRef<HTMLDivElement>(null);
  useMoreBeside(strip);
  const columns = useRef(new Map<string, HTMLTableCellElement>());
  const before = useRef<ReadonlySet<string>>(null);
  // A role that was made just now may stand beyond the edge.
  useEffect(() => {
    const made = before.current === null ? undefined : roles.find(({ id }) => !before.current?.has(id));
    before.current = new Set(roles.map(({ id }) => id));
    const column = columns.current.get(made?.id ?? '');
    if (column !== undefined) bringIn(strip.current, column);
  }, [roles]);
  return (
    <div
      ref={strip}
      className={`${styles.scroll ?? ''} ${beside.fadesAtEnd ?? ''}`}
      tabIndex={0}
      role="region"
      aria-label="Matrix of roles"
    >
      <table className={styles.matrix} aria-label="What each role allows">
        <thead>
          <tr>
            <th scope="col" className={styles.what}>
              Permission
            </th>
            {roles.map((role) => (
              <th
                scope="col"
                key={role.id}
                ref={(cell) => {
                  if (cell === null) columns.current.delete(role.id);
                  else columns.current.set(role.id, cell);
                }}
                {...selectedRow(role.id === selected)}
              >
                <span className={styles.role}>{role.label}</span>
                <span className={styles.members}>{formatCountOf(role.members, 'member', 'members')}</span>
                {!role.builtIn && onChange !== undefined && role.mayGive && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`Change ${role.label}`}
                    onClick={() => onChange(role.id)}
                  >
                    Change
                  </Button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        {PERMISSION_GROUPS.map(({ label, permissions }) => (
          <tbody key={label}>
            <tr>
              <th scope="rowgroup" colSpan={roles.length + 1} className={styles.group}>
                <span>{label}</span>
              </th>
            </tr>
            {permissions.map((permission) => (
              <tr key={permission}>
                <th scope="row" className={styles.what}>
                  {PERMISSION_LABELS[permission]}
                  <span className={styles.explained}>{PERMISSIONS[permission]}</span>
                </th>
                {roles.map((role) => (
                  <td key={role.id}>
                    {role.permissions.includes(permission) ? (
                      <>
                        <IconCheck size={17} stroke={2.2} aria-hidden />
                        <span className="visually-hidden">yes</span>
                      </>
                    ) : (
                      <span className={styles.not}>
                        <span aria-hidden="true">–</span>
                        <span className="visually-hidden">no</span>
                      </span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}
