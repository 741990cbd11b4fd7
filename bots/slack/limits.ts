/**
 * Slack's own limits, in characters or pieces. From docs.slack.dev (Block Kit reference, "Formatting message text") and
 * the comments in @slack/types 3.2; blockChars is below the sum of about 13,200 at which Slack was seen to answer
 * msg_blocks_too_long (slackapi/bolt-js, thread 2509).
 */
export const LIMITS = {
  /** Slack cuts at 40,000; its guide advises 4,000. */
  text: 4_000,
  plainText: 12_000,
  messageBlocks: 50,
  viewBlocks: 100,
  blockChars: 12_000,
  header: 150,
  sectionText: 3_000,
  sectionFields: 10,
  fieldText: 2_000,
  contextText: 2_000,
  actionElements: 25,
  actionId: 255,
  buttonText: 75,
  buttonUrl: 3_000,
  optionText: 75,
  optionValue: 75,
  options: 100,
  placeholder: 150,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  viewTitle: 24,
  viewButton: 24,
  viewMetadata: 3_000,
  inputLabel: 2_000,
  inputHint: 2_000,
  inputValue: 3_000,
} as const;

/** Our own measure of what a person reads without scrolling away. */
export const BUDGET = { buttonsInRow: 3, tableRows: 20, tableCell: 28 } as const;
