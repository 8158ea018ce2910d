'use client';

import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { sentenceOf } from '@/lib/api/problem';
import { beginSignOn } from '@/lib/api/sign-in';

/** Goes to the identity provider of the organisation that an e-mail address is of. */
export function SignOnButton({
  email,
  next,
  onFailed,
}: {
  email: string;
  next: string;
  onFailed: (sentence: string) => void;
}) {
  const begin = useMutation({
    mutationFn: () => beginSignOn(email.trim(), next),
    onSuccess: (url) => window.location.assign(url),
    onError: (error) => onFailed(sentenceOf(error)),
  });
  return (
    <Button
      variant="default"
      fullWidth
      loading={begin.isPending || begin.isSuccess}
      onClick={() => {
        if (email.trim() === '')
          onFailed('Enter your e-mail address: it says at which provider you sign in.');
        else begin.mutate();
      }}
    >
      Use single sign-on
    </Button>
  );
}
