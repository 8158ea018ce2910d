export const ANCHOR_FILE: string;
export function processSettings(
  home: string,
  appUrl: string,
  settings: { readonly origin: string; readonly extra?: Readonly<Record<string, string>> },
): Record<string, string | undefined>;
export function consoleSettings(
  source: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined>;
