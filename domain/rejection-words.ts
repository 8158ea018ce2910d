/** Each reason in a few words, for a list. The detail of a record says more. */
export const REJECTION_WORDS: Readonly<Record<string, string>> = {
  not_utf8: 'Not readable as text',
  nul_character: 'Holds a NUL character',
  not_json: 'Not JSON',
  too_large: 'Too large',
  too_deep: 'Nested too deeply',
  not_an_object: 'Not an object',
  wrong_type: 'A field of the wrong type',
  missing_time: 'Has no time',
  time_out_of_range: 'A time that cannot be',
  missing_user: 'Names nobody',
  field_too_long: 'A field that is too long',
  missing_field: 'A field is missing',
  wrong_value: 'A value that cannot be',
  page_unread: 'A whole page, kept unread',
};
