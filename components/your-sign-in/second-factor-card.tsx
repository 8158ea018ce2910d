'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { Moment } from '@/components/ui/moment';
import { Sheet } from '@/components/ui/sheet';
import { CardBones, Loading } from '@/components/ui/skeleton';
import { FailedState } from '@/components/ui/states';
import type { SecondFactor } from '@/domain/views/your-sign-in';
import { sentenceOf } from '@/lib/api/problem';
import { formatCountOf } from '@/lib/format/number';
import { sessionQuery } from '@/lib/queries/frame';
import { secondFactorQuery, useMakeRecoveryCodes, useRemoveTotp } from '@/lib/queries/your-sign-in';
import { RecoveryCodesNote } from './recovery-codes-note';
import { TotpSetup } from './totp-setup';
import styles from './your-sign-in.module.css';

/** The authenticator app of the member, and the codes that stand in for it. */
export function SecondFactorCard() {
  const { data, error, refetch } = useQuery(secondFactorQuery());
  const [adding, setAdding] = useState(false);
  if (data === undefined && error === null) {
    return (
      <Loading>
        <CardBones rows={1} />
      </Loading>
    );
  }
  if (data === undefined) {
    return (
      <Card title="Second factor">
        <FailedState
          what="Your second factor could not be read."
          error={error}
          retry={() => void refetch()}
        />
      </Card>
    );
  }
  return (
    <Card
      title="Second factor"
      action={data.totp === null ? <Chip tone="warn">Off</Chip> : <Chip tone="good">On</Chip>}
    >
      <div className={styles.form}>
        {data.neededFrom !== null && data.totp === null && data.passkeys.length === 0 && (
          <p role="status">
            This account asks a second factor of everybody from <Moment at={data.neededFrom} /> on.
          </p>
        )}
        <OwnPasswordFirst />
        <div className={styles.line}>
          <p className={styles.note}>
            {data.totp === null ? (
              'A code of an authenticator app on your telephone, asked for after the password: who learns the password is not in yet.'
            ) : (
              <>
                Authenticator app, since <Moment at={data.totp.since} as="day" />
                {data.totp.lastUsedAt !== null && (
                  <>
                    , last used <Moment at={data.totp.lastUsedAt} as="relative" />
                  </>
                )}
                .
              </>
            )}
          </p>
          <Button variant={data.totp === null ? 'filled' : 'default'} onClick={() => setAdding(true)}>
            {data.totp === null ? 'Add an authenticator app' : 'Set up another app'}
          </Button>
        </div>
        {(data.totp !== null || data.passkeys.length > 0) && <Codes left={data.recoveryCodesLeft} />}
        {data.totp !== null && <Remove />}
      </div>
      <Sheet
        open={adding}
        onClose={() => setAdding(false)}
        title="Authenticator app"
        side="centre"
        keepsTyped
      >
        <TotpSetup onDone={() => setAdding(false)} />
      </Sheet>
    </Card>
  );
}

/** Who signs in at a provider is told by what this is confirmed: it speaks for one account, and a second factor is for all. */
function OwnPasswordFirst() {
  const { data: session } = useQuery(sessionQuery());
  if (session?.singleSignOn !== true) return null;
  return (
    <p className={styles.note}>
      You are signed in by single sign-on, which asks a second factor of its own. What you add here is for
      every account you ever belong to, so you confirm it with your password for Parapet. Without one, choose
      one by “Forgotten the password?” on the sign-in page, or ask an administrator for a link.
    </p>
  );
}

function Codes({ left }: { left: SecondFactor['recoveryCodesLeft'] }) {
  const make = useMakeRecoveryCodes();
  return (
    <>
      <div className={styles.line}>
        <p className={styles.note}>
          {left === 0
            ? 'No recovery code is left. Without your telephone an administrator has to let you in.'
            : `${formatCountOf(left, 'recovery code', 'recovery codes')} left, each for one sign-in without your telephone.`}
        </p>
        <Button variant="default" loading={make.isPending} onClick={() => make.mutate(undefined)}>
          Make new recovery codes
        </Button>
      </div>
      {make.error !== null && (
        <p className={styles.error} role="alert">
          {sentenceOf(make.error)}
        </p>
      )}
      <Sheet
        open={make.data !== undefined}
        onClose={make.reset}
        title="Recovery codes"
        side="centre"
        keepsTyped
      >
        {make.data !== undefined && <RecoveryCodesNote codes={make.data.recoveryCodes} onDone={make.reset} />}
      </Sheet>
    </>
  );
}

function Remove() {
  const remove = useRemoveTotp();
  const [asking, setAsking] = useState(false);
  return (
    <div className={styles.line}>
      <p className={remove.error === null ? styles.note : styles.error}>
        {remove.error === null
          ? 'Without it, and without a passkey, the password alone lets you in, and the recovery codes are gone.'
          : sentenceOf(remove.error)}
      </p>
      {asking ? (
        <div className={styles.row}>
          <Button color="red" autoFocus loading={remove.isPending} onClick={() => remove.mutate(undefined)}>
            Remove it
          </Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            Cancel
          </Button>
        </div>
      ) : (
        <Button variant="default" onClick={() => setAsking(true)}>
          Remove the app
        </Button>
      )}
    </div>
  );
}
