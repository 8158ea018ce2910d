import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { makePasskey } from '@/lib/api/passkeys';
import { change, read } from '@/lib/api/request';
import { KEY } from './keys';

/** Where the member is signed in. */
export function sessionsQuery() {
  return queryOptions({
    queryKey: [KEY.sessions],
    queryFn: ({ signal }) => read('sessions', '/api/v1/sessions', signal),
  });
}

function useSignInChange<Input, Output>(make: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: make,
    onSettled: () =>
      Promise.all(
        [KEY.sessions, KEY.secondFactor].map((key) => client.invalidateQueries({ queryKey: [key] })),
      ),
  });
}

/** Ends one of the member's sessions. */
export function useEndSession(id: string) {
  return useSignInChange(() => change('done', `/api/v1/sessions/${encodeURIComponent(id)}/end`));
}

/** Ends every session of the member but this one. */
export function useEndOtherSessions() {
  return useSignInChange(() => change('done', '/api/v1/sessions/end-others'));
}

/** What the member has beside the password. */
export function secondFactorQuery() {
  return queryOptions({
    queryKey: [KEY.secondFactor],
    queryFn: ({ signal }) => read('secondFactor', '/api/v1/second-factor', signal),
  });
}

/** Makes a secret for an authenticator app. */
export function useBeginTotp() {
  return useSignInChange(() => change('totpSetup', '/api/v1/second-factor/totp'));
}

/** Takes it into use by a code of the app. */
export function useConfirmTotp() {
  return useSignInChange((code: string) =>
    change('recoveryCodes', '/api/v1/second-factor/totp/confirm', { code }),
  );
}

/** Makes ten recovery codes in place of those that there are. */
export function useMakeRecoveryCodes() {
  return useSignInChange(() => change('recoveryCodes', '/api/v1/second-factor/recovery-codes'));
}

/** Takes the app away. */
export function useRemoveTotp() {
  return useSignInChange(() => change('done', '/api/v1/second-factor/totp/remove'));
}

/** Has the browser make a passkey and keeps it under a name. */
export function useAddPasskey() {
  return useSignInChange(async (name: string) =>
    change('recoveryCodes', '/api/v1/passkeys', { name, passkey: await makePasskey() }),
  );
}

/** Gives a passkey another name. */
export function useNamePasskey(id: string) {
  return useSignInChange((name: string) =>
    change('done', `/api/v1/passkeys/${encodeURIComponent(id)}`, { name }),
  );
}

/** Takes a passkey away. */
export function useRemovePasskey(id: string) {
  return useSignInChange(() => change('done', `/api/v1/passkeys/${encodeURIComponent(id)}/remove`));
}
