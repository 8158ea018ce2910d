'use client';

import { Button } from '@mantine/core';
import members from '@/components/members/members.module.css';
import type { NotificationRuleView } from '@/domain/views/notification';
import { sentenceOf } from '@/lib/api/problem';
import { formatCountOf } from '@/lib/format/number';
import { useDeleteRule } from '@/lib/queries/notifications';

/** Deletes a rule, once what is lost with it has been read. */
export function DeleteRuleForm({ rule, onDone }: { rule: NotificationRuleView; onDone: () => void }) {
  const remove = useDeleteRule();
  const told = new Set([...rule.receivers.inProduct, ...rule.receivers.byMail]).size;
  return (
    <form
      className={members.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!remove.isPending) remove.mutate(rule.id, { onSuccess: onDone });
      }}
    >
      <p>
        {formatCountOf(told, 'member is', 'members are')} told of this no more.{' '}
        {rule.waiting !== null &&
          `${formatCountOf(rule.waiting.happenings, 'happening that is', 'happenings that are')} gathered will not be told. `}
        What was told already stays where it is.
      </p>
      {remove.error !== null && (
        <p className={members.error} role="alert">
          {sentenceOf(remove.error)}
        </p>
      )}
      <div className={members.row}>
        <Button type="submit" color="red" loading={remove.isPending}>
          Delete the rule
        </Button>
        <Button variant="default" onClick={onDone}>
          Keep it
        </Button>
      </div>
    </form>
  );
}
