'use client';

import { NativeSelect, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import forms from '@/components/ui/form.module.css';
import { formatCountOf } from '@/lib/format/number';
import { groupsQuery } from '@/lib/queries/criticality';
import { sessionQuery } from '@/lib/queries/frame';
import { emptyGroups, namedGroups, type RuleDraft, withGroup } from '@/lib/rule-draft';

/** The groups that a rule is about: known ones are chosen, others written, and one that nobody is in is said to be. */
export function GroupFields({ draft, put }: { draft: RuleDraft; put: (change: Partial<RuleDraft>) => void }) {
  const { data, isError } = useQuery(groupsQuery());
  const named = namedGroups(draft);
  const known = data?.groups ?? [];
  const offered = known.filter(
    ({ group, people }) => people > 0 && !named.some((name) => name.toLowerCase() === group.toLowerCase()),
  );
  return (
    <>
      <Textarea
        label="Or in a group"
        description="As the directory names it, one a line."
        autosize
        minRows={2}
        maxRows={6}
        maxLength={6_000}
        value={draft.departments}
        onChange={(event) => put({ departments: event.currentTarget.value })}
      />
      {isError && <p className={forms.note}>The known groups could not be read.</p>}
      {offered.length > 0 && (
        <NativeSelect
          label="Add a known group"
          size="xs"
          value=""
          onChange={({ currentTarget: { value } }) => {
            if (value !== '') put({ departments: withGroup(draft, value) });
          }}
        >
          <option value="">Choose one</option>
          {offered.map(({ group, people }) => (
            <option key={group} value={group}>
              {group} ({formatCountOf(people, 'person', 'people')})
            </option>
          ))}
        </NativeSelect>
      )}
      <div role="status">
        <EmptyGroups named={named} />
      </div>
    </>
  );
}

/** Says which of some groups nobody is in, to whoever may see people. */
export function EmptyGroups({ named }: { named: readonly string[] }) {
  const { data: session } = useQuery(sessionQuery());
  const may = session?.permissions.includes('people:read') === true;
  const { data } = useQuery({ ...groupsQuery(), enabled: may && named.length > 0 });
  const empty = data === undefined ? [] : emptyGroups(named, data.groups);
  return empty.map((group) => (
    <span key={group} className={forms.error}>
      Nobody is in {group} now. Check how the directory spells it.
    </span>
  ));
}
