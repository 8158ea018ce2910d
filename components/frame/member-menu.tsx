'use client';

import { Button, NativeSelect } from '@mantine/core';
import { IconBuildings, IconChevronDown, IconKey, IconKeyboard, IconLogout } from '@tabler/icons-react';
import Link from 'next/link';
import { useId, useState } from 'react';
import type { SessionView } from '@/domain/views/session';
import { sentenceOf } from '@/lib/api/problem';
import { signOut } from '@/lib/api/sign-in';
import { useSwitchAccount } from '@/lib/queries/customers';
import styles from './member-menu.module.css';
import { ThemeChoice } from './theme-choice';

/** Who is signed in, and what concerns only them: theme, shortcuts, signing out. */
export function MemberMenu({ session, onShortcuts }: { session: SessionView; onShortcuts: () => void }) {
  const id = useId();
  const [leaving, setLeaving] = useState(false);

  const leave = async () => {
    setLeaving(true);
    await signOut();
  };

  return (
    <>
      <button type="button" className={styles.member} popoverTarget={id} aria-haspopup="dialog">
        <span className={styles.memberName}>{session.roleLabel} · </span>
        <span className={styles.memberWord}>{session.member.name}</span>
        <IconChevronDown size={13} stroke={2} aria-hidden style={{ flex: 'none' }} />
      </button>
      <div id={id} popover="auto" className={styles.menu} role="dialog" aria-label="You">
        <div className={styles.menuHead}>
          <strong>{session.member.name}</strong>
          <span>{session.member.email}</span>
          <span>
            {session.roleLabel} · {session.account.name}
          </span>
        </div>
        {session.accounts.length > 1 && <AccountChoice session={session} />}
        <div className={styles.menuPart}>
          <span className={styles.menuLabel}>Theme</span>
          <ThemeChoice />
        </div>
        <div className={styles.menuActions}>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconKeyboard size={15} aria-hidden />}
            popoverTarget={id}
            popoverTargetAction="hide"
            onClick={onShortcuts}
          >
            Keyboard shortcuts
          </Button>
          {session.permissions.includes('customers:read') && (
            <Button
              component={Link}
              href="/customers"
              variant="default"
              size="xs"
              leftSection={<IconBuildings size={15} aria-hidden />}
            >
              Accounts of customers
            </Button>
          )}
          <Button
            component={Link}
            href="/settings/sign-in"
            variant="default"
            size="xs"
            leftSection={<IconKey size={15} aria-hidden />}
          >
            Your sign-in
          </Button>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconLogout size={15} aria-hidden />}
            loading={leaving}
            onClick={() => void leave()}
          >
            Sign out
          </Button>
        </div>
      </div>
    </>
  );
}

/** The accounts that the member belongs to: goes on in another without signing in again. */
function AccountChoice({ session }: { session: SessionView }) {
  const go = useSwitchAccount();
  return (
    <div className={styles.menuPart}>
      <NativeSelect
        label="Account"
        size="xs"
        data={session.accounts.map(({ id, name }) => ({ value: id, label: name }))}
        value={session.account.id}
        disabled={go.isPending}
        error={go.error === null ? null : sentenceOf(go.error)}
        onChange={(event) => go.mutate(event.currentTarget.value)}
      />
    </div>
  );
}
