import type { ServiceName, World } from "../service.ts";

/** A kind of trouble that a service can be put into, and the parameters that it takes. */
export interface FaultKind {
  /** Parameters that must be given. */
  readonly needs?: Readonly<Record<string, "number" | "text">>;
  /** Parameters that may be given. */
  readonly takes?: Readonly<Record<string, "number" | "text">>;
  /** Happens at once and is over: nothing stays active. */
  readonly once?: boolean;
}

export type FaultKinds = Readonly<Record<string, FaultKind>>;

export interface Fault {
  readonly id: string;
  readonly service: ServiceName;
  readonly fault: string;
  /** null = every account. */
  readonly account: string | null;
  /** How often it still strikes; null = until deleted. */
  timesLeft: number | null;
  /** When it is over by itself; null = until deleted. */
  readonly until: number | null;
  /** When it was put in place. */
  readonly since: number;
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** All faults of the sandbox. A service registers the kinds that it knows, and what a `once` kind does. */
export interface FaultBoard {
  readonly world: World;
  readonly kinds: Map<ServiceName, FaultKinds>;
  readonly strike: Map<ServiceName, (fault: Fault) => void>;
  faults: Fault[];
  lastId: number;
}

export function faultBoard(world: World): FaultBoard {
  return { world, kinds: new Map(), strike: new Map(), faults: [], lastId: 0 };
}

/** `strike` is called for each kind marked `once`, when somebody asks for it. */
export function registerFaults(
  board: FaultBoard,
  service: ServiceName,
  kinds: FaultKinds,
  strike: (fault: Fault) => void = () => undefined,
): void {
  board.kinds.set(service, kinds);
  board.strike.set(service, strike);
}

/** The faults in force, oldest first. */
export function activeFaults(board: FaultBoard): readonly Fault[] {
  const now = board.world.now();
  board.faults = board.faults.filter((f) => (f.until === null || f.until > now) && f.timesLeft !== 0);
  return board.faults;
}

/** The oldest fault of this name in force for the account (null = asked for no account in particular). */
export function activeFault(
  board: FaultBoard,
  service: ServiceName,
  name: string,
  account: string | null,
): Fault | null {
  const hits = (f: Fault) =>
    f.service === service && f.fault === name && (f.account === null || account === null || f.account === account);
  return activeFaults(board).find(hits) ?? null;
}

/** As activeFault, but counts one of its times. */
export function strikeFault(
  board: FaultBoard,
  service: ServiceName,
  name: string,
  account: string | null,
): Fault | null {
  const fault = activeFault(board, service, name, account);
  if (fault !== null && fault.timesLeft !== null) fault.timesLeft -= 1;
  return fault;
}

export function removeFault(board: FaultBoard, id: string): boolean {
  const before = board.faults.length;
  board.faults = board.faults.filter((f) => f.id !== id);
  return board.faults.length < before;
}

/** A number parameter of the fault, or `otherwise`. */
export function numberOf(fault: Fault, name: string, otherwise = 0): number {
  const value = fault.parameters[name];
  return typeof value === "number" ? value : otherwise;
}

export function textOf(fault: Fault, name: string): string {
  return String(fault.parameters[name] ?? "");
}
