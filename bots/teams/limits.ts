/**
 * Microsoft Teams' own limits. Where they come from: learn.microsoft.com/microsoftteams/platform, "Rate limiting for bots"
 * (windows, retried statuses), "Format your bot messages" (size of a message with a card), the Teams app manifest's
 * schema 1.29 (command lists), and "Universal Actions for Adaptive Cards" (schema version).
 */
export const LIMITS = {
  /** From this version on there is Action.Execute and Table; below 1.5 a card with a refresh stops working. */
  cardVersion: "1.5",
  /** Bytes of a message's card as JSON in UTF-8 that Teams takes at most. */
  platformBytes: 28 * 1_024,
  /** Our budget of them for a card: what is left is for the activity around it. */
  cardBytes: 25_000,
  /** Retried with growing pauses, as the guide asks; 413 is mended by a smaller card. */
  retriedStatuses: [412, 429, 502, 504],
  /** Manifest: commands in one command list, and characters in the title of each. */
  commands: 12,
  commandTitle: 128,
  /** Characters, where Teams states no limit of its own: what its clients show without cutting. */
  dialogTitle: 64,
  headline: 200,
  actionTitle: 80,
  optionTitle: 120,
  label: 300,
  hint: 500,
  inputValue: 4_000,
  link: 3_000,
  plainText: 12_000,
} as const;

/** At most `max` requests in any `windowMs` milliseconds. */
export interface RateWindow {
  readonly max: number;
  readonly windowMs: number;
}

/** One bot sending to one conversation; all four hold at once. From "Rate limiting for bots", per bot per thread. */
export const RATE_WINDOWS: readonly RateWindow[] = [
  { max: 7, windowMs: 1_000 },
  { max: 8, windowMs: 2_000 },
  { max: 60, windowMs: 30_000 },
  { max: 1_800, windowMs: 3_600_000 },
];

/** One app in one tenant, over all conversations; from the same page. */
export const APP_WINDOW: RateWindow = { max: 50, windowMs: 1_000 };

/** Our own measure of what a person reads without scrolling away; `bytes` of a card that Teams called too large before. */
export const BUDGET = {
  actionsInRow: 3,
  tableRows: 20,
  bytes: { full: LIMITS.cardBytes, small: 20_000, plain: 16_000 },
} as const;
