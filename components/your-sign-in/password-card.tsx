'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { Card } from '@/components/ui/card';
import styles from './your-sign-in.module.css';

/** The way to another password. */
export function PasswordCard() {
  return (
    <Card title="Password">
      <div className={styles.line}>
        <p className={styles.note}>Choosing another one signs you out everywhere else.</p>
        <Button component={Link} href="/choose-password?next=/settings/sign-in" variant="default">
          Change password
        </Button>
      </div>
    </Card>
  );
}
