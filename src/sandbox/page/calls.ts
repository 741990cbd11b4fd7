/** The sandbox's own interface, as the page uses it. */
export interface Overview {
  readonly daemon: string;
  readonly state: "none" | "starting" | "running" | "stopped" | "killed" | "died";
  readonly trouble: string | null;
  readonly pid: number | null;
  readonly database: string;
  readonly channels: {
    readonly slack: readonly string[] /** Absent: there is no Teams here. */;
    readonly teams?: readonly string[];
  };
  readonly users: Readonly<Record<string, string>>;
  /** The CRMs that are connected. */
  readonly crms: readonly string[];
  readonly offsetMs: number;
}

export interface Message {
  readonly id: string;
  readonly thread: string | null;
  readonly channel: string;
  readonly private: boolean;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly files: readonly {
    readonly id: string;
    readonly title: string;
    readonly name: string;
    readonly content: string;
  }[];
  readonly version: number;
  readonly at: number;
}

export interface TeamsMessage extends Omit<Message, "blocks"> {
  /** Who wrote it; null = the bot. */
  readonly from: string | null;
  /** Adaptive Cards as they come; none in a message of text. */
  readonly cards: readonly Block[];
}

/** Block Kit as it comes; what the page draws itself is narrowed where it is drawn. */
export type Block = Readonly<Record<string, unknown>>;

export interface Field {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly options: readonly { readonly label: string; readonly value: string }[];
  readonly value: string;
  readonly required: boolean;
  readonly hint: string | null;
  readonly error: string | null;
}

export interface View {
  readonly id: string;
  readonly title: string;
  readonly fields: readonly Field[];
  readonly buttons: readonly { readonly id: string; readonly label: string; readonly kind: string }[];
  readonly blocks: readonly Block[];
}

/** A dialog; the fields of its card are told apart already. */
export interface TeamsView extends Omit<View, "blocks"> {
  readonly card: Block | null;
  /** What stands in a dialog without a card. */
  readonly text: string;
}

export interface Answered {
  readonly ackStatus: number;
  readonly ackMs: number;
  /** `card` is absent on Slack. */
  readonly shown: readonly {
    readonly id: string;
    readonly private: boolean;
    readonly text: string;
    readonly card?: Block | null;
  }[];
}

export interface Fault {
  readonly id: string;
  readonly service: string;
  readonly fault: string;
  readonly parameters: Readonly<Record<string, string | number>>;
}

export interface CallRow {
  readonly seq: number;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly records: number;
}

export interface Quota {
  readonly used: number;
  readonly limit: number;
}

export interface Calls {
  readonly calls: readonly CallRow[];
  readonly refused429: number;
  readonly quota: { readonly burst: (Quota & { readonly windowMs: number }) | null; readonly daily: Quota | null };
}

export interface RemoteRecord {
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Calls `/_sandbox/…`; throws with the sandbox's own words. */
export async function ask<T>(path: string, init?: { readonly method: string; readonly body?: unknown }): Promise<T> {
  const body = init?.body === undefined ? undefined : JSON.stringify(init.body);
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`/_sandbox${path}`, { method: init?.method ?? "GET", headers, body });
  const result = await answer.json();
  if (!answer.ok) throw new Error(typeof result.error === "string" ? result.error : `HTTP ${answer.status}`);
  return result;
}

export function post<T>(path: string, body: unknown): Promise<T> {
  return ask<T>(path, { method: "POST", body });
}
