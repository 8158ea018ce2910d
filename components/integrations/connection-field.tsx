import { PasswordInput, TextInput } from '@mantine/core';
import type { ConnectorField } from '@/domain/connectors/connector-manifest';
import { cleanField, fieldFault } from '@/lib/integration-form';
import type { useFormFields } from './use-form-fields';

/** From this length on a value is looked at while it is typed; a shorter one is being typed, not wrong. */
const TYPED = 20;

/** One value of a connection, checked while it is typed and cleaned when it is left. */
export function ConnectionField({
  field,
  form,
  fault = null,
  accepted = false,
  onType,
}: {
  field: ConnectorField;
  form: ReturnType<typeof useFormFields>;
  /** What a test said of it, before all else. */
  fault?: string | null;
  /** Whether the server has taken what is typed: it may know forms that the pattern does not. */
  accepted?: boolean;
  onType?: () => void;
}) {
  const value = form.valueOf(field.id);
  const type = (typed: string) => {
    form.type(field.id, typed);
    onType?.();
  };
  const error = fault ?? form.faultOf(field.id, accepted ? null : fieldFault(field, value));
  const common = {
    name: field.id,
    label: field.label,
    description: field.help,
    placeholder: field.placeholder,
    required: true,
    maxLength: 400,
    autoComplete: 'off',
    spellCheck: false,
    value,
    error,
    'aria-invalid': error !== null,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      type(event.currentTarget.value);
      if (event.currentTarget.value.trim().length >= TYPED) form.touch(field.id);
    },
    onBlur: () => {
      if (value === '') return;
      const cleaned = cleanField(field, value);
      if (cleaned !== value) type(cleaned);
      form.touch(field.id);
    },
  } as const;
  if (!field.secret) return <TextInput {...common} />;
  return (
    <PasswordInput
      {...common}
      autoComplete="new-password"
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ 'aria-label': 'Show what was typed' }}
    />
  );
}
