const data = (id: string, more: Record<string, unknown> = {}) => ({ crmsync: { id }, ...more });

const execute = (id: string, title: string, more: Record<string, unknown> = {}) => ({
  type: "Action.Execute",
  id,
  title,
  verb: "press",
  data: data(id),
  fallback: { type: "Action.Submit", title, data: data(id) },
  ...more,
});

const card = (body: readonly unknown[], actions: readonly unknown[] = []) => ({
  type: "AdaptiveCard",
  version: "1.5",
  msteams: { width: "Full" },
  body,
  actions,
});

const heading = (text: string) => ({
  type: "TextBlock",
  text,
  size: "large",
  weight: "bolder",
  style: "heading",
  wrap: true,
});

/** A card with everything that is pressed: a button, one with a question, a form's button, a link and a choice. */
export const signedOut = card(
  [
    { type: "Container", style: "attention", bleed: true, items: [heading("🔴 Salesforce: signed out")] },
    {
      type: "RichTextBlock",
      inlines: [
        { type: "TextRun", text: "1,284 changes", weight: "bolder" },
        { type: "TextRun", text: " wait; nothing is lost. Sign in again to send them." },
      ],
    },
    {
      type: "FactSet",
      facts: [
        { title: "Waiting", value: "1,284 changes" },
        { title: "Since", value: "{{DATE(2026-11-21T09:12:00Z,SHORT)}} {{TIME(2026-11-21T09:12:00Z)}}" },
      ],
    },
    {
      type: "Table",
      firstRowAsHeaders: true,
      columns: [{ width: 2 }, { width: 1 }],
      rows: [
        ["Object", "Waiting"],
        ["Contacts", "1,102"],
        ["Accounts", "182"],
      ].map((cells) => ({
        type: "TableRow",
        cells: cells.map((text) => ({ type: "TableCell", items: [{ type: "TextBlock", text, wrap: true }] })),
      })),
    },
    {
      type: "Input.ChoiceSet",
      id: "choice:a-5",
      style: "compact",
      placeholder: "Snooze",
      choices: [
        { title: "For one hour", value: "1h" },
        { title: "Until tomorrow", value: "1d" },
      ],
    },
    {
      type: "ActionSet",
      actions: [execute("a-5", "Snooze", { data: { crmsync: { id: "a-5", choice: "choice:a-5" } } })],
    },
    { type: "TextBlock", text: "Incident 17, since 09:12", size: "small", isSubtle: true, wrap: true },
  ],
  [
    execute("a-1", "Reconnect", { style: "positive" }),
    {
      type: "Action.ShowCard",
      title: "Disconnect",
      style: "destructive",
      card: card(
        [{ type: "TextBlock", text: "Nothing is sent to Salesforce until somebody connects it again.", wrap: true }],
        [execute("a-2", "Yes, disconnect", { style: "destructive" })],
      ),
    },
    {
      type: "Action.Submit",
      id: "a-3",
      title: "Assign",
      data: data("a-3", { msteams: { type: "task/fetch" } }),
    },
    { type: "Action.OpenUrl", title: "Open in Salesforce", url: "https://crm.example.test/setup" },
  ],
);

/** A dialog as the sandbox tells it, with the text above its fields. */
export const dialog = {
  id: "D1",
  title: "Assign the incident",
  fields: [
    field("field:who", "Who", "text", { required: true }),
    field("field:until", "Until", "select", { options: [{ label: "Tonight", value: "tonight" }], value: "tonight" }),
  ],
  buttons: [
    { id: "send", label: "Assign", kind: "submit" },
    { id: "close", label: "Cancel", kind: "close" },
  ],
  text: "",
  card: card([
    { type: "TextBlock", text: "They are told in their own chat.", wrap: true },
    { type: "Input.Text", id: "field:who", label: "Who" },
  ]),
};

function field(id: string, label: string, kind: string, more: Record<string, unknown> = {}) {
  return { id, label, kind, options: [], value: "", required: false, hint: null, error: null, ...more };
}

export const EVIL =
  '<img src=x onerror="document.title=1"><b>bold</b> [click](javascript:alert(1)) &lt;script&gt; https://evil.test';

/** Text from elsewhere in every place that the renderer formats. */
export const hostile = card(
  [
    heading(EVIL),
    { type: "RichTextBlock", inlines: [{ type: "TextRun", text: EVIL }] },
    { type: "FactSet", facts: [{ title: EVIL, value: EVIL }] },
    {
      type: "Input.ChoiceSet",
      id: "choice:h",
      style: "expanded",
      label: EVIL,
      choices: [{ title: EVIL, value: EVIL }],
    },
  ],
  [execute("h-1", EVIL), { type: "Action.OpenUrl", title: "Away", url: "javascript:document.title=2" }],
);

/** What becomes of the first card. */
export const resolved = card([heading("✅ Salesforce: signed in again")]);

/** A form that stands in a message. */
export const inlineForm = card(
  [
    heading("Snooze"),
    { type: "Input.Text", id: "field:why", label: "Why", isRequired: true, errorMessage: "Say why." },
  ],
  [execute("f", "Save", { verb: "submit", data: { crmsync: { form: "f-1" } } })],
);
