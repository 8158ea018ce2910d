import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { change, read } from '@/lib/api/request';
import { KEY } from './keys';

/** Who may sign in to the account, and who is invited. */
export function membersQuery() {
  return queryOptions({
    queryKey: [KEY.members],
    queryFn: ({ signal }) => read('members', '/api/v1/members', signal),
  });
}

/** What ends with a member's access, asked anew each time somebody is about to take it. */
export function memberEndingsQuery(id: string) {
  return queryOptions({
    queryKey: [KEY.members, id, 'endings'],
    queryFn: ({ signal }) => read('memberEndings', memberPath(id, 'endings'), signal),
    gcTime: 0,
    staleTime: 0,
  });
}

/** Every role, with what it allows. */
export function rolesQuery() {
  return queryOptions({
    queryKey: [KEY.roles],
    queryFn: ({ signal }) => read('roles', '/api/v1/roles', signal),
  });
}

function useMembersChange<Input, Output>(make: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: make,
    onSettled: () =>
      Promise.all(
        [KEY.members, KEY.roles, KEY.session].map((key) => client.invalidateQueries({ queryKey: [key] })),
      ),
  });
}

const memberPath = (id: string, act: string) => `/api/v1/members/${encodeURIComponent(id)}/${act}`;

/** Invites somebody; answers with the link to hand on. */
export function useInvite() {
  return useMembersChange((wish: { readonly email: string; readonly role: string }) =>
    change('madeLink', '/api/v1/members/invitations', wish),
  );
}

/** Withdraws an invitation. */
export function useWithdrawInvitation(id: string) {
  return useMembersChange(() =>
    change('done', `/api/v1/members/invitations/${encodeURIComponent(id)}/withdraw`),
  );
}

/** Gives a member another role. */
export function useSetRole(id: string) {
  return useMembersChange((role: string) => change('done', memberPath(id, 'role'), { role }));
}

/** Switches access off or on, or takes somebody out of the account. */
export function useSetAccess(id: string) {
  return useMembersChange((wish: 'on' | 'off' | 'removed') =>
    wish === 'removed'
      ? change('done', memberPath(id, 'remove'))
      : change('done', memberPath(id, 'access'), { on: wish === 'on' }),
  );
}

/** Makes a link with which a member chooses a new password. */
export function usePasswordLink(id: string) {
  return useMembersChange(() => change('madeLink', memberPath(id, 'password-link')));
}

/** Signs a member out of this account, wherever they are. */
export function useEndMemberSessions(id: string) {
  return useMembersChange(() => change('endedSessions', memberPath(id, 'end-sessions')));
}

/** Takes the second factor of a member away. */
export function useResetSecondFactor(id: string) {
  return useMembersChange(() => change('endedSessions', memberPath(id, 'second-factor/reset')));
}

/** Forgets under which id the identity provider knows a member. */
export function useUnlinkSignOn(id: string) {
  return useMembersChange(() => change('endedSessions', memberPath(id, 'sign-on/unlink')));
}

/** Whether the account asks a second factor of everybody, and after how many days. */
export function useSecondFactorRule() {
  return useMembersChange((wish: { readonly needed: boolean; readonly graceDays: number }) =>
    change('done', '/api/v1/account/second-factor', wish),
  );
}

interface RoleWish {
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly string[];
}

/** Makes a custom role, or changes the one with this id. */
export function useSaveRole(id: string | null) {
  return useMembersChange((wish: RoleWish) =>
    change('done', id === null ? '/api/v1/roles' : `/api/v1/roles/${encodeURIComponent(id)}`, { ...wish }),
  );
}

/** Removes a custom role that nobody has. */
export function useRemoveRole(id: string) {
  return useMembersChange(() => change('done', `/api/v1/roles/${encodeURIComponent(id)}/remove`));
}
