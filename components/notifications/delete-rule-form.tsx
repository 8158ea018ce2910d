'use client';

import { RemovalForm } from '@/components/ui/removal-form';
import type { NotificationRuleView } from '@/domain/views/notification';
import { formatCountOf } from '@/lib/format/number';
import { useDeleteRule } from '@/lib/queries/notifications';

/** Deletes a rule, once what is lost with it has been read. */
export function DeleteRuleForm({ rule, onDone }: { rule: NotificationRuleView; onDone: () => void }) {
  const removal = useDeleteRule();
  const told = new Set([...rule.receivers.inProduct, ...rule.receivers.byMail]).size;
  return (
    <RemovalForm
      removal={removal}
      label="Delete the rule"
      onRemove={() => removal.mutate(rule.id, { onSuccess: onDone })}
      onKeep={onDone}
    >
      {formatCountOf(told, 'member is', 'members are')} told of this no more.{' '}
      {rule.waiting !== null &&
        `${formatCountOf(rule.waiting.happenings, 'happening that is', 'happenings that are')} gathered will not be told. `}
      What was told already stays where it is.
    </RemovalForm>
  );
}
