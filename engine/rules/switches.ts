import type { ObjectName } from "../record.ts";
import type { ConnectionSettings } from "../settings.ts";

/** `imports` and `exports` are those of single objects. */
export type Switches = Pick<ConnectionSettings, "import" | "export" | "imports" | "exports">;

/** Whether changes of an object come in from a connection: its own switch, or else the connection's (B22, B24). */
export function takesIn(settings: Pick<Switches, "import" | "imports">, object: ObjectName): boolean {
  return settings.imports?.[object] ?? settings.import;
}

/** Whether changes of an object go out to a connection (B23, B24, E30). */
export function sendsOut(settings: Pick<Switches, "export" | "exports">, object: ObjectName): boolean {
  return settings.exports?.[object] ?? settings.export;
}

/** Objects of a connection for which a direction is switched off. */
export function switchedOff(
  settings: Switches & Pick<ConnectionSettings, "objects">,
  direction: "import" | "export",
): readonly ObjectName[] {
  const isOn = direction === "import" ? takesIn : sendsOut;
  return settings.objects.filter((object) => !isOn(settings, object));
}
