/** The value of a setting: from the environment, or from the file that `<name>_FILE` names. */
export function readSetting(
  name: string,
  source?: Readonly<Record<string, string | undefined>>,
): string | undefined;
