const INK = { default: "#242424", subtle: "#565656" };
/** Each is read on the tinted grounds too: at least 4.5 to 1 everywhere (WCAG AA). */
const FOREGROUND = {
  default: INK,
  dark: { default: "#11100f", subtle: "#484644" },
  light: { default: "#ffffff", subtle: "#f3f2f1" },
  accent: { default: "#4f52b2", subtle: "#5b5fc7" },
  good: { default: "#11612f", subtle: "#1b6a39" },
  warning: { default: "#6d4a00", subtle: "#775200" },
  attention: { default: "#a4262c", subtle: "#b02f35" },
};

const ground = (backgroundColor: string, borderColor: string) => ({
  backgroundColor,
  borderColor,
  foregroundColors: FOREGROUND,
});

const font = (fontFamily: string) => ({
  fontFamily,
  fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
  fontWeights: { lighter: 300, default: 400, bolder: 600 },
});

/** How Teams draws a card in its light theme, as the renderer's host config. */
export const teamsLook = {
  supportsInteractivity: true,
  fontTypes: {
    default: font('"Segoe UI", system-ui, Roboto, "Helvetica Neue", sans-serif'),
    monospace: font("ui-monospace, Consolas, Menlo, monospace"),
  },
  lineHeights: { small: 16, default: 20, medium: 20, large: 24, extraLarge: 32 },
  spacing: { small: 6, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 12 },
  separator: { lineThickness: 1, lineColor: "#e0e0e0" },
  imageSizes: { small: 32, medium: 52, large: 100 },
  containerStyles: {
    default: ground("#ffffff", "#e0e0e0"),
    emphasis: ground("#f5f5f5", "#e0e0e0"),
    accent: ground("#e8ebfa", "#c5cbfa"),
    good: ground("#e7f2da", "#bdda9b"),
    warning: ground("#fbf6d9", "#e8d997"),
    attention: ground("#fcf0f2", "#f3d0d6"),
  },
  actions: {
    maxActions: 6,
    spacing: "default",
    buttonSpacing: 8,
    actionsOrientation: "horizontal",
    actionAlignment: "left",
    allowTitleToWrap: true,
    showCard: { actionMode: "inline", inlineTopMargin: 10, style: "emphasis" },
  },
  adaptiveCard: { allowCustomStyle: true },
  inputs: {
    label: {
      inputSpacing: "small",
      requiredInputs: { weight: "bolder", color: "default", suffix: " *", suffixColor: "attention" },
      optionalInputs: { weight: "bolder", color: "default" },
    },
    errorMessage: { color: "attention", weight: "default", size: "small" },
  },
  factSet: {
    title: { weight: "bolder", wrap: true, maxWidth: 160 },
    value: { weight: "default", wrap: true },
    spacing: 10,
  },
  table: { cellSpacing: 6 },
  textBlock: { headingLevel: 3 },
  textStyles: { heading: { size: "large", weight: "bolder" }, columnHeader: { weight: "bolder" } },
};
