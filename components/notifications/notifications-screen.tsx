'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FormSheet } from '@/components/ui/form-sheet';
import { NotInList } from '@/components/ui/not-in-list';
import { PageHead } from '@/components/ui/page-head';
import { Panel } from '@/components/ui/card';
import { Sheet } from '@/components/ui/sheet';
import { ListPageBones } from '@/components/ui/skeleton';
import { FailedState } from '@/components/ui/states';
import { useAddress } from '@/lib/address';
import { sessionQuery } from '@/lib/queries/frame';
import { notificationRulesQuery } from '@/lib/queries/notifications';
import { beginRule } from '@/lib/rule-draft';
import { useSelected } from '@/lib/use-selected';
import { DeleteRuleForm } from './delete-rule-form';
import { DeliveriesCard } from './deliveries-card';
import styles from './notifications.module.css';
import { RuleForm } from './rule-form';
import { type OpenedRule, RulesCard } from './rules-card';

/** What members are told of, how it goes, and what became of each notification. */
export function NotificationsScreen() {
  const { data, error, refetch } = useQuery(notificationRulesQuery());
  const { data: session } = useQuery(sessionQuery());
  const address = useAddress();
  const [asked, setAsked] = useState<OpenedRule | { readonly act: 'make' } | null>(null);
  const selected = useSelected(data?.rules);
  const watchlist = address.get('watchlist');
  const permissions = session?.permissions ?? [];
  const mayWrite = permissions.includes('notifications:write');
  // A watchlist leads here with itself chosen; closed, the address forgets it.
  const chosen = mayWrite ? selected.item : null;
  const opened = asked ?? (chosen === null ? null : ({ act: 'change', rule: chosen } as const));
  const shown = opened ?? (watchlist !== null && mayWrite ? ({ act: 'make' } as const) : null);
  const open = (next: OpenedRule) => (next.act === 'change' ? selected.select(next.rule.id) : setAsked(next));
  const close = () => {
    setAsked(null);
    if (selected.id !== null) selected.close();
    if (watchlist !== null) address.set({ watchlist: null });
  };
  if (data === undefined && error === null) return <ListPageBones rows={5} />;
  const make = <Button onClick={() => setAsked({ act: 'make' })}>Make a rule</Button>;
  const rule = shown?.act === 'change' ? shown.rule : null;
  return (
    <>
      <PageHead
        title="Notifications"
        note="What members are told of, in Parapet and by e-mail, so that nobody has to watch all the time."
        actions={mayWrite && data !== undefined && make}
      />
      {data === undefined ? (
        <FailedState
          what="The notification rules could not be read."
          error={error}
          retry={() => void refetch()}
        />
      ) : (
        <div className={styles.cards}>
          {!data.mail && (
            <Panel tone="warn" label="Mail server">
              <p>
                No mail server is configured. Members are told in Parapet all the same; by e-mail nothing is
                sent. Whoever runs Parapet sets <code>PARAPET_SMTP_URL</code> for web and worker.
              </p>
            </Panel>
          )}
          <RulesCard view={data} selected={selected.id} mayWrite={mayWrite} onOpen={open} />
          <DeliveriesCard rules={data.rules} />
          <FormSheet
            open={shown !== null && shown.act !== 'delete'}
            onClose={close}
            title={rule === null ? 'Make a notification rule' : `Change ${rule.name}`}
            side="right"
          >
            {({ onType, onClose }) => (
              <RuleForm
                key={rule?.id ?? 'new'}
                rule={rule}
                begun={beginRule(session?.member.id ?? null, watchlist)}
                view={data}
                permissions={permissions}
                onType={onType}
                onDone={onClose}
              />
            )}
          </FormSheet>
          <Sheet
            open={shown?.act === 'delete'}
            onClose={close}
            title={shown?.act === 'delete' ? `Delete ${shown.rule.name}` : 'Delete a rule'}
            side="centre"
          >
            {shown?.act === 'delete' && <DeleteRuleForm rule={shown.rule} onDone={close} />}
          </Sheet>
          <NotInList
            what="notification rule"
            open={selected.isMissing && shown === null}
            onClose={selected.close}
          />
        </div>
      )}
    </>
  );
}
