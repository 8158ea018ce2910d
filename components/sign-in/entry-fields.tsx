import { PasswordInput, type PasswordInputProps, TextInput, type TextInputProps } from '@mantine/core';
import type { Ref } from 'react';

/** What a field of an entry form is told: its value, what is wrong with it, and who hears of a change. */
interface Typed {
  readonly value: string;
  readonly error?: string | null;
  readonly onType: (value: string) => void;
}

/** The e-mail address that somebody signs in with. */
export function EmailField({
  label = 'E-mail',
  onType,
  ...more
}: Typed & Pick<TextInputProps, 'label' | 'autoFocus' | 'required'>) {
  return (
    <TextInput
      label={label}
      type="email"
      name="email"
      autoComplete="username"
      withAsterisk={false}
      maxLength={254}
      onChange={(event) => onType(event.currentTarget.value)}
      {...more}
    />
  );
}

/** The password that somebody has, or one that is chosen now. */
export function PasswordField({
  label = 'Password',
  name = 'password',
  isNew = false,
  onType,
  ...more
}: Typed &
  Pick<PasswordInputProps, 'label' | 'name' | 'autoFocus' | 'required'> & {
    readonly isNew?: boolean;
    readonly ref?: Ref<HTMLInputElement>;
  }) {
  return (
    <PasswordInput
      label={label}
      description={isNew ? 'At least 12 characters. A sentence is good.' : undefined}
      name={name}
      autoComplete={isNew ? 'new-password' : 'current-password'}
      withAsterisk={false}
      maxLength={256}
      onChange={(event) => onType(event.currentTarget.value)}
      {...more}
    />
  );
}
