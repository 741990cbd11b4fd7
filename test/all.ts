import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setPriority } from "node:os";

// `npm test`: both parts at the same time. Stories of real processes wait for polls and retries most of the time, and
// the rest of the tests use what cores they leave idle. The stories go first wherever both want one: they have deadlines.

/** Lower than that of everything that has a deadline. */
const patient = 5;

function start(script: string, priority: number, output: "inherit" | "pipe"): ChildProcess {
  const child = spawn(process.platform === "win32" ? "npm.cmd" : "npm", ["run", "--silent", script], {
    stdio: ["ignore", output, output],
    shell: process.platform === "win32",
  });
  if (child.pid !== undefined && priority !== 0) setPriority(child.pid, priority);
  return child;
}

/** Everything that it prints, told at once when it has ended, so that the lines of two parts do not mix. */
function collected(child: ChildProcess): () => void {
  const pieces: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (piece: Buffer) => pieces.push(piece));
  return () => process.stdout.write(Buffer.concat(pieces));
}

async function ended(child: ChildProcess): Promise<boolean> {
  const [code] = (await once(child, "close")) as [number | null];
  return code === 0;
}

const processes = start("test:processes", 0, "pipe");
const tell = collected(processes);
const units = start("test:units", patient, "inherit");
const passed = await Promise.all([ended(units), ended(processes)]);
tell();
process.exitCode = passed.every(Boolean) ? 0 : 1;
