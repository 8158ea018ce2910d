'use client';

import { RemovalForm } from '@/components/ui/removal-form';
import { countedOf } from '@/domain/notifications/words';
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
        `What is gathered will not be told: ${countedOf(rule.trigger.on, rule.waiting.happenings)}. `}
      What was told already stays where it is.
    </RemovalForm>
  );
}
